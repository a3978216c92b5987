import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { contactTermijn } from '@warmknooppunt/regels/termijnen'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { zegt } from '../services/delivery/src/delivery.proef.ts'
import { DEMO_STAND } from '../services/knooppunt/src/simulatie/demo-stand.ts'
import { alsVelden } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Anders } from './steun/doorverwijzing.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Gehoord, Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import type { InPostvak } from './steun/postvakken.ts'
import { leesPostvak } from './steun/postvakken.ts'
import { zoekSporen } from './steun/sporen.ts'
import { leesPush, sluitOntvangerAan } from './steun/webhook.ts'

const WATER = 'waterbedrijf-maasdal'
const TELECOM = 'telecom-beeklijn'
const WEERT = 'schulddienst-land-van-weert'
const ROERMOND = 'gemeente-roermond'
const OPERATOR = 'beheer-warmknooppunt'

/** Of an invented person; nothing of it may be found anywhere afterwards. */
const PERSOON = {
  '/contactpersoon/naam': 'Team Rietgors',
  '/contactpersoon/emailadres': 'rietgors@example.nl',
  '/hulpvrager/naam/achternaam': 'Zilverreiger',
  '/hulpvrager/woonadres/straatnaam': 'Kwartelkade',
  '/hulpvrager/woonadres/woonplaats': 'Plevierdam',
  '/hulpvrager/telefoonnummer': '06-1234 7707',
  '/hulpvrager/emailadres': 'zilverreiger@example.nl',
} as const
const GEZAAID = [
  ...['Rietgors', 'Zilverreiger', 'Kwartelkade', 'Plevierdam', '06-1234 7707', '1984-06-17', '212.45'],
  ...['WD-wandel', 'K-wandel', 'F-wandel'],
]

let hub: Hub
let roermond: Ontvanger

beforeAll(async () => {
  hub = await maakHub()
  roermond = await sluitOntvangerAan(hub, [ROERMOND])
})

afterAll(async () => {
  await hub.sluit()
  await roermond.sluit()
})

function verwijsDoor(
  nr: string,
  adres: { postcode: string; huisnummer: number },
  anders: Anders = {},
): Promise<Gehoord> {
  const gisteren = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
  const body = doorverwijzing(`wandel-${nr}`, {
    ...opDag(gisteren),
    ...PERSOON,
    '/hulpvrager/woonadres/postcode': adres.postcode,
    '/hulpvrager/woonadres/huisnummer': adres.huisnummer,
    ...anders,
  })
  return hub.vraag(WATER, { method: 'POST', pad: '/v1/doorverwijzingen', body })
}

function beveel(soort: 'routeer' | 'herbezorg', body: object): Promise<Gehoord> {
  return hub.vraag(OPERATOR, { method: 'POST', pad: `/v1/beheer/${soort}opdrachten`, body })
}

function toon(deelnemer: string, dossierId: unknown, achter = ''): Promise<Gehoord> {
  return hub.vraag(deelnemer, { method: 'GET', pad: `/v1/doorverwijzingen/${String(dossierId)}${achter}` })
}

async function wachtOpBericht(deelnemer: string, dossierId: unknown): Promise<InPostvak> {
  let gevonden: InPostvak | undefined
  await totdat(async () => {
    gevonden = (await leesPostvak(hub, deelnemer)).find((bericht) => bericht.dossierId === dossierId)
    return gevonden !== undefined
  }, 10_000)
  if (!gevonden) throw new Error('not found')
  return gevonden
}

async function rijen(sql: string, dossierId: unknown): Promise<Record<string, unknown>[]> {
  return hub.alsEigenaar(async (db) => (await db.query(sql, [dossierId])).rows)
}

function klokken(dossierId: unknown): Promise<Record<string, unknown>[]> {
  return rijen('select soort, status, dag from sla.klok where dossier_id = $1 order by soort', dossierId)
}

/** The Amsterdam day of now and the last day for contact when it is counted from now. */
function vanaf(aangenomenOp: Temporal.Instant): { dag: string; contact: string } {
  const dagNul = amsterdamseDag(aangenomenOp)
  const vraag = { aangenomenOp, dagNul, afspraken: STANDAARD_AFSPRAKEN, kalender: DEMO_STAND.kalender }
  return { dag: dagNul, contact: contactTermijn(vraag).uiterlijkOp }
}

// Each part goes on with what the one before it left.
describe('a doorverwijzing from an address that lies in more than one gemeente', () => {
  let dossierId: unknown
  let stop: unknown
  let contactDag: string

  it('is accepted to wait for an operator, with a stop and without a contact date', async () => {
    const { status, body } = await verwijsDoor('1', { postcode: '6009AA', huisnummer: 9 })
    expect([status, body.status]).toEqual([201, 'wacht-op-routering'])
    expect(body).not.toHaveProperty('contactUiterlijkOp')
    expect(body).not.toHaveProperty('gemeente')
    dossierId = body.id
    stop = body.incassostop
    expect((await toon(WATER, dossierId)).body).toMatchObject({ status: 'wacht-op-routering', incassostop: stop })
    await totdat(async () => (await klokken(dossierId)).length === 2, 5_000)
    expect(await klokken(dossierId)).toMatchObject([
      { soort: 'incassostop', status: 'actief', dag: alsVelden(stop).totEnMet },
      { soort: 'operator', status: 'open' },
    ])
  })

  it('stands on the list of the operator, who may not choose a gemeente without overeenkomst', async () => {
    const pad = '/v1/beheer/dossiers?status=wacht-op-routering'
    const lijst = async () => (await hub.vraag(OPERATOR, { method: 'GET', pad })).body.doorverwijzingen
    await expect.poll(lijst, { timeout: 5_000 }).toMatchObject([{ id: dossierId, schuldeiser: WATER }])
    expect(await beveel('routeer', { dossierId, gemeentecode: '0983' })).toMatchObject({ status: 409 })
    const zelf = {
      method: 'POST',
      pad: '/v1/beheer/routeeropdrachten',
      body: { dossierId, gemeentecode: '0988' },
    } as const
    expect(await hub.vraag(WATER, zelf)).toMatchObject({ status: 403 })
  })

  it('arrives where the operator sends it, with the contact date counted from the day of the decision', async () => {
    const voor = vanaf(Temporal.Now.instant())
    expect(await beveel('routeer', { dossierId, gemeentecode: '0946' })).toMatchObject({
      status: 201,
      body: { dossierId },
    })
    const bericht = await wachtOpBericht(WEERT, dossierId)
    const na = vanaf(Temporal.Now.instant())
    const [toewijzing] = await rijen('select dag_nul as dag from sla.toewijzing where dossier_id = $1', dossierId)
    const verwacht = toewijzing?.dag === voor.dag ? voor : na
    contactDag = verwacht.contact
    expect(toewijzing?.dag).toBe(verwacht.dag)
    expect(bericht.type).toBe('nl.warmknooppunt.doorverwijzing.gerouteerd')
    expect(bericht.data).toMatchObject({
      dossierId,
      verantwoordelijkeGemeente: { code: '0946', naam: 'Nederweert' },
      uitvoerder: WEERT,
      loket: 'nederweert',
      contactUiterlijkOp: contactDag,
      incassostop: stop,
      doorverwijzing: { referentienummer: 'WD-wandel-1', hulpvrager: { telefoonnummer: '06-1234 7707' } },
    })
    expect(await klokken(dossierId)).toMatchObject([
      { soort: 'contact', status: 'open', dag: contactDag },
      { soort: 'gesprek', status: 'open' },
      { soort: 'incassostop', status: 'actief' },
      { soort: 'operator', status: 'gehaald' },
    ])
  })

  it('is decided once', async () => {
    const tweede = await beveel('routeer', { dossierId, gemeentecode: '0988' })
    expect([tweede.status, tweede.body.code]).toEqual([409, 'verkeerde-status'])
    const weiger = await beveel('routeer', { dossierId, weiger: 'adres-niet-te-herleiden' })
    expect([weiger.status, weiger.body.code]).toEqual([409, 'verkeerde-status'])
  })

  it('is hidden from everybody but its creditor and the one who got it', async () => {
    for (const ander of [TELECOM, ROERMOND]) expect((await toon(ander, dossierId)).status).toBe(404)
    expect((await toon(WATER, dossierId)).body).toMatchObject({
      status: 'aangenomen',
      gemeente: { code: '0946' },
      contactUiterlijkOp: contactDag,
      incassostop: stop,
    })
    expect((await toon(WEERT, dossierId)).status).toBe(200)
  })

  it('has its clock met by a contactregistratie, of which its creditor sees nothing', async () => {
    const zicht = () =>
      Promise.all([
        ...['', '/incassostop', '/tijdlijn'].map((achter) => toon(WATER, dossierId, achter)),
        hub.vraag(WATER, { method: 'GET', pad: '/v1/doorverwijzingen' }),
        leesPostvak(hub, WATER),
      ])
    const voor = await zicht()
    const plaatsgevondenOp = Temporal.Now.instant().toString({ smallestUnit: 'second' })
    const registratie = {
      method: 'POST',
      pad: `/v1/doorverwijzingen/${String(dossierId)}/contactregistraties`,
      body: { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp },
    } as const
    expect((await hub.vraag(ROERMOND, registratie)).status).toBe(404)
    expect((await hub.vraag(WEERT, registratie)).status).toBe(201)
    await totdat(
      async () => (await klokken(dossierId)).some(({ status, soort }) => soort === 'contact' && status === 'gehaald'),
      5_000,
    )
    const [toewijzing] = await rijen('select eerste_contact_op from sla.toewijzing where dossier_id = $1', dossierId)
    expect(toewijzing).toEqual({ eerste_contact_op: new Date(plaatsgevondenOp) })
    const soorten = async (wie: string) => JSON.stringify((await toon(wie, dossierId, '/tijdlijn')).body)
    await totdat(async () => (await soorten(WEERT)).includes('"contactregistratie"'), 5_000)
    expect(await zicht()).toEqual(voor)
  })
})

describe('a doorverwijzing that no gemeente can take', () => {
  let dossierId: unknown

  it('bars another one for the same customer while it waits', async () => {
    const { status, body } = await verwijsDoor('2', { postcode: '6009AA', huisnummer: 5 })
    expect([status, body.status]).toEqual([201, 'wacht-op-routering'])
    dossierId = body.id
    const tweede = await verwijsDoor(
      '2b',
      { postcode: '6001AB', huisnummer: 1 },
      { '/vorderingen/0/klantnummer': 'K-wandel-2' },
    )
    expect([tweede.status, tweede.body.code]).toEqual([409, 'al-doorverwezen'])
  })

  it('is told to its creditor as niet-bezorgbaar, and its keys are gone', async () => {
    expect((await beveel('routeer', { dossierId, weiger: 'adres-niet-te-herleiden' })).status).toBe(201)
    const bericht = await wachtOpBericht(WATER, dossierId)
    expect(bericht.type).toBe('nl.warmknooppunt.niet-bezorgbaar.gerouteerd')
    expect(bericht.data).toMatchObject({ dossierId, reden: 'adres-niet-te-herleiden' })
    expect(await rijen('select publiek from kluis.sleutel where dossier_id = $1', dossierId)).toEqual([])
    expect(await rijen('select dossier_id from kluis.vernietigd where dossier_id = $1', dossierId)).toHaveLength(1)
    expect((await toon(WATER, dossierId)).body).toMatchObject({ status: 'niet-bezorgbaar' })
  })

  it('keeps its stop to the end, and reaches no gemeente', async () => {
    expect(await klokken(dossierId)).toMatchObject([
      { soort: 'incassostop', status: 'actief' },
      { soort: 'operator', status: 'gehaald' },
    ])
    expect((await leesPostvak(hub, WEERT)).filter((bericht) => bericht.dossierId === dossierId)).toEqual([])
    expect((await toon(WEERT, dossierId)).status).toBe(404)
  })

  it('leaves the customer free to be referred again from a good address', async () => {
    const opnieuw = await verwijsDoor(
      '2c',
      { postcode: '6001AB', huisnummer: 1 },
      { '/vorderingen/0/klantnummer': 'K-wandel-2' },
    )
    expect([opnieuw.status, opnieuw.body.status]).toEqual([201, 'aangenomen'])
    await wachtOpBericht(WEERT, opnieuw.body.id)
  })
})

describe('a delivery that its receiver refuses', () => {
  let dossierId: unknown
  let bezorgingId: unknown
  let eerste: unknown

  async function geparkeerd(): Promise<Record<string, unknown>[]> {
    const pad = '/v1/beheer/bezorgingen?status=geparkeerd'
    const { body } = await hub.vraag(OPERATOR, { method: 'GET', pad })
    return Array.isArray(body.bezorgingen) ? body.bezorgingen.map((rij) => ({ ...rij })) : []
  }

  it('is parked for an operator, while the postvak has it', async () => {
    roermond.antwoord = zegt(400, { 'content-type': 'text/plain' }, 'Zilverreiger van de Kwartelkade ken ik niet')
    dossierId = (await verwijsDoor('3', { postcode: '6041AB', huisnummer: 7 })).body.id
    await totdat(async () => (await geparkeerd()).length === 1, 10_000)
    const bericht = await wachtOpBericht(ROERMOND, dossierId)
    const [rij] = await geparkeerd()
    bezorgingId = rij?.bezorgingId
    expect(rij).toMatchObject({
      dossierId,
      berichtId: bericht.id,
      deelnemer: ROERMOND,
      parkeerreden: 'geweigerd',
      statuscode: 400,
      poging: 1,
    })
    expect(roermond.verzoeken.map(leesPush)).toEqual([{ id: bericht.id, dossierId, webhookId: bericht.id }])
    eerste = JSON.parse(roermond.verzoeken[0]?.body ?? '')
  })

  it('is done again with the same message and id when the operator orders it', async () => {
    roermond.antwoord = zegt(204)
    expect(await beveel('herbezorg', { dossierId, bezorgingId })).toMatchObject({ status: 201, body: { dossierId } })
    await totdat(() => roermond.verzoeken.length === 2, 10_000)
    expect(JSON.parse(roermond.verzoeken[1]?.body ?? '')).toEqual(eerste)
    await totdat(async () => (await geparkeerd()).length === 0, 5_000)
    // Once delivered, the same order again does nothing.
    expect(await beveel('herbezorg', { dossierId, bezorgingId })).toMatchObject({ status: 201 })
    const opnieuw = (await verwijsDoor('4', { postcode: '6041AB', huisnummer: 8 })).body.id
    await totdat(() => roermond.verzoeken.some(({ body }) => body.includes(String(opnieuw))), 10_000)
    expect(roermond.verzoeken.filter(({ body }) => body.includes(String(dossierId)))).toHaveLength(2)
    expect(await leesPostvak(hub, ROERMOND)).toHaveLength(2)
  })
})

describe('afterwards', () => {
  it('no creditor has been sent anything but what it may know, and nothing was put aside', async () => {
    expect((await leesPostvak(hub, WATER)).map(({ type }) => type)).toEqual([
      'nl.warmknooppunt.niet-bezorgbaar.gerouteerd',
    ])
    expect(await leesPostvak(hub, TELECOM)).toEqual([])
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
  })

  it('nothing of the person stands in logs, metrics, tables or any file', { timeout: 20_000 }, async () => {
    expect(await zoekSporen(hub, GEZAAID)).toEqual([])
  })
})
