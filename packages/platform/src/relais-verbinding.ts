import { setTimeout as wachtMs } from 'node:timers/promises'
import pg from 'pg'
import type { Db, Rol } from './db.ts'
import { voorbereid } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { metOpties, TYPEN, VASTE_PLANNEN, VERMIST, VERMIST_ANTWOORD } from './pool.ts'
import { neemDienst } from './relais-store.ts'

/** A session that says nothing for so long is ended by the database, and its lock falls: a frozen relay holds up no other. */
const STIL_MS = 10_000
const TEKEN_MS = 3_000
const POGING_MS = 1_000
/** Two relays that both fail have the lock by turns, for a moment: then neither stands by. */
const BIJ_POGINGEN = 5

/** The session of a relay: its lock, its reads and its position all go by it, so that without the lock it can do nothing. */
export type Relaisverbinding = Db & { sluit(): Promise<void> }

export type Verbindkeuze = { readonly url: string; readonly stage: Producent; readonly stilMs?: number }

const ROL = {
  intake: 'wk_intake',
  routing: 'wk_routing',
  sla: 'wk_sla',
  delivery: 'wk_delivery',
} as const satisfies Readonly<Record<Producent, Rol>>

/** Connects with the role of the stage. A sign of life every few seconds keeps the session while a send takes long. */
export async function verbind({ url, stage, stilMs = STIL_MS }: Verbindkeuze): Promise<Relaisverbinding> {
  // A position that is lost in a crash has its messages shipped twice, which readers skip: no write waits for the disk.
  const opties = [
    `-c role=${ROL[stage]}`,
    `-c idle_session_timeout=${stilMs}`,
    '-c synchronous_commit=off',
    ...VASTE_PLANNEN,
  ]
  const client = new pg.Client({
    ...metOpties(url, opties),
    application_name: `wk-${stage}-relais`,
    connectionTimeoutMillis: 5_000,
    types: TYPEN,
    ...VERMIST,
    ...VERMIST_ANTWOORD,
  })
  client.on('error', () => undefined)
  await client.connect()
  const teken = setInterval(() => client.query('select').catch(() => undefined), Math.min(TEKEN_MS, stilMs / 3))
  return {
    query: (tekst, waarden) => (waarden ? client.query(voorbereid(tekst, waarden)) : client.query(tekst)),
    async sluit() {
      clearInterval(teken)
      await client.end().catch(() => undefined)
    },
  }
}

export type Dienstkeuze = {
  readonly stage: Producent
  /** told when another session has the lock, and keeps it */
  readonly ander: () => void
}

/** Waits until this session has the lock of the relay; false when the signal came first. */
export async function wachtOpDienst(db: Db, { stage, ander }: Dienstkeuze, signal: AbortSignal): Promise<boolean> {
  for (let poging = 0; !signal.aborted; poging++) {
    if (await neemDienst(db, stage)) return true
    if (poging >= BIJ_POGINGEN) ander()
    await wachtMs(POGING_MS, undefined, { signal }).catch(() => undefined)
  }
  return false
}
