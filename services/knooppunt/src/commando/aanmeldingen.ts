import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Velden } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import type { Db, Rol } from '@warmknooppunt/platform/db'
import { maakPool, WACHTWOORDBESTAND } from '@warmknooppunt/platform/pool'
import { scramVerificatie } from '@warmknooppunt/platform/scram'
import type { Command } from 'commander'
import type { Pool } from 'pg'
import { geefRol, leesAanmelding, maakAanmelding, neemRol, zetVerificatie } from './aanmeldingen-store.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'

/** Which roles the log-in of each service must be able to take; `lezer` is for commands that only read. */
export const ROLLEN = {
  intake: ['wk_intake'],
  routing: ['wk_routing'],
  sla: ['wk_sla'],
  delivery: ['wk_delivery'],
  dossier: ['wk_dossier'],
  autorisatie: ['wk_autorisatie'],
  relay: ['wk_intake', 'wk_routing', 'wk_sla', 'wk_delivery', 'wk_lezer'],
  lezer: ['wk_lezer'],
} as const satisfies Readonly<Record<string, readonly Rol[]>>

const URL_VAN = 'DATABASE_URL_'
const POSTGRES = /^postgres(ql)?:\/\/./
/** The addresses that the services are given, by service. */
export const DIENST_VELDEN: Velden = Object.fromEntries(
  Object.keys(ROLLEN).map((dienst) => [
    `${URL_VAN}${dienst.toUpperCase()}`,
    {
      soort: 'tekst',
      geheim: true,
      patroon: POSTGRES,
      uitleg: `DATABASE_URL of ${dienst}, with its user and password`,
    },
  ]),
)
const EIGENAAR_VELD = {
  DATABASE_URL: {
    soort: 'tekst',
    verplicht: true,
    geheim: true,
    patroon: POSTGRES,
    uitleg: 'PostgreSQL, as its owner',
  },
} as const satisfies Velden

type Aanmelding = {
  readonly diensten: readonly string[]
  readonly naam: string
  readonly wachtwoord: string
  readonly rollen: readonly Rol[]
}

/** `aanmeldingen`: gives each service a log-in of its own on the database, with the rights of its role and no other. */
export function voegAanmeldingenToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('aanmeldingen')
    .description(
      'make the log-ins on the database with which services run apart, each a member of the role of its service only',
    )
    .addHelpText(
      'after',
      `
Needs DATABASE_URL as the owner, after \`migreer\`, and for each service the DATABASE_URL that it is given itself:
${Object.keys(DIENST_VELDEN).join(', ')}
(or each with _BESTAND: a file). Makes its user where it is missing, and sets its password and roles. Services that are not named are left as they are. Safe to run again: so a password is changed.`,
    )
    .action(() => voer(o, () => maakAlle(o)))
}

async function maakAlle(o: Omstandigheden): Promise<Afloop> {
  const { url, gevraagd } = lees(o)
  const pool = maakPool({ url, applicatie: 'opdrachtregel', max: 1, zonderTijdslimiet: true })
  try {
    for (const aanmelding of gevraagd) {
      const { naam, diensten } = aanmelding
      await schrijf(o.uit, `${naam}: ${diensten.join(', ')} (${await maak(pool, aanmelding)})`)
    }
    return AFLOOP.goed
  } catch (fout) {
    throw legUit(fout)
  } finally {
    await pool.end()
  }
}

const UITLEG: Readonly<Record<string, readonly [Afloop, string]>> = {
  // undefined role
  '42704': [AFLOOP.config, 'holds no hub yet; run `npm run knooppunt -- migreer` first'],
  '42501': [
    AFLOOP.geenToegang,
    'lets this user make no log-ins: DATABASE_URL must be the owner that ran `migreer`, with CREATEROLE',
  ],
  '28P01': [AFLOOP.geenToegang, 'refuses the user or password of DATABASE_URL'],
  '28000': [AFLOOP.geenToegang, 'refuses the user of DATABASE_URL'],
}

function legUit(fout: unknown): unknown {
  if (!(fout instanceof Error) || 'afloop' in fout) return fout
  const code = 'code' in fout ? String(fout.code) : 'unreachable'
  const [afloop, tekst] = UITLEG[code] ?? [AFLOOP.nietBeschikbaar, `does not answer (${code}); check the address`]
  return commandofout(afloop, `the database of DATABASE_URL ${tekst}`, fout)
}

function lees(o: Omstandigheden): { readonly url: string; readonly gevraagd: readonly Aanmelding[] } {
  const eigenaar = leesConfig(EIGENAAR_VELD, o.env)
  const diensten = leesConfig(DIENST_VELDEN, o.env)
  const problemen = [eigenaar, diensten].flatMap((gelezen) => (gelezen.kind === 'fout' ? gelezen.problemen : []))
  if (eigenaar.kind === 'fout' || diensten.kind === 'fout') throw commandofout(AFLOOP.config, problemen.join('\n'))
  const gegeven = Object.entries(ROLLEN).flatMap(([dienst, rollen]) => {
    const veld = `${URL_VAN}${dienst.toUpperCase()}`
    const url = diensten.config[veld]
    return typeof url === 'string' ? [{ dienst, rollen, ...leesNaam(veld, url) }] : []
  })
  if (gegeven.length === 0) {
    throw commandofout(AFLOOP.config, `name at least one of ${Object.keys(DIENST_VELDEN).join(', ')} (or _BESTAND)`)
  }
  return { url: eigenaar.config.DATABASE_URL, gevraagd: perNaam(gegeven) }
}

function leesNaam(veld: string, url: string): { readonly naam: string; readonly wachtwoord: string } {
  const delen = URL.parse(url)
  const naam = decodeURIComponent(delen?.username ?? '')
  const bestand = delen?.searchParams.get(WACHTWOORDBESTAND)
  const wachtwoord = bestand ? leesWachtwoord(veld, bestand) : decodeURIComponent(delen?.password ?? '')
  if (naam === '' || wachtwoord === '') {
    throw commandofout(
      AFLOOP.config,
      `${veld}: must hold a user and a password (or its file, ?${WACHTWOORDBESTAND}=/path), postgres://user:password@host/database`,
    )
  }
  if (naam.startsWith('wk_') || naam.startsWith('pg_')) {
    throw commandofout(
      AFLOOP.config,
      `${veld}: ${naam} is a role of the hub or of PostgreSQL; give the log-in another name`,
    )
  }
  // Others are prepared (RFC 4013) before they are hashed; of these that changes nothing.
  if (!/^[\x20-\x7e]+$/.test(wachtwoord)) throw commandofout(AFLOOP.config, `${veld}: the password must be plain ASCII`)
  return { naam, wachtwoord }
}

function leesWachtwoord(veld: string, bestand: string): string {
  try {
    return readFileSync(bestand, 'utf8').trim()
  } catch (fout) {
    throw commandofout(AFLOOP.config, `${veld}: the file of its password, ${bestand}, cannot be read`, fout)
  }
}

type Gegeven = {
  readonly dienst: string
  readonly naam: string
  readonly wachtwoord: string
  readonly rollen: readonly Rol[]
}

/** Services that share a user share its roles; two passwords for one user cannot be. */
function perNaam(gegeven: readonly Gegeven[]): Aanmelding[] {
  return [...Map.groupBy(gegeven, ({ naam }) => naam)].map(([naam, zelfde]) => {
    const [wachtwoord = '', ...meer] = new Set(zelfde.map((een) => een.wachtwoord))
    if (meer.length > 0) throw commandofout(AFLOOP.config, `${naam} is given with two passwords; one user has one`)
    const diensten = zelfde.map(({ dienst }) => dienst)
    return { naam, wachtwoord, diensten, rollen: [...new Set(zelfde.flatMap(({ rollen }) => rollen))] }
  })
}

async function maak(pool: Pool, aanmelding: Aanmelding): Promise<'made' | 'set'> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const uitkomst = await zet(client, aanmelding)
    await client.query('commit')
    return uitkomst
  } finally {
    // Whatever went wrong: a connection with an open transaction is closed, not given back.
    client.release(true)
  }
}

async function zet(db: Db, { naam, wachtwoord, rollen }: Aanmelding): Promise<'made' | 'set'> {
  const stand = await leesAanmelding(db, naam)
  if (stand.eigenaar || stand.bovenRechten) {
    const tekst = `${naam} is the owner or an administrator of the database: no service may run with its rights`
    throw commandofout(AFLOOP.config, tekst)
  }
  if (!stand.bestaat) await maakAanmelding(db, naam)
  await zetVerificatie(db, naam, scramVerificatie(wachtwoord, randomBytes(16)))
  for (const rol of rollen) await geefRol(db, naam, rol)
  const over = stand.rollen.filter((rol) => rol.startsWith('wk_') && !rollen.some((een) => een === rol))
  for (const rol of over) await neemRol(db, naam, rol)
  return stand.bestaat ? 'set' : 'made'
}
