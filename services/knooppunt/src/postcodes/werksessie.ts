import { hostname, setPriority } from 'node:os'
import { metOpties, TYPEN, VERMIST } from '@warmknooppunt/platform/pool'
import type { Client } from 'pg'
import pg from 'pg'
import { AFLOOP, commandofout } from '../commando/afloop.ts'

const SLOT = `hashtext('warmknooppunt.importeer-postcodes')`
const NAAM = 'wk-importeer-postcodes'
/**
 * Grouping half a million postcodes stays in memory; no second process helps to sort, for that one would be the hub's. What was committed is on disk
 * before the next step: else vacuum passes over its pages.
 */
const SESSIE = [
  '-c timezone=UTC',
  '-c synchronous_commit=on',
  '-c work_mem=64MB',
  '-c maintenance_work_mem=256MB',
  '-c max_parallel_maintenance_workers=0',
  '-c max_parallel_workers_per_gather=0',
]
const LAGER = 10

/** The database of the import; `hier`: its server runs on this machine, beside the hub. */
export type Werkbank = { readonly url: string; readonly hier: boolean; readonly signal: AbortSignal }

/**
 * Runs work on a session of its own, as the owner, that holds the lock of the import: one at a time on a database. Memory for sorting and grouping is
 * the server's. When `signal` aborts, the statement that runs is cancelled.
 */
export async function metWerksessie<T>(
  { url, hier, signal }: Werkbank,
  werk: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...metOpties(url, SESSIE),
    application_name: `${NAAM} ${hostname()}:${process.pid}`,
    connectionTimeoutMillis: 5_000,
    ...VERMIST,
    types: TYPEN,
  })
  // A lost connection shows in the statement that runs, or in the next.
  client.on('error', () => undefined)
  await client.connect()
  const breek = () => void breekVraagAf(url, client).catch(() => undefined)
  signal.addEventListener('abort', breek)
  try {
    await neemSlot(client)
    gaNaarAchteren(client, hier)
    return await werk(client)
  } finally {
    signal.removeEventListener('abort', breek)
    await client.end().catch(() => undefined)
  }
}

/** Messages go first: where the processors are short, the import takes longer. */
function gaNaarAchteren(client: Client, hier: boolean): void {
  setPriority(LAGER)
  if (!hier || !('processID' in client) || typeof client.processID !== 'number') return
  try {
    setPriority(client.processID, LAGER)
  } catch {
    // It runs as another user: then it stays as it is.
  }
}

async function neemSlot(client: Client): Promise<void> {
  const { rows } = await client.query<{ gekregen: boolean }>(`select pg_try_advisory_lock(${SLOT}, 0) as gekregen`)
  if (rows[0]?.gekregen === true) return
  const { rows: houders } = await client.query<{ naam: string; sinds: string }>(
    `select a.application_name as naam, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as sinds
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = (${SLOT}::bigint & 4294967295)::oid and l.objid = 0
       and l.database = (select oid from pg_database where datname = current_database())`,
  )
  const wie = houders.map(({ naam, sinds }) => `${naam}, since ${sinds}`).join('; ')
  throw commandofout(AFLOOP.nietBeschikbaar, `another import is busy on this database (${wie || 'just ending'})`)
}

async function breekVraagAf(url: string, client: Client): Promise<void> {
  const pid = 'processID' in client ? client.processID : null
  const ander = new pg.Client({ ...metOpties(url, []), connectionTimeoutMillis: 5_000 })
  ander.on('error', () => undefined)
  await ander.connect()
  try {
    await ander.query('select pg_cancel_backend($1)', [pid])
  } finally {
    await ander.end()
  }
}
