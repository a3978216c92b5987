import type { Rol } from '@warmknooppunt/platform/db'
import { pino } from 'pino'
import type { Datamap } from '../datamap.ts'
import { leesVersie } from '../ingebed/cluster.ts'
import { leesUrl, startIngebed } from '../ingebed/postgres.ts'
import { vergrendel } from '../ingebed/slot.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Bron } from './bron.ts'
import { databaseBron } from './bron.ts'
import type { Plek } from './client.ts'
import { demoBron } from './demo-bron.ts'

/** A database that a command may read: its URL, and what to do when the command is done. */
export type Leesbaar = { readonly url: string; readonly naam: string; sluit(): Promise<void> }

/**
 * The database of the hub: the one of DATABASE_URL, or that of the data folder. When the latter does not run it is started for as long as this
 * command takes, under the folder's lock, so that no hub begins on it meanwhile. Null when there is none yet.
 */
export async function openDatabase({ data, databaseUrl }: Plek): Promise<Leesbaar | null> {
  if (databaseUrl !== null)
    return { url: databaseUrl, naam: 'the database of DATABASE_URL', sluit: async () => undefined }
  return (await lopendeDatabase(data)) ?? ((await leesVersie(data.postgres)) === null ? null : startEven(data))
}

/** The database of the data folder if it runs now. */
export async function lopendeDatabase(data: Datamap): Promise<Leesbaar | null> {
  const url = await leesUrl(data).catch((fout: unknown) => {
    throw commandofout(AFLOOP.geenToegang, `${data.wachtwoord} may not be read by this user`, fout)
  })
  return url === null ? null : { url, naam: `the database of ${data.map}`, sluit: async () => undefined }
}

const TEKENS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const

async function startEven(data: Datamap): Promise<Leesbaar> {
  const leesbaar = await startVoorWerk(data)
  // Ctrl-C must not leave it running.
  for (const [teken, code] of TEKENS) process.once(teken, () => void leesbaar.sluit().finally(() => process.exit(code)))
  return leesbaar
}

/**
 * The database of the hub for a command that changes it, and that listens to Ctrl-C itself: what it began must be cleared away before the database
 * may stop. Null when there is none yet.
 */
export async function openVoorWerk({ data, databaseUrl }: Plek): Promise<Leesbaar | null> {
  if (databaseUrl !== null) return openDatabase({ data, databaseUrl })
  return (await lopendeDatabase(data)) ?? ((await leesVersie(data.postgres)) === null ? null : startVoorWerk(data))
}

async function startVoorWerk(data: Datamap): Promise<Leesbaar> {
  const slot = vergrendel(data.slot)
  if (!slot) {
    const tekst = `a hub on ${data.map} is starting or stopping, or another command reads there; try again in a moment`
    throw commandofout(AFLOOP.nietBeschikbaar, tekst)
  }
  try {
    const ingebed = await startIngebed(data, pino({ enabled: false }))
    const sluit = async () => {
      await ingebed.stop()
      slot.laatLos()
    }
    return { url: ingebed.url, naam: `the database of ${data.map}, started for this command`, sluit }
  } catch (fout) {
    slot.laatLos()
    throw fout
  }
}

/** The register to read from: that of the hub's database, or the demo's own rows where there is no database yet. */
export async function openBron(plek: Plek): Promise<Bron> {
  const leesbaar = await openDatabase(plek)
  return leesbaar === null ? demoBron() : bronVan(leesbaar)
}

/** Only what runs already: for a command that can do without. */
export async function openLopendeBron({ data, databaseUrl }: Plek): Promise<Bron | null> {
  if (databaseUrl !== null) return openBron({ data, databaseUrl })
  const leesbaar = await lopendeDatabase(data)
  return leesbaar && bronVan(leesbaar)
}

async function bronVan(leesbaar: Leesbaar): Promise<Bron> {
  try {
    const bron = await databaseBron(leesbaar.url, leesbaar.naam)
    return {
      ...bron,
      async sluit() {
        await bron.sluit()
        await leesbaar.sluit()
      },
    }
  } catch (fout) {
    await leesbaar.sluit()
    throw databasefout(leesbaar, fout)
  }
}

/** What to do about a database that cannot be read, or not be worked in as a role. */
export function databasefout({ naam }: Leesbaar, fout: unknown, rol: Rol = 'wk_lezer'): Error {
  const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreachable'
  // undefined schema, table or function, undefined role or right
  if (code === '42P01' || code === '3F000' || code === '22023' || code === '42883') {
    return commandofout(
      AFLOOP.config,
      `${naam} holds no hub yet; run \`npm run knooppunt -- migreer\` or \`npm start\` first`,
      fout,
    )
  }
  if (code === '42501' || code === '28P01' || code === '28000') {
    const tekst = `${naam} gives this log-in no right to work as ${rol} (${code})`
    return commandofout(AFLOOP.geenToegang, tekst, fout)
  }
  return commandofout(
    AFLOOP.nietBeschikbaar,
    `${naam} does not answer (${code}); start the hub or check the address`,
    fout,
  )
}
