import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import pg from 'pg'

/** The database role of a service; its rights are in the migrations. */
export type Rol = 'wk_intake' | 'wk_routing' | 'wk_sla' | 'wk_delivery' | 'wk_dossier' | 'wk_autorisatie' | 'wk_lezer'

/** Anything that runs a statement: a pool, a client, a transaction. */
export type Db = {
  query<R extends QueryResultRow>(tekst: string, waarden?: unknown[]): Promise<QueryResult<R>>
}

/** A transaction and what it will write to its stage's outbox as the last act before COMMIT. */
export type Tx<U = unknown> = Db & { readonly uit: U[] }

/** Writes what a transaction collected; nothing of the transaction follows it but COMMIT. */
export type Uitbak<U> = (db: Db, uit: readonly U[]) => Promise<void>

export type PoolKeuze = {
  readonly url: string
  readonly applicatie: string
  readonly rol?: Rol
  readonly max?: number
  /** Migration, import and back-up have no time limit; every stage has (design: no stage transaction lives longer than 30 s). */
  readonly zonderTijdslimiet?: boolean
}

const INT8 = 20
const DATE = 1082

/** Above the 30 s that a transaction of a stage may live: what answers later than this, answers no more. */
const ANTWOORD_MS = 35_000

/** How a connection that a network dropped without a word is found out: nobody else would tell for a quarter of an hour. */
export const VERMIST = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const
export const VERMIST_ANTWOORD = { query_timeout: ANTWOORD_MS } as const

/** int8 as a number (refused beyond 2^53), a date as 'YYYY-MM-DD'; the rest as pg does. */
const typen: pg.CustomTypesConfig = {
  getTypeParser(oid: number, formaat?: 'text' | 'binary') {
    if (formaat !== 'binary' && oid === INT8) return leesGetal
    if (formaat !== 'binary' && oid === DATE) return (tekst: string) => tekst
    return pg.types.getTypeParser(oid, formaat === 'binary' ? 'binary' : 'text')
  },
}

function leesGetal(tekst: string): number {
  const getal = Number(tekst)
  if (!Number.isSafeInteger(getal)) throw new Error('int8 beyond 2^53')
  return getal
}

/**
 * A pool whose sessions carry the role and time limits of a stage. `idle_in_transaction_session_timeout` 5 s frees the locks of a frozen
 * process, `transaction_timeout` 30 s is what the timers' lag rule leans on.
 */
export function maakPool(keuze: PoolKeuze): Pool {
  const opties = [`-c timezone=UTC`]
  if (keuze.rol) opties.push(`-c role=${keuze.rol}`)
  if (!keuze.zonderTijdslimiet) {
    opties.push('-c idle_in_transaction_session_timeout=5000', '-c transaction_timeout=30000', '-c lock_timeout=5000')
  }
  const pool = new pg.Pool({
    connectionString: keuze.url,
    application_name: `wk-${keuze.applicatie}`,
    options: opties.join(' '),
    max: keuze.max ?? 4,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 0,
    ...VERMIST,
    ...(keuze.zonderTijdslimiet ? {} : VERMIST_ANTWOORD),
    pipeline: true,
    types: typen,
  })
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}

/**
 * Runs `f` in one transaction. What `f` pushed on `tx.uit` is written by `uitbak` as the last act before COMMIT, because the outbox lock
 * must be held no longer than the commit itself takes. Any error rolls everything back and is thrown on. A transaction that begins with
 * a write asks for `eerstBegin`: nothing is sent before BEGIN is answered, at the price of one round trip.
 */
export async function transactie<T, U = unknown>(
  pool: Pool,
  uitbak: Uitbak<U> | null,
  f: (tx: Tx<U>) => Promise<T>,
  { eerstBegin = false }: { readonly eerstBegin?: boolean } = {},
): Promise<T> {
  const client = await pool.connect()
  // pg reports a connection lost between two statements here; the next statement then fails and is handled below.
  const stil = () => undefined
  client.on('error', stil)
  let stuk: Error | undefined
  try {
    const { tx, begonnen, verzonden } = begin<U>(client)
    if (eerstBegin) await begonnen()
    const uitkomst = await f(tx)
    const voor = verzonden()
    const geschreven = uitbak && tx.uit.length > 0 ? uitbak(tx, tx.uit) : undefined
    // COMMIT may only follow an outbox statement that left: one that failed before it was sent would leave the state without its messages.
    if (verzonden() === voor) await geschreven
    await sluitAf(client, geschreven)
    return uitkomst
  } catch (fout) {
    stuk = await draaiTerug(client)
    throw fout
  } finally {
    client.removeListener('error', stil)
    client.release(stuk)
  }
}

type Begin<U> = {
  readonly tx: Tx<U>
  /** resolves when BEGIN is answered; throws what it failed with */
  readonly begonnen: () => Promise<void>
  readonly verzonden: () => number
}

/**
 * Connections are pipelined: BEGIN travels with the first statement. Should BEGIN itself fail while the connection lives (an operator's
 * cancel), that statement runs on its own; then nothing may follow it.
 */
function begin<U>(client: PoolClient): Begin<U> {
  let mislukt: unknown
  let aantal = 0
  const antwoord = client.query('begin').catch((fout) => {
    mislukt = fout
  })
  const tx: Tx<U> = {
    uit: [],
    query: async <R extends QueryResultRow>(tekst: string, waarden?: unknown[]) => {
      aantal++
      const antwoord = await vraag<R>(client, tekst, waarden)
      if (mislukt !== undefined) throw mislukt
      return antwoord
    },
  }
  const begonnen = async () => {
    await antwoord
    if (mislukt !== undefined) throw mislukt
  }
  return { tx, begonnen, verzonden: () => aantal }
}

/** COMMIT, sent behind the outbox statement without waiting for it. A COMMIT of a failed transaction is answered ROLLBACK. */
async function sluitAf(client: PoolClient, geschreven: Promise<void> | undefined): Promise<void> {
  const [uit, einde] = await Promise.allSettled([geschreven, client.query('commit')])
  if (uit.status === 'rejected') throw uit.reason
  if (einde.status === 'rejected') throw einde.reason
  if (einde.value.command !== 'COMMIT') throw new Error('the transaction was rolled back by the database')
}

const namen = new Map<string, string>()

/** Runs a statement; one with parameters is prepared once per connection under a name of its own (the texts are constants, so few). */
function vraag<R extends QueryResultRow>(
  client: PoolClient,
  tekst: string,
  waarden?: unknown[],
): Promise<QueryResult<R>> {
  return waarden ? client.query<R>(voorbereid(tekst, waarden)) : client.query<R>(tekst)
}

/** A statement that each connection prepares once; for statements that run all the time outside a transaction. */
export function voorbereid(tekst: string, waarden: unknown[]): pg.QueryConfig {
  let naam = namen.get(tekst)
  if (naam === undefined) {
    naam = `wk${namen.size}`
    namen.set(tekst, naam)
  }
  return { name: naam, text: tekst, values: waarden }
}

/** ROLLBACK; returns the error when the connection is of no more use. */
async function draaiTerug(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (fout) {
    return fout instanceof Error ? fout : new Error('rollback failed')
  }
}

/**
 * SQLSTATE classes that say nothing about the message: lost connection, serialization, deadlock, resources, operator action, time-outs, a
 * server that became read-only (a standby), a log-in or database that is gone. "In a failed transaction" (25P02) is never what was wrong
 * at first: whoever sees it knows nothing of the message.
 */
const STORINGEN = /^(08|28|3D|40|53|57|58|25006|25P0[234]|55P03|XX)/

/** Whether an error comes from an outage of the database or the network, so that trying again later may help and it counts as no try. */
export function isStoring(fout: unknown): boolean {
  if (fout instanceof pg.DatabaseError) return STORINGEN.test(fout.code ?? '')
  if (!(fout instanceof Error)) return false
  const code = 'code' in fout && typeof fout.code === 'string' ? fout.code : ''
  // A key that the configuration lacks is no fault of any message: the stage waits, red, until it is there.
  if (code === 'kek-ontbreekt') return true
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout/.test(
    fout.message,
  )
}
