import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Bewaarregel } from './bewaar-store.ts'
import { leesRondes } from './bewaar-store.ts'
import { STANDAARD_BEWAARDAGEN } from './bewaar-velden.ts'
import { herstelbewaring, maakBewaarder, meetBewaring, ronde, telVerwijderd } from './bewaarder.ts'
import { maakLog } from './log.ts'

const NU = Temporal.Instant.from('2026-11-27T10:00:00Z')
const WEIGERINGEN: Bewaarregel = { soort: 'weigeringen', tabel: 'intake.weigering', kolom: 'dag' }
const log = maakLog({ dienst: 'proef', niveau: 'silent' })
let proef: ProefDatabase
let eigenaar: Pool
let pool: Pool
beforeAll(async () => {
  proef = await proefDatabase()
  eigenaar = proef.pool()
  pool = proef.pool('wk_intake')
})
afterAll(() => proef.sluit())
beforeEach(() => eigenaar.query('truncate intake.weigering, platform.bewaring'))

const nooit = new AbortController().signal
const keuze = (over: object = {}) => ({
  ...{ stage: 'intake', pool, regels: [WEIGERINGEN], dagen: STANDAARD_BEWAARDAGEN, nu: () => NU, log },
  ...{ verwijderd: telVerwijderd(new Registry()), limiet: 10, rustMs: 0, ...over },
})
const vul = (aantal: number, dag: string) =>
  eigenaar.query(
    `insert into intake.weigering select $2::date, 'proef-' || i, '0988', 'geen-overeenkomst', 1 from generate_series(1, $1) i`,
    [aantal, dag],
  )
const tel = async () =>
  (await eigenaar.query<{ n: number }>('select count(*)::int as n from intake.weigering')).rows[0]?.n

test('what is older than is kept goes, in batches, to the day; what is not stays', async () => {
  await vul(25, '2025-10-22')
  await vul(3, '2025-10-24')
  expect(await ronde(keuze(), WEIGERINGEN, nooit)).toBe(25)
  expect(await tel()).toBe(3)
  expect(await ronde(keuze(), WEIGERINGEN, nooit)).toBe(0)
  expect(await leesRondes(proef.pool('wk_lezer'))).toEqual([
    {
      ...{ tabel: 'intake.weigering', soort: 'weigeringen', dagen: 400, verwijderd: 0, totaal: 25 },
      ...{ gedaanOp: new Date(NU.epochMilliseconds), oudsteOp: expect.any(Date) },
    },
  ])
})

test('two processes delete each row once, and a round that is cut short says what it did', async () => {
  await vul(200, '2025-01-01')
  const gedaan = await Promise.all([1, 2, 3].map(() => ronde(keuze(), WEIGERINGEN, nooit)))
  expect([gedaan.reduce((som, n) => som + n, 0), await tel()]).toEqual([200, 0])
  await vul(50, '2025-01-01')
  const stop = new AbortController()
  const half = ronde(keuze({ rustMs: 60_000 }), WEIGERINGEN, stop.signal)
  await vi.waitUntil(async () => (await tel()) === 40, 5_000)
  stop.abort()
  expect(await half).toBe(10)
  expect((await leesRondes(proef.pool('wk_lezer')))[0]?.totaal).toBe(210)
})

test('the gauge tells by how many days the oldest row is over', async () => {
  const register = new Registry()
  const lezer = proef.pool('wk_intake')
  meetBewaring(register, [{ db: lezer, regels: [WEIGERINGEN] }], { dagen: STANDAARD_BEWAARDAGEN, nu: () => NU })
  const meet = async () => Number(/achter_dagen\{tabel="intake.weigering"\} (\S+)/.exec(await register.metrics())?.[1])
  expect(await meet()).toBe(0)
  await vul(1, '2025-10-13')
  await vi.waitUntil(async () => (await meet()) > 9, { timeout: 5_000, interval: 200 })
})

test('a database that refuses makes it red after some rounds, and it goes on by itself', async () => {
  await vul(1, '2025-01-01')
  const stop = new AbortController()
  await eigenaar.query('revoke delete on intake.weigering from wk_intake')
  const werker = maakBewaarder(keuze({ pauzeMs: 5 }))
  const klaar = werker.run(stop.signal)
  await vi.waitUntil(() => !werker.stand().gezond, 5_000)
  expect(werker.stand()).toEqual({ gezond: false, reden: 'retention-failed' })
  await eigenaar.query('grant delete on intake.weigering to wk_intake')
  await vi.waitUntil(() => werker.stand().gezond, 5_000)
  expect(await tel()).toBe(0)
  stop.abort()
  await klaar
})

test("operators' orders go when they were carried out, but not the one by which a message was refused; who read is kept longer", async () => {
  const routing = proef.pool('wk_routing')
  await eigenaar.query(`insert into routing.herstelopdracht (id, sleutel, volgnummer, keuze, weigerreden, operator, gegeven_op, stand, afgerond_op)
    select gen_random_uuid(), gen_random_uuid(), i, 'weigeren', 'dubbel', 'beheer', '2025-01-01', case i when 3 then 'open' else 'vrij' end,
      case i when 3 then null else timestamptz '2025-01-02' end from generate_series(1, 3) i`)
  await eigenaar.query(`insert into routing.geweigerd (volgnummer, sleutel, consument, topic, partitie, bron, positie, reden, opgetekend_op, bericht,
      opdracht_id, operator, weigerreden)
    select 1, gen_random_uuid(), 'routing', 'berichten', 0, gen_random_uuid(), 1, 'fout', '2025-01-01', '', id, 'beheer', 'dubbel'
    from routing.herstelopdracht where volgnummer = 1`)
  await eigenaar.query(`insert into routing.inzage (volgnummer, sleutel, topic, operator, client, reden, ingezien_op)
    select i, gen_random_uuid(), 'berichten', 'beheer', 'client', 'controle', case i when 1 then timestamptz '2024-11-01' else timestamptz '2025-01-01' end
    from generate_series(1, 2) i`)
  for (const regel of herstelbewaring('routing')) await ronde(keuze({ pool: routing }), regel, nooit)
  const { rows } = await eigenaar.query('select volgnummer::int as n from routing.herstelopdracht order by 1')
  expect(rows).toEqual([{ n: 1 }, { n: 3 }])
  expect((await eigenaar.query('select volgnummer::int as n from routing.inzage')).rows).toEqual([{ n: 2 }])
})
