import { setTimeout as wachtMs } from 'node:timers/promises'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ontvanger, Proef } from './delivery.proef.ts'
import { BEGIN, gebeurtenissen, maakOntvanger, maakProef, WEERT, zegt } from './delivery.proef.ts'
import { registreerEindpunt } from './eindpunt.ts'
import { maakPostvakserver, routeKeuze } from './postvak.proef.ts'
import { maakDeliveryStage } from './stage.ts'

let proef: Proef
let far: Ontvanger

beforeAll(async () => {
  proef = await maakProef()
  far = await maakOntvanger()
  await registreerEindpunt(
    proef.pool,
    proef.keks,
    { deelnemer: WEERT, adres: far.adres, toegestaneNetten: ['127.0.0.0/8'], httpToegestaan: true },
    BEGIN,
  )
})

afterAll(async () => {
  await far.sluit()
  await proef.sluit()
})

function start() {
  const metrieken = new Registry()
  const bus = maakPostgresBus({ poolVan: () => proef.pool, log: proef.log })
  const stop = new AbortController()
  const stage = maakDeliveryStage({
    vierOgen: false,
    ...proef,
    metrieken,
    meters: maakMeters(metrieken),
    wek: bus.wek,
    http: routeKeuze(proef),
  })
  const lopend = [
    ...stage.werkers.map((werker) => werker.run(stop.signal)),
    ...stage.consumenten.map((consument) => bus.abonneer(consument, stop.signal).klaar),
  ]
  return {
    bus,
    stage,
    metrieken,
    async sluit() {
      stop.abort()
      await Promise.all(lopend)
      await bus.sluit()
    },
  }
}

async function totdat(klaar: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const begin = performance.now()
  while (!(await klaar())) {
    if (performance.now() - begin > ms) throw new Error('it did not come to that')
    await wachtMs(10)
  }
}

const afgeleverd = async () => {
  const { rows } = await proef.eigenaar.query<{ aantal: number }>(
    `select count(*) as aantal from delivery.bezorging where status = 'afgeleverd'`,
  )
  return rows[0]?.aantal ?? 0
}

it('takes messages from the bus to the receiver, each dossier in order, each message once', async () => {
  const lopend = start()
  const dossiers = Array.from({ length: 60 }, () => nieuwId(BEGIN))
  const gemeente = { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] }
  const verwacht = new Map<string, string[]>()
  for (let keer = 0; keer < 5; keer++) {
    const events = dossiers.map((dossierId) => proef.termijnbericht(dossierId, gemeente))
    for (const { subject, id } of events) verwacht.set(subject, [...(verwacht.get(subject) ?? []), id])
    await proef.leg(events)
    lopend.bus.wek('termijnen')
  }
  await totdat(async () => (await afgeleverd()) === 300)
  await lopend.sluit()
  const gezien = Map.groupBy(far.verzoeken, ({ body }) => String(JSON.parse(body).subject))
  for (const [dossierId, ids] of verwacht) {
    expect(gezien.get(dossierId)?.map(({ koppen }) => koppen['webhook-id'])).toEqual(ids)
  }
  expect(far.verzoeken).toHaveLength(300)
  const aantallen = Map.groupBy(await gebeurtenissen(proef.eigenaar), (g) => g.gebeurtenis)
  expect([...aantallen].map(([soort, lijst]) => [soort, lijst.length]).toSorted()).toEqual([
    ['beschikbaar', 300],
    ['gepusht', 300],
    ['opgehaald', 300],
  ])
})

it('finishes what is under way when it must stop, and answers who waits for a message', async () => {
  const lopend = start()
  const server = await maakPostvakserver(proef, lopend.stage)
  far.antwoord = (antwoord, verzoek) => setTimeout(() => zegt(204)(antwoord, verzoek), 300)
  const voor = await afgeleverd()
  const aantal = far.verzoeken.length
  await proef.leg([await proef.doorverwijzing()])
  lopend.bus.wek('termijnen')
  const wachtend = server.lees('gemeente-roermond', '?wachttijd=30')
  await totdat(() => far.verzoeken.length > aantal)
  await lopend.sluit()
  expect(await afgeleverd()).toBe(voor + 1)
  expect((await wachtend).body).toEqual([])
  await server.sluit()
})

it('times each message from its registration to the postvak, and to the receiver that took it', async () => {
  far.antwoord = zegt(204)
  const lopend = start()
  const event = await proef.doorverwijzing()
  proef.klok.nu = proef.klok.nu.add({ seconds: 40 })
  await proef.leg([event])
  lopend.bus.wek('termijnen')
  const binnen = async (tot: string) => {
    const tekst = await lopend.metrieken.metrics()
    const emmers = tekst.matchAll(
      new RegExp(`^warmknooppunt_bezorging_${tot}_seconds_bucket{le="(.+?)",.*} (.+)$`, 'gm'),
    )
    return new Map([...emmers].map(([, le = '', aantal]) => [le, Number(aantal)]))
  }
  await totdat(async () => (await binnen('tot_ontvanger')).get('+Inf') === 1)
  for (const tot of ['tot_postvak', 'tot_ontvanger']) {
    const emmers = await binnen(tot)
    expect([emmers.get('30'), emmers.get('60')]).toEqual([0, 1])
  }
  await lopend.sluit()
})

it('waits out a receiver that is gone for a while, by itself', async () => {
  far.antwoord = (antwoord) => antwoord.destroy()
  const lopend = start()
  const event = await proef.doorverwijzing()
  await proef.leg([event])
  lopend.bus.wek('termijnen')
  await totdat(async () =>
    (await gebeurtenissen(proef.eigenaar, event.subject)).some((g) => g.gebeurtenis === 'mislukt'),
  )
  far.antwoord = zegt(204)
  proef.klok.nu = proef.klok.nu.add({ seconds: 5 })
  await totdat(async () =>
    (await gebeurtenissen(proef.eigenaar, event.subject)).some((g) => g.gebeurtenis === 'gepusht'),
  )
  for (const werker of lopend.stage.werkers) expect(werker.stand()).toEqual({ gezond: true, reden: null })
  await lopend.sluit()
})
