import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maakLog } from '@warmknooppunt/platform/log'
import pg from 'pg'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Datamap } from '../datamap.ts'
import { datamap, maakMappen } from '../datamap.ts'
import { bewaarArchief } from './archief.ts'
import { maakArchiefbewaker } from './archiefbewaker.ts'
import type { Ingebed } from './postgres.ts'
import { startIngebed } from './postgres.ts'

const SECONDEN = 2
const log = maakLog({ dienst: 'proef', niveau: 'silent' })
let data: Datamap
let archief: string
let ingebed: Ingebed
beforeAll(async () => {
  data = datamap(await mkdtemp(join(tmpdir(), 'wk-archief-data-')))
  await maakMappen(data)
  // Under root the database is another user, who must walk through.
  await chmod(data.map, 0o711)
  archief = await mkdtemp(join(tmpdir(), 'wk-archief-wal-'))
  await chmod(archief, 0o711)
  await bewaarArchief(data, { map: archief, seconden: SECONDEN })
  await (await startIngebed(data, log)).stop()
  ingebed = await startIngebed(data, log)
})
afterAll(async () => {
  await ingebed.stop()
  for (const map of [data.map, archief]) await rm(map, { recursive: true, force: true })
})

async function metDatabase<T>(f: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: ingebed.url })
  db.on('error', () => undefined)
  await db.connect()
  try {
    return await f(db)
  } finally {
    await db.end().catch(() => undefined)
  }
}

/** Writes a little, far less than a segment, and tells how many are archived. */
const schrijf = () =>
  metDatabase(async (db) => {
    await db.query('create table if not exists public.spoor (n int)')
    await db.query('insert into public.spoor values (1)')
    const { rows } = await db.query<{ aantal: number }>(
      'select archived_count::int as aantal from pg_stat_get_archiver()',
    )
    return rows[0]?.aantal ?? 0
  })

/** Twice: once a segment may have been due already. */
async function wordtGearchiveerd(): Promise<void> {
  const voor = await schrijf()
  await expect.poll(schrijf, { timeout: 45_000, interval: 500 }).toBeGreaterThan(voor + 1)
}

test('after a start also a segment that is not full is archived by the clock', { timeout: 60_000 }, async () => {
  await wordtGearchiveerd()
})

test('and after a crash of PostgreSQL, which starts itself again', { timeout: 120_000 }, async () => {
  const stop = new AbortController()
  const keuze = { postgres: data.postgres, pid: ingebed.pid, seconden: SECONDEN, log, metrieken: new Registry() }
  const bewaker = maakArchiefbewaker({ ...keuze, nu: () => Temporal.Now.instant() }).run(stop.signal)
  await metDatabase(async (db) => {
    const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
  }).catch(() => undefined)
  await expect.poll(() => schrijf().catch(() => null), { timeout: 20_000, interval: 200 }).not.toBeNull()
  await wordtGearchiveerd()
  stop.abort()
  await bewaker
})
