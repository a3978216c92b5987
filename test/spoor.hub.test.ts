import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { zegt } from '../services/delivery/src/delivery.proef.ts'
import { regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Collector, Ontvangen } from './steun/collector.ts'
import { maakCollector } from './steun/collector.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import { leesPush, sluitOntvangerAan } from './steun/webhook.ts'
import { maakZoeker } from './steun/zoeker.ts'

const WATER = 'waterbedrijf-maasdal'
const ROERMOND = 'gemeente-roermond'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const VAN_BELLER = 'b7ad6b7169203331'

/** Of an invented person; nothing of it may reach the collector. */
const PERSOON = {
  '/contactpersoon/naam': 'Team Rietgors',
  '/hulpvrager/naam/achternaam': 'Zilverreiger',
  '/hulpvrager/woonadres/straatnaam': 'Kwartelkade',
  '/hulpvrager/woonadres/woonplaats': 'Plevierdam',
  '/hulpvrager/woonadres/postcode': '6041AA',
  '/hulpvrager/telefoonnummer': '06-1234 7707',
  '/hulpvrager/emailadres': 'zilverreiger@example.nl',
} as const
const GEZAAID = [
  ...['Rietgors', 'Zilverreiger', 'Kwartelkade', 'Plevierdam', '06-1234 7707', '6041AA', '1984-06-17', '212.45'],
  ...['WD-spoor', 'K-spoor', 'F-spoor', 'zilverreiger@example.nl'],
]

let collector: Collector
let hub: Hub
let roermond: Ontvanger

beforeAll(async () => {
  collector = await maakCollector()
  hub = await maakHub(undefined, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.adres}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-proef=a%20b',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=proef',
  })
  roermond = await sluitOntvangerAan(hub, [ROERMOND])
})

afterAll(async () => {
  await hub.sluit()
  await roermond.sluit()
  await collector.stop()
})

function verwijsDoor(nr: string, traceparent?: string) {
  const gisteren = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
  const body = doorverwijzing(`spoor-${nr}`, { ...opDag(gisteren), ...PERSOON })
  const koppen = traceparent === undefined ? {} : { traceparent }
  return hub.vraag(WATER, { method: 'POST', pad: '/v1/doorverwijzingen', body, koppen })
}

const inTrace = (trace: string) => collector.spans.filter((span) => span.trace === trace)

function een(spans: readonly Ontvangen[], naam: string, kenmerken: Readonly<Record<string, unknown>> = {}): Ontvangen {
  const gevonden = spans.filter(
    (span) => span.naam === naam && Object.entries(kenmerken).every(([sleutel, w]) => span.kenmerken[sleutel] === w),
  )
  const [span] = gevonden
  if (!span || gevonden.length !== 1) throw new Error(`${gevonden.length} spans ${naam} in ${spans.map((s) => s.naam)}`)
  return span
}

const van = (stage: string) => ({ 'warmknooppunt.stage': stage })

describe('a doorverwijzing of which the caller follows the trace', () => {
  let dossierId: unknown
  let spans: readonly Ontvangen[]

  it('is one trace from the request to the receiver, who refuses the first push and takes the second', async () => {
    let keer = 0
    roermond.antwoord = (antwoord, verzoek) => zegt(keer++ === 0 ? 503 : 204)(antwoord, verzoek)
    const { status, body } = await verwijsDoor('1', `00-${TRACE}-${VAN_BELLER}-01`)
    expect(status).toBe(201)
    dossierId = body.id
    const pushes = () => inTrace(TRACE).filter(({ naam }) => naam === 'push webhook')
    await totdat(() => pushes().length === 2, 20_000)
    spans = inTrace(TRACE)

    const verzoek = een(spans, 'POST /v1/doorverwijzingen')
    const aanname = een(spans, 'accept doorverwijzing')
    const routing = een(spans, 'process berichten', van('routing'))
    const sla = een(spans, 'process routeringen', van('sla'))
    const delivery = een(spans, 'process termijnen', van('delivery'))
    const keten = [verzoek, aanname, routing, sla, delivery]
    expect(keten.map(({ ouder }) => ouder)).toEqual([VAN_BELLER, ...keten.slice(0, -1).map(({ id }) => id)])
    expect(pushes().map(({ ouder }) => ouder)).toEqual([delivery.id, delivery.id])
    expect(keten.map(({ soort }) => soort)).toEqual([2, 1, 5, 5, 5])
    expect(spans).toHaveLength(keten.length + 2)
    expect(keten.map(({ fout }) => fout)).toEqual([false, false, false, false, false])
    expect(verzoek.kenmerken).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/doorverwijzingen',
      'http.response.status_code': 201,
    })
    expect(delivery.kenmerken).toMatchObject({
      'cloudevents.event_subject': dossierId,
      'messaging.destination.name': 'termijnen',
      'messaging.operation.type': 'process',
    })
  })

  it('tells of each push which it was and how it ended', () => {
    const pushes = spans.filter(({ naam }) => naam === 'push webhook').toSorted((a, b) => poging(a) - poging(b))
    expect(pushes).toMatchObject([
      {
        soort: 3,
        fout: true,
        kenmerken: {
          'error.type': 'onbereikbaar-antwoord',
          'http.response.status_code': 503,
          'warmknooppunt.poging': 1,
        },
      },
      {
        soort: 3,
        fout: false,
        kenmerken: {
          'warmknooppunt.afloop': 'afgeleverd',
          'http.response.status_code': 204,
          'warmknooppunt.poging': 2,
        },
      },
    ])
  })

  it('reaches the receiver with the trace in its event and not in a header', () => {
    const gekregen = roermond.verzoeken.find((verzoek) => leesPush(verzoek).dossierId === dossierId)
    const delivery = een(spans, 'process termijnen', van('delivery'))
    expect(JSON.parse(gekregen?.body ?? '{}')).toMatchObject({ traceparent: `00-${TRACE}-${delivery.id}-01` })
    expect(gekregen?.koppen).not.toHaveProperty('traceparent')
  })

  it('tells the collector who it is, with the headers of the settings', () => {
    expect(spans[0]?.bron).toMatchObject({
      'service.name': 'warmknooppunt',
      'deployment.environment.name': 'proef',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(collector.koppen[0]).toMatchObject({ 'x-proef': 'a b', 'content-type': 'application/json' })
  })
})

it('a trace that is not well formed is not followed, and one that its caller does not record is not recorded', async () => {
  const stil = 'c'.repeat(32)
  await verwijsDoor('2', `00-${stil}-${VAN_BELLER}-00`)
  const kapot = await verwijsDoor('3', `00-${'d'.repeat(32)}-${'0'.repeat(16)}-01`)
  const heeft = () =>
    collector.spans.filter(({ kenmerken }) => kenmerken['cloudevents.event_subject'] === kapot.body.id)
  await totdat(() => heeft().some(({ naam }) => naam === 'push webhook'), 10_000)
  expect(inTrace('d'.repeat(32))).toEqual([])
  const eigen = heeft()[0]?.trace ?? ''
  expect(een(inTrace(eigen), 'POST /v1/doorverwijzingen').ouder).toBeNull()
  await totdat(() => roermond.verzoeken.length >= 4, 5_000)
  expect(inTrace(stil)).toEqual([])
  expect(roermond.verzoeken.some(({ body }) => body.includes(`"traceparent":"00-${stil}-`))).toBe(true)
})

it('a request that is refused tells its code, and an address with an id is told as its route', async () => {
  const pad = `/v1/doorverwijzingen/${crypto.randomUUID()}`
  expect((await hub.vraag(WATER, { method: 'GET', pad })).status).toBe(404)
  expect((await hub.vraag(WATER, { method: 'GET', pad: '/v1/zilverreiger' })).status).toBe(404)
  const naam = 'GET /v1/doorverwijzingen/:id'
  await totdat(() => collector.spans.some((span) => span.naam === naam), 5_000)
  await totdat(() => collector.spans.some((span) => span.naam === 'GET'), 5_000)
  expect(een(collector.spans, naam)).toMatchObject({
    fout: false,
    kenmerken: { 'warmknooppunt.probleem': 'niet-gevonden', 'http.response.status_code': 404 },
  })
  expect(collector.ruw.join('')).not.toContain(pad)
})

it('nothing of a person reaches the collector', () => {
  const ruw = Buffer.from(collector.ruw.join('\n'))
  expect(ruw.length).toBeGreaterThan(5_000)
  // Who does not find the route does not look well.
  expect([...maakZoeker([...GEZAAID, '/v1/doorverwijzingen'])(ruw)]).toEqual(['/v1/doorverwijzingen'])
})

it('a collector that is away costs one line and no request, and is told when it is back', async () => {
  const gezegd = (gebeurtenis: string) => regels(hub.gestart[0] ?? fout()).filter((r) => r.gebeurtenis === gebeurtenis)
  await collector.stop()
  expect((await verwijsDoor('4')).status).toBe(201)
  await totdat(() => gezegd('spoor.collector-weg').length > 0, 25_000)
  expect((await verwijsDoor('5')).status).toBe(201)
  await collector.start()
  await totdat(() => gezegd('spoor.collector-terug').length > 0, 25_000)
  expect(gezegd('spoor.collector-weg')).toHaveLength(1)
  const metrieken = await (await fetch(hub.metrieken)).text()
  expect(metrieken).toMatch(/warmknooppunt_spoor_spans_total\{uitkomst="verloren"\} [1-9]/)
}, 60_000)

function fout(): never {
  throw new Error('the hub was not started')
}

function poging({ kenmerken }: Ontvangen): number {
  return Number(kenmerken['warmknooppunt.poging'])
}
