import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { wachtTot } from './bus-proefevent.suite.ts'
import { transactie } from './db.ts'
import { PARTITIES } from './partitie.ts'
import type { Lezer } from './positie-store.ts'
import { openStanden, vergrendelStanden, verschuif, zorgVoorStanden } from './positie-store.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const LEZER: Lezer = { stage: 'routing', consument: 'routing', topic: 'berichten' }
const BRON = '01950000-0000-4000-8000-0000000000aa'

test('a new reader stands at 0 in every partition of this database, once, however many begin together', async () => {
  const pool = proef.pool('wk_routing')
  const beide = await Promise.all([openStanden(pool, LEZER), openStanden(pool, LEZER)])
  for (const standen of beide) {
    expect(standen.map(({ partitie, positie, merk }) => [partitie, positie, merk])).toEqual(
      Array.from({ length: PARTITIES }, (_, n) => [n, 0, null]),
    )
  }
})

test('a position moves only from where it was read; a transaction in which one chain had moved moves none', async () => {
  const pool = proef.pool('wk_routing')
  const schuif = (...van: readonly number[]) =>
    transactie(pool, null, async (tx) => {
      const ketens = van.map((_, n) => ({ partitie: n, bron: BRON }))
      await zorgVoorStanden(tx, LEZER, ketens)
      const standen = van.map((positie, n) => ({ partitie: n, bron: BRON, positie, merk: null }))
      verschuif(
        tx,
        LEZER,
        standen.map((stand) => ({ van: stand, naar: stand.positie + 7, merk: null })),
      )
    })
  await schuif(0, 0)
  await expect(schuif(7, 0)).rejects.toMatchObject({ code: 'WK002' })
  await schuif(7, 7)
})

test('who locked the positions is waited for, and what he wrote is then seen', async () => {
  const pool = proef.pool('wk_routing')
  await openStanden(pool, LEZER)
  const los = Promise.withResolvers<void>()
  const vast = Promise.withResolvers<void>()
  const eerste = transactie(pool, null, async (tx) => {
    const [stand] = await vergrendelStanden(tx, LEZER, [5])
    vast.resolve()
    await los.promise
    if (stand) await verschuif(tx, LEZER, [{ van: stand, naar: 42, merk: null }])
  })
  await vast.promise
  const tweede = transactie(pool, null, (tx) => vergrendelStanden(tx, LEZER, [5]))
  const wachter = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await wachtTot(async () => (await proef.pool().query(wachter)).rowCount === 1)
  const ander = await transactie(pool, null, (tx) => vergrendelStanden(tx, LEZER, [6]))
  expect(ander.map(({ positie }) => positie)).toEqual([0])
  los.resolve()
  await eerste
  expect((await tweede).map(({ positie }) => positie)).toEqual([42])
})
