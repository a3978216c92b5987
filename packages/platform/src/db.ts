import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import pg from 'pg'

/** The database role of a service; its rights are in the migrations. */
export type Rol = 'wk_intake' | 'wk_routing' | 'wk_sla' | 'wk_delivery' | 'wk_dossier' | 'wk_autorisatie' | 'wk_lezer'

/** Anything that runs a statement: a pool, a client, a transaction. */
export type Db = {
  query<R extends QueryResultRow>(tekst: string, waarden?: unknown[]): Promise<QueryResult<R>>
}

/** Takes writes that the transaction need not wait for. */
export type Schrijver = {
  /**
   * Sends a write and does not wait for it: its failure fails the transaction at COMMIT. Allowed once a statement was answered (a BEGIN that
   * failed shows there). `lees` gets the rows it returned, before anything of `na` is done.
   */
  schrijf<R extends QueryResultRow>(tekst: string, waarden: unknown[], lees?: (rijen: readonly R[]) => void): void
}

/** A transaction, and what it will write to its stage's outbox as the last act before COMMIT. */
export type Tx<U = unknown> = Db &
  Schrijver & {
    readonly uit: U[]
    /** Done once this is committed, in the order given, and never when it is not. Must not throw. */
    na(werk: () => void): void
    /** Done when this fails: rolled back, or of a COMMIT that was not answered unknown. Must not throw. */
    bijFalen(werk: () => void): void
  }

/** Writes what a transaction collected; nothing of the transaction follows it but COMMIT. */
export type Uitbak<U> = (db: Db, uit: readonly U[]) => Promise<void>

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
  const { tx, begonnen, verzonden, geschreven, naWerk, faalWerk } = begin<U>(client)
  try {
    if (eerstBegin) await begonnen()
    const uitkomst = await f(tx)
    const voor = verzonden()
    const gelegd = uitbak && tx.uit.length > 0 ? uitbak(tx, tx.uit) : undefined
    // COMMIT may only follow an outbox statement that left: one that failed before it was sent would leave the state without its messages.
    if (verzonden() === voor) await gelegd
    await sluitAf(client, [...geschreven, gelegd])
    for (const werk of naWerk) werk()
    return uitkomst
  } catch (fout) {
    stuk = await draaiTerug(client)
    for (const werk of faalWerk) werk()
    throw await oorzaak(fout, geschreven)
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
  /** the writes that nobody waited for */
  readonly geschreven: readonly Promise<void>[]
  readonly naWerk: readonly (() => void)[]
  readonly faalWerk: readonly (() => void)[]
}

/**
 * Connections are pipelined: BEGIN travels with the first statement. Should BEGIN itself fail while the connection lives (an operator's
 * cancel), that statement runs on its own; then nothing may follow it.
 */
function begin<U>(client: PoolClient): Begin<U> {
  let mislukt: unknown
  let aantal = 0
  let beantwoord = false
  const geschreven: Promise<void>[] = []
  const naWerk: (() => void)[] = []
  const faalWerk: (() => void)[] = []
  const antwoord = client.query('begin').catch((fout) => {
    mislukt = fout
  })
  const begonnen = async () => {
    await antwoord
    if (mislukt !== undefined) throw mislukt
    beantwoord = true
  }
  const tx: Tx<U> = {
    uit: [],
    query: async <R extends QueryResultRow>(tekst: string, waarden?: unknown[]) => {
      aantal++
      const rijen = await vraag<R>(client, tekst, waarden)
      if (mislukt !== undefined) throw mislukt
      beantwoord = true
      return rijen
    },
    schrijf<R extends QueryResultRow>(tekst: string, waarden: unknown[], lees?: (rijen: readonly R[]) => void) {
      if (!beantwoord) throw new Error('a write that is not waited for came before any answer')
      aantal++
      geschreven.push(zend<R>(client, voorbereid(tekst, waarden), lees))
    },
    na: (werk) => void naWerk.push(werk),
    bijFalen: (werk) => void faalWerk.push(werk),
  }
  return { tx, begonnen, verzonden: () => aantal, geschreven, naWerk, faalWerk }
}

/** Sends a statement; throws at once when its values cannot be sent, because then nothing fails on the other side. */
function zend<R extends QueryResultRow>(
  client: PoolClient,
  statement: pg.QueryConfig,
  lees?: (rijen: readonly R[]) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let meteen: Error | undefined
  client.query<R>(statement, (fout: Error | null, uitkomst) => {
    if (fout) {
      meteen = fout
      reject(fout)
      return
    }
    lees?.(uitkomst.rows)
    resolve()
  })
  // Looked at with COMMIT, or not at all when the transaction fails before.
  promise.catch(() => undefined)
  if (meteen !== undefined) throw meteen
  return promise
}

/** COMMIT, sent behind the last writes without waiting for them. A COMMIT of a failed transaction is answered ROLLBACK. */
async function sluitAf(client: PoolClient, geschreven: readonly (Promise<void> | undefined)[]): Promise<void> {
  const einde = client.query('commit')
  const uitslagen = await Promise.allSettled([...geschreven, einde])
  // The first is what went wrong; what came after it failed because of it.
  for (const uitslag of uitslagen) if (uitslag.status === 'rejected') throw uitslag.reason
  if ((await einde).command !== 'COMMIT') throw new Error('the transaction was rolled back by the database')
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

/** A statement that says "in a failed transaction" tells of an earlier failure: that of a write nobody waited for. */
async function oorzaak(fout: unknown, geschreven: readonly Promise<void>[]): Promise<unknown> {
  if (!(fout instanceof pg.DatabaseError && fout.code === '25P02')) return fout
  const eerste = (await Promise.allSettled(geschreven)).find((uitslag) => uitslag.status === 'rejected')
  return eerste?.reason ?? fout
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
