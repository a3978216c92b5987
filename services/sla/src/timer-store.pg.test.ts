import { nieuwId } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { op } from './berichten.proef.ts'
import type { Timer } from './stand.ts'
import type { Claimgrenzen } from './timer-store.ts'
import { claimTimers, heeftRijpe, neemWeg, telPerKlok, telTimers, zetTimers } from './timer-store.ts'

let proef: ProefDatabase
let pool: ReturnType<ProefDatabase['pool']>
beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_sla')
})
beforeEach(async () => {
  await proef.pool().query('truncate sla.timer')
})
afterAll(() => proef.sluit())

const NU = op('2026-03-02T09:00:00Z')
const na = (seconden: number) => NU.add({ seconds: seconden })
const GEEN = Array.from({ length: 13 }, () => null)
const grenzen = (o: Partial<Claimgrenzen> = {}): Claimgrenzen => ({
  rijpOp: na(100),
  hoeDanOokOp: na(-900),
  oudsten: GEEN,
  ...o,
})
const keuze = { limiet: 10, leaseMs: 60_000 }

async function zet(...momenten: Temporal.Instant[]): Promise<Timer[]> {
  const timers = momenten.map((vervaltOp): Timer => {
    const [id, dossierId, klokId] = [nieuwId(vervaltOp), nieuwId(vervaltOp), nieuwId(vervaltOp)]
    return { id, dossierId, klokId, soort: 'einde', vervaltOp, wachtOp: 'dossier' }
  })
  await schrijfIn(pool, (tx) => zetTimers(tx, timers))
  return timers
}

test('timers are claimed in due order, no more than asked, none before it is due', async () => {
  const [c, a, b] = await zet(na(30), na(10), na(20), na(101))
  const eerste = await claimTimers(pool, grenzen(), { ...keuze, limiet: 2 })
  expect(eerste.map(({ id }) => id)).toEqual([a?.id, b?.id])
  const { wachtOp: _, ...timer } = a ?? { wachtOp: null }
  expect(eerste[0]).toEqual({ ...timer, partitie: partitieVan(a?.dossierId ?? ''), poging: 1 })
  expect((await claimTimers(pool, grenzen(), keuze)).map(({ id }) => id)).toEqual([c?.id])
  expect(await claimTimers(pool, grenzen(), keuze)).toEqual([])
})

test('a timer is claimed again, with another fence, only when its lease has ended by the clock of the database', async () => {
  await zet(na(0))
  const [eerst] = await claimTimers(pool, grenzen(), { ...keuze, leaseMs: 150 })
  expect(await claimTimers(pool, grenzen(), keuze)).toEqual([])
  await pool.query('select pg_sleep(0.2)')
  const [dan] = await claimTimers(pool, grenzen(), keuze)
  expect([eerst?.poging, dan?.poging]).toEqual([1, 2])
  if (!eerst || !dan) throw new Error('nothing claimed')
  expect(await neemWeg(pool, [eerst])).toEqual(new Set())
  expect(await neemWeg(pool, [dan])).toEqual(new Set([dan.id]))
})

test('a claim goes past what another is claiming at this moment', async () => {
  const [a, b] = await zet(na(10), na(20))
  await transactie(pool, null, async (tx) => {
    expect((await claimTimers(tx, grenzen(), { ...keuze, limiet: 1 })).map(({ id }) => id)).toEqual([a?.id])
    expect((await claimTimers(pool, grenzen(), keuze)).map(({ id }) => id)).toEqual([b?.id])
  })
})

test('in a partition with something unhandled only timers due before it, or long ago, are claimed', async () => {
  const [oud, voor, na_] = await zet(na(-900), na(10), na(11))
  const oudsten = GEEN.map(() => na(10))
  const geclaimd = await claimTimers(pool, grenzen({ oudsten }), keuze)
  expect(geclaimd.map(({ id }) => id)).toEqual([oud?.id, voor?.id])
  expect((await claimTimers(pool, grenzen(), keuze)).map(({ id }) => id)).toEqual([na_?.id])
})

test('says whether anything is due', async () => {
  await zet(na(10))
  expect(await heeftRijpe(pool, na(9))).toBe(false)
  expect(await heeftRijpe(pool, na(10))).toBe(true)
})

test('counts what is open, what is due and what of that waits', async () => {
  await zet(na(-900), na(10), na(11), na(12), na(101))
  expect(await telTimers(pool, grenzen({ oudsten: GEEN.map(() => na(10)) }))).toEqual({
    open: 5,
    rijp: 4,
    oudsteSeconden: 1_000,
    wachtend: 2,
  })
  expect(await telTimers(pool, grenzen())).toMatchObject({ rijp: 4, wachtend: 0 })
})

async function zetKlokken(aantal: number): Promise<void> {
  await proef.pool().query(
    `with k as (insert into sla.klok (id, dossier_id, bericht_id, tijdstip, dag, soort, status, toewijzing_id)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), '2026-03-02',
         case when n % 4 = 0 then 'operator' else 'contact' end, 'open', case when n % 4 > 0 then gen_random_uuid() end
       from generate_series(1, $1::int) n returning id, dossier_id)
     insert into sla.timer (id, dossier_id, klok_id, vervalt_op, partitie, soort)
     select gen_random_uuid(), dossier_id, id, now(), 0, 'einde' from k`,
    [aantal],
  )
}

test('counts what is open of each kind of clock: a few exactly, many by looking at some of them', async () => {
  await zetKlokken(40)
  const tel = async () => new Map((await telPerKlok(pool)).map(({ klok, aantal }) => [klok, aantal]))
  expect(await tel()).toEqual(
    new Map([
      ['operator', 10],
      ['contact', 30],
    ]),
  )
  await zetKlokken(40_000)
  const veel = await tel()
  for (const [klok, aantal] of [
    ['operator', 10_010],
    ['contact', 30_030],
  ] as const) {
    expect(veel.get(klok)).toBeGreaterThan(aantal * 0.6)
    expect(veel.get(klok)).toBeLessThan(aantal * 1.5)
  }
  // Other pages each time: one count may be right by chance, five the same may not.
  const totalen = await Promise.all(
    [1, 2, 3, 4, 5].map(async () => (await tel()).values().reduce((som, n) => som + n, 0)),
  )
  expect(new Set(totalen).size).toBeGreaterThan(1)
})

test('a timer cannot be set twice', async () => {
  const timers = await zet(na(0))
  await expect(schrijfIn(pool, (tx) => zetTimers(tx, timers))).rejects.toMatchObject({ code: '23505' })
})
