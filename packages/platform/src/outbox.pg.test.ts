import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { BusEvent } from './bericht.ts'
import { dossiers, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import type { Rol } from './db.ts'
import { transactie } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { enqueue, snoei, uitbakVan } from './outbox.ts'
import { partitieVan } from './partitie.ts'
import type { Lezende } from './positie-store.ts'
import { openStanden } from './positie-store.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const [A = '', B = ''] = dossiers(2)

async function leg(stage: Producent, events: readonly BusEvent[]): Promise<void> {
  await transactie<void, BusEvent>(proef.pool(`wk_${stage}`), uitbakVan(stage), async (tx) => {
    for (const event of events) enqueue(tx, event)
  })
}

type Rij = { positie: number; partitie: number; vorige: number; sleutel: string; bericht: string }
const uit = async (stage: Producent) =>
  (
    await proef
      .pool()
      .query<Rij>(`select positie, partitie, vorige, sleutel, bericht from ${stage}.uit order by positie`)
  ).rows

describe('an outbox', () => {
  test('chains per partition: the first has vorige 0, each next the position before it in its partition', async () => {
    await leg('delivery', [proefevent(A, 1), proefevent(B, 1), proefevent(A, 2)])
    await leg('delivery', [proefevent(B, 2), proefevent(A, 3)])
    const rijen = await uit('delivery')
    expect(rijen.map(({ positie, vorige }) => [positie, vorige])).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 2],
      [5, 3],
    ])
    expect(rijen.map(({ sleutel, partitie }) => [sleutel, partitie])).toEqual(
      [A, B, A, B, A].map((dossier) => [dossier, partitieVan(dossier)]),
    )
    expect(rijen.map(({ bericht }) => JSON.parse(bericht).data.nr)).toEqual([1, 1, 2, 2, 3])
  })

  test('lets one commit at a time, also in different partitions: numbers become visible in their order', async () => {
    const pool = proef.pool('wk_sla')
    const [eerste, tweede] = [await pool.connect(), await pool.connect()]
    const legMet = (client: PoolClient, dossier: string) =>
      uitbakVan('sla')({ query: (tekst, waarden) => client.query(tekst, waarden) }, [proefevent(dossier, 1)])
    const zichtbaar = async () => (await uit('sla')).map(({ sleutel }) => sleutel)
    for (const client of [eerste, tweede]) await client.query('begin')
    await legMet(eerste, A)
    const later = legMet(tweede, B).then(() => tweede.query('commit'))
    const wachter = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
    await wachtTot(async () => (await proef.pool().query(wachter)).rowCount === 1)
    expect(await zichtbaar()).toEqual([])
    await eerste.query('commit')
    await later
    expect(await zichtbaar()).toEqual([A, B])
    for (const client of [eerste, tweede]) client.release()
  })

  test('waits for a slow commit of another, also for a caller that waits briefly for its own rows', async () => {
    const pool = proef.pool('wk_sla')
    const eerder = (await uit('sla')).length
    const ander = await pool.connect()
    await ander.query('begin')
    await ander.query(`select sla.leg_uit(array[0]::smallint[], array[now()], array[gen_random_uuid()], array['{}'])`)
    const later = transactie<string, BusEvent>(pool, uitbakVan('sla'), async (tx) => {
      await tx.query(`set local lock_timeout = '20ms'`)
      enqueue(tx, proefevent(A, 1))
      return 'done'
    })
    setTimeout(() => void ander.query('commit'), 200)
    expect(await later).toBe('done')
    ander.release()
    expect(await uit('sla')).toHaveLength(eerder + 2)
  })

  test('a rolled back number leaves a hole in the numbers and none in the chain', async () => {
    await leg('routing', [proefevent(A, 1)])
    const poging = transactie<void, BusEvent>(proef.pool('wk_routing'), null, async (tx) => {
      await uitbakVan('routing')(tx, [proefevent(A, 2)])
      throw new Error('rolled back')
    })
    await expect(poging).rejects.toThrow('rolled back')
    await leg('routing', [proefevent(A, 3)])
    expect((await uit('routing')).map(({ positie, vorige }) => [positie, vorige])).toEqual([
      [1, 0],
      [3, 1],
    ])
  })

  test('is written by its stage alone, and read by its readers through the view alone', async () => {
    const lezers: Readonly<Record<Producent, readonly Rol[]>> = {
      intake: ['wk_routing', 'wk_dossier', 'wk_sla', 'wk_lezer'],
      routing: ['wk_sla', 'wk_dossier', 'wk_lezer'],
      sla: ['wk_delivery', 'wk_dossier', 'wk_lezer'],
      delivery: ['wk_dossier', 'wk_lezer'],
    }
    const rollen = [
      'wk_intake',
      'wk_routing',
      'wk_sla',
      'wk_delivery',
      'wk_dossier',
      'wk_autorisatie',
      'wk_lezer',
    ] as const
    const pools = new Map(rollen.map((rol) => [rol, proef.pool(rol)]))
    const mag = async (rol: Rol, sql: string) =>
      (await pools
        .get(rol)
        ?.query(sql)
        .then(
          () => true,
          (fout) => fout.code !== '42501',
        )) ?? false
    for (const stage of ['intake', 'routing', 'sla', 'delivery'] as const) {
      for (const rol of rollen.filter((r) => r !== `wk_${stage}`)) {
        const kijkt = await mag(rol, `select from ${stage}.uit_lees`)
        expect([stage, rol, kijkt]).toEqual([stage, rol, lezers[stage].includes(rol)])
        for (const sql of [
          `select from ${stage}.uit`,
          `select ${stage}.leg_uit(array[0]::smallint[], array[now()], array[gen_random_uuid()], array['{}'])`,
          `delete from ${stage}.uit_lees`,
          `update ${stage}.uit_stand set positie = 0`,
        ]) {
          expect([sql, rol, await mag(rol, sql)]).toEqual([sql, rol, false])
        }
      }
      expect(await mag(`wk_${stage}`, `update ${stage}.uit set vorige = 0`)).toBe(false)
    }
  })
})

describe('pruning', () => {
  const keuze = { stage: 'intake', topic: 'berichten', limiet: 1_000 } as const
  const zet = async (stage: Lezende, dossier: string, positie: number) =>
    proef
      .pool(`wk_${stage}`)
      .query(`update ${stage}.positie set positie = $1 where topic = 'berichten' and partitie = $2`, [
        positie,
        partitieVan(dossier),
      ])
  const over = async () => (await uit('intake')).map(({ positie }) => positie)
  const snoeiNu = () => snoei(proef.pool('wk_intake'), keuze)

  test('deletes nothing above the lowest reader of a partition, and waits for a reader that never started', async () => {
    await leg(
      'intake',
      [1, 2, 3].flatMap((nr) => [proefevent(A, nr), proefevent(B, nr)]),
    )
    await openStanden(proef.pool('wk_routing'), { stage: 'routing', consument: 'routing', topic: 'berichten' })
    for (const dossier of [A, B]) await zet('routing', dossier, 6)
    expect([await snoeiNu(), await over()]).toEqual([0, [1, 2, 3, 4, 5, 6]])
    await proef
      .pool('wk_routing')
      .query(
        `insert into routing.positie (consument, topic, partitie, bron, positie) select 'second', topic, partitie, bron, positie from routing.positie`,
      )
    expect([await snoeiNu(), await over()]).toEqual([0, [1, 2, 3, 4, 5, 6]])
    await openStanden(proef.pool('wk_dossier'), { stage: 'dossier', consument: 'dossier', topic: 'berichten' })
    expect(await snoeiNu()).toBe(0)
    await zet('dossier', A, 3)
    expect([await snoeiNu(), await over()]).toEqual([2, [2, 4, 5, 6]])
    await zet('dossier', B, 6)
    expect([await snoeiNu(), await over()]).toEqual([3, [5]])
  })

  test('deletes at most its limit, the oldest first, and keeps the chain whole for the reader', async () => {
    await zet('dossier', A, 5)
    await leg('intake', [proefevent(A, 4), proefevent(A, 5)])
    expect(await snoei(proef.pool('wk_intake'), { ...keuze, limiet: 0 })).toBe(0)
    expect(await snoeiNu()).toBe(1)
    expect((await uit('intake')).map(({ positie, vorige }) => [positie, vorige])).toEqual([
      [7, 5],
      [8, 7],
    ])
  })

  test('does not go by positions on another producer database', async () => {
    await proef.pool().query('update routing.positie set positie = 8')
    await proef
      .pool()
      .query(`update dossier.positie set positie = 8, bron = gen_random_uuid() where topic = 'berichten'`)
    expect(await snoeiNu()).toBe(0)
  })
})
