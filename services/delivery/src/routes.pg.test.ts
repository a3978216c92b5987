import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { maakMeters } from '@warmknooppunt/platform/meters'
import type { Stage } from '@warmknooppunt/platform/stage'
import { registreerClients } from '@warmknooppunt/register/client-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { registreerMandaten } from '@warmknooppunt/register/mandaat-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import {
  BEGIN,
  BRON,
  gebeurtenissen,
  INCASSO,
  ISSUER,
  leesAlles,
  maakProef,
  TELECOM,
  WATER,
  WEERT,
} from './delivery.proef.ts'
import { maakPostvakserver, routeKeuze } from './postvak.proef.ts'
import { maakDeliveryStage } from './stage.ts'

let proef: Proef
let stage: Stage
let server: Awaited<ReturnType<typeof maakPostvakserver>>

beforeAll(async () => {
  proef = await maakProef()
  const metrieken = new Registry()
  stage = maakDeliveryStage({
    vierOgen: false,
    ...proef,
    metrieken,
    meters: maakMeters(metrieken),
    wek: () => undefined,
    http: routeKeuze(proef),
  })
  server = await maakPostvakserver(proef, stage)
})

beforeEach(async () => {
  await proef.eigenaar.query(
    'truncate delivery.postvakbericht, delivery.postvak, delivery.uit, delivery.bezorging, delivery.eindpunt',
  )
})

afterAll(async () => {
  await server.sluit()
  await proef.sluit()
})

const gemeente = { ontvangers: [{ deelnemer: WEERT, rol: 'gemeente', publiek: 'gemeente' }] }

async function plaats(...events: BusEvent[]): Promise<void> {
  await proef.leg(events)
  for (const consument of stage.consumenten) await leesAlles(consument, proef.eigenaar)
}

async function vul(aantal: number): Promise<string[]> {
  const events = Array.from({ length: aantal }, () => proef.termijnbericht(nieuwId(BEGIN), gemeente))
  await plaats(...events)
  return events.map(({ id }) => id)
}

const nummers = (body: unknown): string[] => (Array.isArray(body) ? body.map((e) => Object(e).sequence) : [])
const ids = (body: unknown): string[] => (Array.isArray(body) ? body.map((e) => Object(e).id) : [])
const cursor = async (deelnemer = WEERT) => nummers((await server.lees(deelnemer)).body)[0]

describe('reading a postvak', () => {
  it('gives a batch of CloudEvents with the content for this receiver, by number', async () => {
    const event = await proef.doorverwijzing({ inhoud: { naam: 'A. Voorbeeld' } })
    await plaats(event, proef.termijnbericht(event.subject, gemeente))
    const { status, type, body } = await server.lees(WEERT)
    expect(status).toBe(200)
    expect(type).toBe('application/cloudevents-batch+json; charset=utf-8')
    expect(body).toMatchObject([
      { id: event.id, subject: event.subject, sequence: '1', sequencetype: 'Integer', data: { naam: 'A. Voorbeeld' } },
      { sequence: '2', data: { bericht: 'termijnbericht' } },
    ])
    for (const een of Array.isArray(body) ? body : []) expect(valideer('envelop', een).kind).toBe('geldig')
  })

  it('marks what it hands out as opgehaald, once', async () => {
    const event = await proef.doorverwijzing()
    await plaats(event)
    await server.lees(WEERT)
    await server.lees(WEERT)
    expect((await gebeurtenissen(proef.eigenaar, event.subject)).map((g) => g.gebeurtenis)).toEqual([
      'beschikbaar',
      'opgehaald',
    ])
  })

  it('goes on after a number, as many as asked', async () => {
    await vul(7)
    expect(nummers((await server.lees(WEERT, '?limiet=3')).body)).toEqual(['1', '2', '3'])
    expect(nummers((await server.lees(WEERT, '?na=3&limiet=3')).body)).toEqual(['4', '5', '6'])
    expect(nummers((await server.lees(WEERT, '?na=0')).body)).toHaveLength(7)
    expect((await server.lees(WEERT, '?na=7')).body).toEqual([])
  })

  it('tells that the content of a message is gone when its keys are, and does not count it as opgehaald', async () => {
    const event = await proef.doorverwijzing()
    await plaats(event)
    await proef.eigenaar.query('delete from kluis.sleutel where dossier_id = $1', [event.subject])
    const { body } = await server.lees(WEERT)
    expect(body).toMatchObject([
      { id: event.id, sequence: '1', data: { dossierId: event.subject, inhoudVernietigd: true } },
    ])
    expect(Object.keys(Object(Array.isArray(body) ? body[0] : {}).data)).toEqual(['dossierId', 'inhoudVernietigd'])
    expect(await gebeurtenissen(proef.eigenaar, event.subject)).toHaveLength(1)
  })

  it('is of the own postvak only, with the hub as source towards a creditor', async () => {
    await vul(2)
    expect((await server.lees('gemeente-roermond')).body).toEqual([])
    await plaats(proef.termijnbericht(nieuwId(BEGIN)))
    expect((await server.lees(WATER)).body).toMatchObject([{ source: BRON, sequence: '1' }])
  })

  it.each(['?na=-1', '?limiet=0', '?limiet=501', '?wachttijd=31', '?na=x', '?onbekend=1'])(
    'refuses %s',
    async (query) => {
      expect(await server.lees(WEERT, query)).toMatchObject({ status: 400, type: 'application/problem+json' })
    },
  )
})

describe('a long poll', () => {
  it('answers as soon as a message is placed', async () => {
    const begin = performance.now()
    const wachtend = server.lees(WEERT, '?wachttijd=20')
    await new Promise((klaar) => setTimeout(klaar, 150))
    await vul(1)
    expect(nummers((await wachtend).body)).toEqual(['1'])
    expect(performance.now() - begin).toBeLessThan(2_000)
  })

  it('finds what another process placed', async () => {
    const wachtend = server.lees(WEERT, '?wachttijd=20')
    await new Promise((klaar) => setTimeout(klaar, 150))
    const metrieken = new Registry()
    const ander = maakDeliveryStage({
      vierOgen: false,
      ...proef,
      metrieken,
      meters: maakMeters(metrieken),
      wek: () => undefined,
      http: routeKeuze(proef),
    })
    await proef.leg([proef.termijnbericht(nieuwId(BEGIN), gemeente)])
    for (const consument of ander.consumenten) await leesAlles(consument, proef.eigenaar)
    expect(nummers((await wachtend).body)).toEqual(['1'])
  })

  it('is an empty list when the time is over', async () => {
    const begin = performance.now()
    expect((await server.lees(WEERT, '?wachttijd=1')).body).toEqual([])
    expect(performance.now() - begin).toBeGreaterThan(900)
  })

  it('gives nothing to a party that was blocked while it waited, nor tells that it was fetched', async () => {
    const [weert] = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === WEERT)
    if (!weert) throw new Error('the demo lost Weert')
    const zet = (status: 'actief' | 'geblokkeerd') =>
      wijzigRegister(proef.eigenaar, (w) => registreerDeelnemers(w, [{ ...weert, status }]))
    const wachtend = server.lees(WEERT, '?wachttijd=20')
    await new Promise((klaar) => setTimeout(klaar, 150))
    await zet('geblokkeerd')
    await vul(1)
    expect(await wachtend).toMatchObject({ status: 403, body: { code: 'deelnemer-geblokkeerd' } })
    expect((await gebeurtenissen(proef.eigenaar)).map((g) => g.gebeurtenis)).toEqual(['beschikbaar'])
    await zet('actief')
    expect(nummers((await server.lees(WEERT)).body)).toEqual(['1'])
  })

  it('gives an intermediair nothing of a creditor whose mandate ended while it waited', async () => {
    const mandaat = { intermediair: INCASSO, schuldeiser: TELECOM, van: '2025-01-01' }
    const wachtend = server.lees(INCASSO, '?wachttijd=2')
    await new Promise((klaar) => setTimeout(klaar, 150))
    await wijzigRegister(proef.eigenaar, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: '2026-03-01' }]))
    // As a batch would that read the register a moment before.
    await proef.eigenaar.query(
      `insert into delivery.postvakbericht (deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, schuldeiser, event, geplaatst_op)
       values ($1, 1, gen_random_uuid(), gen_random_uuid(), 'termijnbericht', 'intermediair', 'schuldeiser', $2, $3, now())`,
      [INCASSO, TELECOM, JSON.stringify(proef.termijnbericht(nieuwId(BEGIN)))],
    )
    expect(await wachtend).toMatchObject({ status: 200, body: [] })
    await wijzigRegister(proef.eigenaar, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: null }]))
    expect(nummers((await server.lees(INCASSO)).body)).toEqual(['1'])
  })

  it('lets go when the caller does, and marks nothing then', async () => {
    const weg = new AbortController()
    const wachtend = server.lees(WEERT, '?wachttijd=20', { signal: weg.signal })
    setTimeout(() => weg.abort(), 100)
    await expect(wachtend).rejects.toThrow()
    const [id] = await vul(1)
    await new Promise((klaar) => setTimeout(klaar, 200))
    expect((await gebeurtenissen(proef.eigenaar)).filter((g) => g.berichtId === id)).toHaveLength(1)
  })
})

describe('confirming', () => {
  it('moves the start of the next reading, up to a number', async () => {
    await vul(5)
    expect(await server.bevestig(WEERT, { totEnMet: 3 })).toMatchObject({ status: 200, body: { bevestigdTotEnMet: 3 } })
    expect(await cursor()).toBe('4')
    expect(await server.bevestig(WEERT, { totEnMet: 2 })).toMatchObject({ status: 200, body: { bevestigdTotEnMet: 3 } })
    expect(await cursor()).toBe('4')
  })

  it('takes single messages, in any order and as often as one likes', async () => {
    const [een, twee, drie] = await vul(4)
    expect(await server.bevestig(WEERT, { ids: [een, drie] })).toMatchObject({ body: { bevestigdTotEnMet: 1 } })
    expect(await cursor()).toBe('2')
    expect(await server.bevestig(WEERT, { ids: [twee, drie] })).toMatchObject({ body: { bevestigdTotEnMet: 3 } })
    expect(await cursor()).toBe('4')
  })

  it('refuses what is not in the postvak, and then confirms nothing', async () => {
    const [een] = await vul(2)
    await plaats(proef.termijnbericht(nieuwId(BEGIN)))
    const vreemd = ids((await server.lees(WATER)).body)[0]
    expect(await server.bevestig(WEERT, { ids: [een, vreemd] })).toMatchObject({
      status: 400,
      body: { code: 'ongeldige-invoer', errors: [{ in: 'body', location: '/ids/1', code: 'onbekend-bericht' }] },
    })
    expect(await server.bevestig(WEERT, { totEnMet: 3 })).toMatchObject({
      status: 400,
      body: { errors: [{ location: '/totEnMet', code: 'onbekend-nummer' }] },
    })
    expect(await cursor()).toBe('1')
    expect(await server.bevestig('gemeente-roermond', { totEnMet: 1 })).toMatchObject({ status: 400 })
  })

  it.each([{}, { totEnMet: 0 }, { totEnMet: 1, ids: [] }, { ids: [] }, { ids: ['x'] }, { totEnMet: 1, meer: 1 }])(
    'refuses %j',
    async (body) => {
      await vul(1)
      expect(await server.bevestig(WEERT, body)).toMatchObject({ status: 400 })
    },
  )
})

describe('who may read', () => {
  it('is nobody without the scope, without a party, or when blocked', async () => {
    expect(await server.vraag(WEERT, '/postvak/berichten', { scope: 'beheer' })).toMatchObject({
      status: 403,
      body: { code: 'geen-recht' },
    })
    expect(await server.lees('gemeente-nederweert')).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    const [roermond] = DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === 'gemeente-roermond')
    if (!roermond) throw new Error('the demo lost Roermond')
    const zet = (status: 'actief' | 'geblokkeerd') =>
      wijzigRegister(proef.eigenaar, (w) => registreerDeelnemers(w, [{ ...roermond, status }]))
    await zet('geblokkeerd')
    expect(await server.lees('gemeente-roermond')).toMatchObject({
      status: 403,
      body: { code: 'deelnemer-geblokkeerd' },
    })
    expect(await server.bevestig('gemeente-roermond', { totEnMet: 1 })).toMatchObject({ status: 403 })
    await zet('actief')
    expect(await server.lees('gemeente-roermond')).toMatchObject({ status: 200 })
  })

  it('is no intermediair for a creditor whose mandate has ended', async () => {
    const ontvangers = [
      { deelnemer: TELECOM, rol: 'schuldeiser', publiek: 'schuldeiser' },
      { deelnemer: INCASSO, rol: 'intermediair', publiek: 'schuldeiser' },
    ]
    await plaats(proef.termijnbericht(nieuwId(BEGIN), { ontvangers }))
    expect(nummers((await server.lees(INCASSO)).body)).toEqual(['1'])
    const mandaat = { intermediair: INCASSO, schuldeiser: TELECOM, van: '2025-01-01' }
    await wijzigRegister(proef.eigenaar, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: '2026-03-01' }]))
    expect((await server.lees(INCASSO)).body).toEqual([])
    expect(nummers((await server.lees(TELECOM)).body)).toEqual(['1'])
    await wijzigRegister(proef.eigenaar, (w) => registreerMandaten(w, [{ ...mandaat, totEnMet: null }]))
  })
})

describe('what stands parked', () => {
  it('is for operators, without address or content, page by page', async () => {
    const events = [await proef.doorverwijzing(), await proef.doorverwijzing()]
    await plaats(...events)
    const eindpunt = nieuwId(BEGIN)
    await proef.eigenaar.query(
      `insert into delivery.eindpunt (id, deelnemer, soort, adres, geheimen, gelijktijdig, gemaakt_op) values ($1, $2, 'webhook', 'dicht', '[{}]', 1, now())`,
      [eindpunt, WEERT],
    )
    await proef.eigenaar.query(
      `insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, status, volgende_op, parkeerreden, afloop, statuscode, poging)
       select gen_random_uuid(), deelnemer, nummer, $1, dossier_id, bericht_id, 'geparkeerd', now(), 'geweigerd', 'geweigerd', 422, 1 from delivery.postvakbericht`,
      [eindpunt],
    )
    await registreerOperator()
    const lijst = async (query = '') => {
      const { status, body } = await server.vraag('beheer-warmknooppunt', `/beheer/bezorgingen${query}`, {
        scope: 'beheer',
      })
      expect(status).toBe(200)
      const { bezorgingen }: { bezorgingen: { bezorgingId: string; dossierId: string }[] } = Object(body)
      return bezorgingen
    }
    const alle = await lijst('?status=geparkeerd')
    expect(alle.map((b) => b.dossierId).toSorted()).toEqual(events.map(({ subject }) => subject).toSorted())
    expect(alle[0]).toMatchObject({
      deelnemer: WEERT,
      eindpunt,
      eindpuntStatus: 'actief',
      parkeerreden: 'geweigerd',
      statuscode: 422,
      poging: 1,
      wachtendErachter: 0,
    })
    expect(JSON.stringify(alle)).not.toContain('dicht')
    expect(await lijst(`?na=${alle[0]?.bezorgingId}&limiet=1`)).toEqual([alle[1]])
    const anders = await server.vraag(WEERT, '/beheer/bezorgingen', { scope: 'beheer' })
    expect(anders).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
  })
})

/** The demo's operator has this client already; said again so that this test does not lean on it. */
async function registreerOperator(): Promise<void> {
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
  const client = {
    clientId: 'demo-beheer-warmknooppunt',
    issuer: ISSUER,
    deelnemer: 'beheer-warmknooppunt',
    jwks,
  } as const
  await wijzigRegister(proef.eigenaar, (w) =>
    registreerClients(w, [{ ...client, scopes: ['beheer'], status: 'actief' }]),
  )
}
