import { nieuwId } from '@warmknooppunt/platform/bericht'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WEERT } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { meetBezorgingen } from './metrieken.ts'
import { routeKeuze } from './postvak.proef.ts'
import { maakDeliveryStage } from './stage.ts'
import { maakPlaatser } from './verwerk.proef.ts'

let proef: Proef
beforeAll(async () => {
  proef = await maakProef()
})
afterAll(() => proef.sluit())
afterEach(() => void vi.useRealTimers())

/** What a stage tells that was started a moment ago. */
async function scrape(pool = proef.pool): Promise<Record<string, number>> {
  const metrieken = new Registry()
  const omgeving = { metrieken, meters: maakMeters(metrieken), wek: () => undefined, http: routeKeuze(proef) }
  maakDeliveryStage({ ...proef, ...omgeving, pool, vierOgen: false })
  return lees(metrieken)
}

async function lees(register: Registry): Promise<Record<string, number>> {
  const regels = [...(await register.metrics()).matchAll(/^warmknooppunt_((?:bezorgingen|eindpunten)_\S+) (\S+)$/gm)]
  return Object.fromEntries(regels.map(([, naam = '', waarde]) => [naam, Number(waarde)]))
}

const standen = (geweigerd: number, gepauzeerd: number, wachtend: number, eindpunten: number) => ({
  'bezorgingen_geparkeerd{reden="geweigerd"}': geweigerd,
  'bezorgingen_geparkeerd{reden="onbereikbaar"}': 0,
  'bezorgingen_geparkeerd{reden="gepauzeerd"}': gepauzeerd,
  'bezorgingen_geparkeerd{reden="na-terugzetten"}': 0,
  bezorgingen_wachtend: wachtend,
  eindpunten_gepauzeerd: eindpunten,
})

it('tells from the database what stands parked and why, what waits, and which endpoints are on pause', async () => {
  expect(await scrape()).toEqual(standen(0, 0, 0, 0))
  await registreerEindpunt(proef.pool, proef.keks, { deelnemer: WEERT, adres: 'https://weert.example.nl/' }, BEGIN)
  const gemeente = { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] }
  const events = Array.from({ length: 6 }, () => proef.termijnbericht(nieuwId(BEGIN), gemeente))
  await maakPlaatser(proef).plaats(...events)
  await proef.eigenaar.query(
    `update delivery.bezorging set status = 'geparkeerd', parkeerreden = case nummer when 1 then 'gepauzeerd' else 'geweigerd' end
     where nummer <= 3`,
  )
  await proef.eigenaar.query(`update delivery.bezorging set status = 'afgeleverd' where nummer = 6`)
  await proef.eigenaar.query(`update delivery.eindpunt set status = 'gepauzeerd', reden = 'http-401'`)
  expect(await scrape()).toEqual(standen(2, 1, 2, 1))
})

it('answers when every connection of the work is taken', async () => {
  const pool = proef.db.pool('wk_delivery')
  const bezet = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  try {
    expect(await scrape(pool)).toEqual(standen(2, 1, 2, 1))
  } finally {
    for (const verbinding of bezet) verbinding.release()
  }
})

it('follows what changes, counting once in 2 s, and tells nothing when the database cannot be asked', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const register = new Registry()
  const pool = proef.db.pool('wk_delivery')
  meetBezorgingen(register, pool)
  expect(await lees(register)).toEqual(standen(2, 1, 2, 1))
  await proef.eigenaar.query(`update delivery.bezorging set status = 'wacht', parkeerreden = null`)
  await proef.eigenaar.query(`update delivery.eindpunt set status = 'actief', reden = null`)
  vi.advanceTimersByTime(1_999)
  expect(await lees(register)).toEqual(standen(2, 1, 2, 1))
  vi.advanceTimersByTime(1)
  expect(await lees(register)).toEqual(standen(0, 0, 6, 0))
  await pool.end()
  vi.advanceTimersByTime(2_000)
  expect(await lees(register)).toEqual({})
})
