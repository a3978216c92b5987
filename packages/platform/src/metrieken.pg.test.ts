import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { meetJournaal } from './buiten-metrieken.ts'
import { zendProef } from './bus.proef.ts'
import { poortVan } from './luister.ts'
import { maakMetrieken, meetBus, startMetrieken } from './metrieken.ts'
import { meetPools } from './pool-metrieken.ts'
import { openStanden } from './positie-store.ts'

let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})

afterAll(() => proef.sluit())

it('a scrape tells depth and age of the outbox, how far readers are behind, and what was put aside', async () => {
  const lezer = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const
  await zendProef(proef.pool('wk_intake'), 'intake', 3, Temporal.Now.instant().subtract({ seconds: 90 }))
  const routing = proef.pool('wk_routing')
  await openStanden(routing, lezer)
  await routing.query(
    'update routing.positie set positie = 1 where partitie = (select partitie from intake.uit_lees where positie = 1)',
  )
  await routing.query(`with w as (insert into routing.wachtrij (consument, topic, sleutel)
      values ('routing', 'berichten', gen_random_uuid()) returning sleutel)
    insert into routing.onverwerkbaar (sleutel, consument, topic, partitie, bron, positie, reden, bericht)
    select sleutel, 'routing', 'berichten', 0, gen_random_uuid(), 1, 'fout', '' from w`)
  await routing.query(`insert into routing.herstelopdracht (id, sleutel, volgnummer, keuze, operator, gegeven_op)
    select gen_random_uuid(), sleutel, id, 'vrijgeven', 'beheer', now() from routing.onverwerkbaar`)

  const dicht = proef.pool('wk_sla')
  await dicht.end()
  const register = maakMetrieken()
  meetBus(register, [
    { stage: 'intake', db: proef.pool('wk_intake'), lezers: [] },
    { stage: 'routing', db: routing, lezers: [lezer] },
    { stage: 'sla', db: dicht, lezers: [] },
  ])
  const server = await startMetrieken(register, { adres: '127.0.0.1', poort: 0 })
  const url = `http://127.0.0.1:${poortVan(server)}`
  const waarden = lees(await (await fetch(`${url}/metrics`)).text())
  expect(waarden.get('metrieken_opgehaald_timestamp_seconds')).toBe(0)
  const scraper = { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '10' } }
  const door = lees(await (await fetch(`${url}/metrics`, scraper)).text()).get('metrieken_opgehaald_timestamp_seconds')
  expect(door).toBeGreaterThan(Date.now() / 1000 - 60)
  expect((await fetch(`${url}/`)).status).toBe(404)
  server.close()

  expect(waarden.get('uitbak_berichten{stage="intake"}')).toBe(3)
  expect(waarden.get('uitbak_oudste_seconden{stage="intake"}')).toBeGreaterThanOrEqual(90)
  expect(waarden.get('bus_achterstand_berichten{consument="routing",topic="berichten"}')).toBe(2)
  expect(waarden.get('bus_achterstand_seconden{consument="routing",topic="berichten"}')).toBeGreaterThanOrEqual(90)
  expect(waarden.get('onverwerkbaar{stage="routing",reden="fout"}')).toBe(1)
  expect(waarden.get('onverwerkbaar_wachtrijen{stage="routing"}')).toBe(1)
  expect(waarden.get('onverwerkbaar_oudste_seconden{stage="routing"}')).toBeGreaterThan(0)
  expect(waarden.get('herstelopdrachten_open{stage="routing"}')).toBe(1)
  expect(waarden.has('herstelopdrachten_open{stage="intake"}')).toBe(false)
  expect(waarden.get('gepeild{stage="routing"}')).toBe(1)
  expect(waarden.get('gepeild{stage="sla"}')).toBe(0)
  expect(waarden.has('uitbak_berichten{stage="sla"}')).toBe(false)
})

it('a scrape tells how far the journal outside the database is behind, of what is committed and not of what is to come', async () => {
  const intake = proef.pool('wk_intake')
  const register = new Registry()
  meetJournaal(register, [{ stage: 'intake', db: intake }])
  const achter = async () => lees(await register.metrics()).get('journaal_achter_seconden{stage="intake"}')
  await zendProef(intake, 'intake', 1, Temporal.Now.instant().subtract({ seconds: 500 }))
  await intake.query(
    `update platform.journaal set positie = (select max(positie) - 1 from intake.uit) where stage = 'intake'`,
  )
  expect(await achter()).toBeGreaterThanOrEqual(500)
  await intake.query(
    `update platform.journaal set positie = (select max(positie) from intake.uit) where stage = 'intake'`,
  )
  // A scrape within two seconds gets the figures of the last one.
  await expect.poll(achter, { timeout: 5_000 }).toBe(0)
})

it('a scrape tells how the connections of a stage are used, and what waits for one', async () => {
  const pool = proef.pool('wk_sla')
  const register = new Registry()
  meetPools(register, [{ stage: 'sla', pool }])
  const bezet = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  const wacht = pool.query('select 1')
  const vol = lees(await register.metrics())
  expect(vol.get('database_verbindingen{stage="sla",stand="bezig"}')).toBe(pool.options.max)
  expect(vol.get('database_verbindingen{stage="sla",stand="hoogstens"}')).toBe(pool.options.max)
  expect(vol.get('database_wachtend{stage="sla"}')).toBe(1)
  for (const client of bezet) client.release()
  await wacht
  const vrij = lees(await register.metrics())
  expect(vrij.get('database_verbindingen{stage="sla",stand="vrij"}')).toBe(pool.options.max)
  expect(vrij.get('database_wachtend{stage="sla"}')).toBe(0)
})

function lees(tekst: string): ReadonlyMap<string, number> {
  const regels = [...tekst.matchAll(/^warmknooppunt_(\S+) (\S+)$/gm)]
  return new Map(regels.map(([, naam = '', waarde]) => [naam, Number(waarde)]))
}
