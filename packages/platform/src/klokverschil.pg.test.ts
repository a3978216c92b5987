import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { leesDatabaseklok, maakKlokwacht, meetKlokverschil } from './klokverschil.ts'
import { maakLog } from './log.ts'
import { maakPool } from './pool.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const scheef = (minuten: number) => () => Temporal.Now.instant().add({ minutes: minuten })

/** Runs the watch on a clock that the test moves. */
function waak(db = proef.pool('wk_sla')) {
  const klok = { minuten: 0 }
  const regels: Record<string, unknown>[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (r) => void regels.push(JSON.parse(r)) } })
  const metrieken = new Registry()
  const stop = new AbortController()
  const werker = maakKlokwacht({ db, nu: () => scheef(klok.minuten)(), log, metrieken, pauzeMs: 5 })
  const lus = werker.run(stop.signal)
  const waarde = async (naam: string) => (await metrieken.getSingleMetric(naam)?.get())?.values[0]?.value
  const einde = async () => {
    stop.abort()
    await lus
  }
  return {
    klok,
    regels,
    werker,
    verschil: () => waarde('warmknooppunt_klokverschil_seconden'),
    alarmen: () => waarde('warmknooppunt_alarm_total'),
    einde,
  }
}

test('the difference is what is certain: ahead is positive, behind negative, what measuring takes counts for nothing', async () => {
  const db = proef.pool('wk_sla')
  expect(await meetKlokverschil({ db, nu: scheef(10) })).toBeGreaterThan(599_000)
  expect(await meetKlokverschil({ db, nu: scheef(10) })).toBeLessThanOrEqual(600_000)
  expect(await meetKlokverschil({ db, nu: scheef(-10) })).toBeLessThan(-599_000)
  expect(await meetKlokverschil({ db, nu: scheef(-10) })).toBeGreaterThanOrEqual(-600_000)
  const traag = {
    async query(tekst: string) {
      await db.query('select pg_sleep(0.2)')
      const uit = await db.query(tekst)
      await db.query('select pg_sleep(0.2)')
      return uit
    },
  }
  expect(await meetKlokverschil({ db: traag, nu: scheef(0) })).toBe(0)
})

test('a clock that runs ahead is a gauge, and one alarm that says what to do; when it is right again that is said too', async () => {
  const w = waak()
  await vi.waitUntil(async () => (await w.verschil()) === 0, 5_000)
  expect(await w.alarmen()).toBeUndefined()
  w.klok.minuten = 10
  await vi.waitUntil(async () => ((await w.verschil()) ?? 0) > 599, 5_000)
  await vi.waitUntil(async () => (await w.alarmen()) === 1, 5_000)
  const [regel] = w.regels.filter(({ gebeurtenis }) => gebeurtenis === 'alarm.klokverschil')
  expect(regel).toMatchObject({ seconden: 600, host: 'voor' })
  expect(regel?.raad).toContain('NTP')
  expect(w.werker.stand().gezond).toBe(true)
  w.klok.minuten = 0
  await vi.waitUntil(() => w.regels.some(({ gebeurtenis }) => gebeurtenis === 'klokverschil.voorbij'), 5_000)
  w.klok.minuten = -10
  await vi.waitUntil(async () => (await w.alarmen()) === 2, 5_000)
  expect(w.regels.at(-1)).toMatchObject({ gebeurtenis: 'alarm.klokverschil', seconden: -600, host: 'achter' })
  await w.einde()
})

test('a database that is gone leaves the last figure, and measuring goes on when it is back', async () => {
  const pool = maakPool({ url: proef.url, rol: 'wk_sla', applicatie: 'klokwacht', max: 1 })
  const w = waak(pool)
  await vi.waitUntil(async () => (await w.verschil()) === 0, 5_000)
  await proef
    .pool()
    .query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wk-klokwacht'`)
  w.klok.minuten = 10
  await vi.waitUntil(async () => (await w.alarmen()) === 1, 5_000)
  await w.einde()
  await pool.end()
})

test('the clock of the database is read in whole milliseconds and goes on within a transaction', async () => {
  const client = await proef.pool('wk_sla').connect()
  await client.query('begin')
  const eerst = await leesDatabaseklok(client)
  await client.query('select pg_sleep(0.05)')
  const dan = await leesDatabaseklok(client)
  await client.query('rollback')
  client.release()
  expect(dan.epochMilliseconds - eerst.epochMilliseconds).toBeGreaterThanOrEqual(49)
  expect(eerst.epochNanoseconds % 1_000_000n).toBe(0n)
})
