import { readFile } from 'node:fs/promises'
import { leesConfig } from '@warmknooppunt/platform/config'
import { metOpties, WACHTWOORDBESTAND } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import pg from 'pg'
import type { Datamap } from '../datamap.ts'
import { leesPlekVan } from '../ingebed/postgres.ts'
import { vergrendel } from '../ingebed/slot.ts'
import { wisselWachtwoord } from '../ingebed/wachtwoord.ts'
import { gaatOpen, wisselInBestand } from '../ingebed/wachtwoordbestand.ts'
import { DIENST_VELDEN } from './aanmeldingen.ts'
import { leesAanmelding, zetVerificatie } from './aanmeldingen-store.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import { databasefout } from './open-bron.ts'

/** `wissel wachtwoord`: another password for a log-in on the database. */
export function voegWachtwoordToe(wissel: Command, o: Omstandigheden): void {
  wissel
    .command('wachtwoord')
    .argument('[dienst]', 'whose log-in, where services run apart (intake, routing, ...)')
    .description(
      "another password on the database: that of the hub's own embedded one, or of the log-in of a service; new connections take it, none is lost",
    )
    .addHelpText(
      'after',
      `
Without a service: the embedded PostgreSQL of the data folder, which must run. With one: needs DATABASE_URL as the owner, and the
DATABASE_URL_<SERVICE> that the service is given, which names the file of its password: postgres://user@host/database?${WACHTWOORDBESTAND}=/path.
The service reads that file at each new connection, so it needs no restart. A service with the password in its address itself:
\`aanmeldingen\`, and a restart.`,
    )
    .action((dienst: string | undefined) => voer(o, () => (dienst === undefined ? ingebed(o) : vanDienst(o, dienst))))
}

async function ingebed(o: Omstandigheden): Promise<Afloop> {
  const { data, databaseUrl } = leesPlek(o)
  if (databaseUrl !== null) {
    throw commandofout(
      AFLOOP.gebruik,
      'DATABASE_URL names a database of your own: change the password of its owner there',
    )
  }
  await metSlot(data.wachtwoord, () => wisselIngebed(data))
  await schrijf(
    o.uit,
    `the embedded database has another password, in ${data.wachtwoord}; the running hub reads it there`,
  )
  return AFLOOP.goed
}

async function wisselIngebed(data: Datamap): Promise<void> {
  const plek = await leesPlekVan(data)
  if (plek === null) throw commandofout(AFLOOP.nietBeschikbaar, `no database runs in ${data.map}; start the hub first`)
  await wisselWachtwoord(plek).catch((fout: unknown) => {
    throw databasefout({ url: '', naam: `the database of ${data.map}`, sluit: async () => undefined }, fout)
  })
}

async function vanDienst(o: Omstandigheden, dienst: string): Promise<Afloop> {
  const { eigenaar, url, bestand, naam } = leesAdres(o, dienst)
  await metSlot(bestand, async () => {
    const client = new pg.Client({ ...metOpties(eigenaar, []), connectionTimeoutMillis: 5_000 })
    try {
      await client.connect()
      if (!(await leesAanmelding(client, naam)).bestaat) {
        throw commandofout(AFLOOP.config, `the database knows no ${naam}; \`aanmeldingen\` makes it`)
      }
      await wisselInBestand({
        bestand,
        zet: (verificatie) => zetVerificatie(client, naam, verificatie),
        gaatOpen: (wachtwoord) => gaatOpen(metWachtwoord(url, wachtwoord)),
      })
    } catch (fout) {
      if (fout instanceof Error && ('afloop' in fout || 'path' in fout)) throw fout
      throw databasefout({ url: '', naam: 'the database of DATABASE_URL', sluit: async () => undefined }, fout)
    } finally {
      await client.end().catch(() => undefined)
    }
  })
  await schrijf(o.uit, `${naam} (${dienst}) has another password, in ${bestand}`)
  return AFLOOP.goed
}

type Adres = { readonly eigenaar: string; readonly url: string; readonly bestand: string; readonly naam: string }

function leesAdres(o: Omstandigheden, dienst: string): Adres {
  const veld = `DATABASE_URL_${dienst.toUpperCase()}`
  const { databaseUrl: eigenaar } = leesPlek(o)
  if (!Object.hasOwn(DIENST_VELDEN, veld)) throw commandofout(AFLOOP.gebruik, `there is no service ${dienst}`)
  const gelezen = leesConfig(DIENST_VELDEN, o.env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  const url = gelezen.config[veld]
  if (eigenaar === null || typeof url !== 'string') {
    throw commandofout(AFLOOP.config, `give DATABASE_URL, as the owner, and ${veld} (or each with _BESTAND)`)
  }
  const delen = URL.parse(url)
  const bestand = delen?.searchParams.get(WACHTWOORDBESTAND)
  const naam = decodeURIComponent(delen?.username ?? '')
  if (!bestand || naam === '') {
    const vorm = `postgres://user@host/database?${WACHTWOORDBESTAND}=/path`
    throw commandofout(AFLOOP.config, `${veld} must name a user and the file of its password: ${vorm}`)
  }
  return { eigenaar, url, bestand, naam }
}

function metWachtwoord(url: string, wachtwoord: string): string {
  const delen = new URL(url)
  delen.searchParams.delete(WACHTWOORDBESTAND)
  delen.password = wachtwoord
  return delen.href
}

/** One command at a time changes a file. */
async function metSlot(bestand: string, f: () => Promise<void>): Promise<void> {
  await readFile(bestand).catch((fout: unknown) => {
    throw commandofout(AFLOOP.config, `${bestand}, the file of the password, cannot be read`, fout)
  })
  const slot = vergrendel(`${bestand}.slot`)
  if (!slot) throw commandofout(AFLOOP.nietBeschikbaar, 'another command changes this password; try again in a moment')
  try {
    await f()
  } finally {
    slot.laatLos()
  }
}
