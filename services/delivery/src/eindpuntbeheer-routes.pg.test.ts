import { maakMeters } from '@warmknooppunt/platform/meters'
import { registreerClients } from '@warmknooppunt/register/client-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS } from '@warmknooppunt/register/demo/partijen'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sluitBeeindigde } from './beeindigd.ts'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, ISSUER, maakProef, WATER, WEERT } from './delivery.proef.ts'
import { leesBestemmingen } from './eindpunt-store.ts'
import type { Antwoord } from './postvak.proef.ts'
import { maakPostvakserver, routeKeuze } from './postvak.proef.ts'
import { maakDeliveryStage } from './stage.ts'

const BEHEER = 'beheer-warmknooppunt'
const TWEEDE = 'tweede'
let proef: Proef
let een: Awaited<ReturnType<typeof maakPostvakserver>>
let vier: Awaited<ReturnType<typeof maakPostvakserver>>

beforeAll(async () => {
  proef = await maakProef()
  const start = (vierOgen: boolean) => {
    const metrieken = new Registry()
    const vast = { metrieken, meters: maakMeters(metrieken), wek: () => undefined, http: routeKeuze(proef) }
    return maakPostvakserver(proef, maakDeliveryStage({ ...proef, ...vast, vierOgen }))
  }
  een = await start(false)
  vier = await start(true)
  const beheer = (await proef.register.stand(proef.pool)).client(ISSUER, `demo-${BEHEER}`)
  if (beheer === null) throw new Error('the demo has no operator')
  await wijzigRegister(proef.eigenaar, (w) => registreerClients(w, [{ ...beheer, clientId: `demo-${TWEEDE}` }]))
})
afterAll(async () => {
  await een.sluit()
  await vier.sluit()
  await proef.sluit()
})
beforeEach(async () => {
  proef.klok.nu = BEGIN
  await proef.eigenaar.query('truncate delivery.eindpunt, delivery.eindpuntwijziging')
})

const NIEUW = { deelnemer: WEERT, adres: 'https://weert.example.nl/in?sleutel=x', toelichting: 'Aansluiting Weert' }
type Vraag = { readonly wie?: string; readonly server?: typeof een }

function stuur(pad: string, body: object, { wie = BEHEER, server = een }: Vraag = {}): Promise<Antwoord> {
  return server.vraag(wie, `/beheer/eindpunten${pad}`, { method: 'POST', body: JSON.stringify(body), scope: 'beheer' })
}
const voegToe = (anders: object = {}, vraag: Vraag = {}) => stuur('', { ...NIEUW, ...anders }, vraag)
const besluit = (id: string, wat: string, vraag: Vraag = {}) =>
  stuur(`/${id}/${wat}`, { toelichting: `Reden: ${wat}` }, vraag)
const toon = async (id: string) => (await een.vraag(BEHEER, `/beheer/eindpunten/${id}`, { scope: 'beheer' })).body
const bestemmingen = async () => (await leesBestemmingen(proef.pool, [WEERT], BEGIN)).map(({ id }) => id)

function idVan({ body }: Antwoord): string {
  expect(body).toHaveProperty('eindpunt')
  return String(new Map(Object.entries(body ?? {})).get('eindpunt'))
}

describe('an endpoint that an operator adds', () => {
  it('is active, shows the secret that the hub made once, and tells who added it and its host only', async () => {
    const antwoord = await voegToe({ gelijktijdig: 3 })
    expect(antwoord).toMatchObject({
      status: 201,
      body: { status: 'actief', geheim: expect.stringMatching(/^whsec_/) },
    })
    const id = idVan(antwoord)
    expect(await bestemmingen()).toEqual([id])
    const getoond = await toon(id)
    expect(getoond).toMatchObject({
      ...{
        id,
        deelnemer: WEERT,
        loket: null,
        status: 'actief',
        oorsprong: 'https://weert.example.nl',
        gelijktijdig: 3,
      },
      wijzigingen: [
        {
          soort: 'toegevoegd',
          operator: BEHEER,
          client: `demo-${BEHEER}`,
          toelichting: 'Aansluiting Weert',
          op: BEGIN.toString(),
        },
      ],
    })
    expect(JSON.stringify(getoond)).not.toMatch(/whsec_|sleutel=|\/in/)
  })

  it('is added once, also by two at the same moment; with other settings it is refused', async () => {
    const [eerste, tweede] = await Promise.all([voegToe(), voegToe()])
    expect([eerste.status, tweede.status].toSorted()).toEqual([200, 201])
    expect(idVan(eerste)).toBe(idVan(tweede))
    expect(await voegToe({ gelijktijdig: 7 })).toMatchObject({ status: 409, body: { code: 'verkeerde-status' } })
    expect(await voegToe({ loket: 'nederweert' })).toMatchObject({ status: 201 })
    expect(await bestemmingen()).toHaveLength(2)
  })

  it.each([
    ['a party that the register does not know', { deelnemer: 'niemand' }, '/deelnemer', 'onbekende-deelnemer'],
    ['an operator', { deelnemer: BEHEER }, '/deelnemer', 'ontvangt-niet'],
    ['a loket that it does not know', { loket: 'nergens' }, '/loket', 'onbekend-loket'],
    ['a loket of another', { deelnemer: WATER, loket: 'nederweert' }, '/loket', 'loket-van-ander'],
    ['credentials in the address', { adres: 'https://wie:wat@weert.example.nl/' }, '/adres', 'adres'],
    ['another scheme', { adres: 'ftp://weert.example.nl/' }, '/adres', 'vorm'],
    ['http', { adres: 'http://weert.example.nl/' }, '/adres', 'geen-https'],
    ['an address within', { adres: 'https://10.1.2.3/in' }, '/adres', 'niet-toegestaan'],
    ['the address of a cloud machine itself', { adres: 'https://169.254.169.254/' }, '/adres', 'niet-toegestaan'],
    ['loopback, written as IPv6', { adres: 'https://[::ffff:127.0.0.1]/' }, '/adres', 'niet-toegestaan'],
    ['a network that is none', { toegestaneNetten: ['10.0.0.0/99'] }, '/toegestaneNetten', 'net'],
    ['a secret that is none', { geheim: 'whsec_kort' }, '/geheim', 'vorm'],
    ['no reason', { toelichting: undefined }, '/toelichting', 'verplicht'],
  ])('is refused for %s', async (_, anders, location, code) => {
    expect(await voegToe(anders)).toMatchObject({ status: 400, body: { errors: [{ location, code }] } })
    const { rows } = await proef.eigenaar.query('select from delivery.eindpunt')
    expect(rows).toEqual([])
  })

  it('is refused for a party that is blocked, and for who is no operator', async () => {
    const zet = (status: 'geblokkeerd' | 'actief') =>
      wijzigRegister(proef.eigenaar, (w) =>
        registreerDeelnemers(
          w,
          DEMO_DEELNEMERS.filter(({ deelnemer }) => deelnemer === WEERT).map((d) => ({ ...d, status })),
        ),
      )
    await zet('geblokkeerd')
    expect(await voegToe()).toMatchObject({ status: 400, body: { errors: [{ code: 'niet-actief' }] } })
    await zet('actief')
    expect(await voegToe({}, { wie: WEERT })).toMatchObject({ status: 403 })
  })
})

describe('pausing, resuming, ending', () => {
  it('is done once each, kept with who and why, and ends for good', async () => {
    const id = idVan(await voegToe())
    for (const [wat, status] of [
      ['pauzes', 'gepauzeerd'],
      ['hervattingen', 'actief'],
      ['beeindigingen', 'beeindigd'],
    ] as const) {
      expect(await besluit(id, wat)).toMatchObject({ status: 201, body: { eindpunt: id, vrijgegeven: 0, meer: false } })
      expect(await besluit(id, wat)).toMatchObject({ status: 200 })
      expect(await toon(id)).toMatchObject({ status, reden: status === 'gepauzeerd' ? 'operator' : null })
    }
    expect(await bestemmingen()).toEqual([])
    expect(await besluit(id, 'hervattingen')).toMatchObject({ status: 409, body: { code: 'verkeerde-status' } })
    expect(await stuur(`/${id}/geheimen`, {})).toMatchObject({ status: 404 })
    expect(await toon(id)).toMatchObject({
      wijzigingen: [
        { soort: 'beeindigd', toelichting: 'Reden: beeindigingen' },
        { soort: 'hervat' },
        { soort: 'gepauzeerd', client: `demo-${BEHEER}` },
        { soort: 'toegevoegd' },
      ],
    })
    expect(idVan(await voegToe())).not.toBe(id)
  })

  it('is of an endpoint that there is', async () => {
    const geen = '01950000-0000-7000-8000-000000000001'
    for (const wat of ['pauzes', 'hervattingen', 'beeindigingen', 'goedkeuringen']) {
      expect(await besluit(geen, wat)).toMatchObject({ status: 404, body: { code: 'niet-gevonden' } })
    }
    expect(await een.vraag(BEHEER, `/beheer/eindpunten/${geen}`, { scope: 'beheer' })).toMatchObject({ status: 404 })
  })
})

describe('with a second person', () => {
  const door = (wie: string) => ({ wie, server: vier })

  it('a new endpoint takes no part until another client approves it', async () => {
    const antwoord = await voegToe({}, door(BEHEER))
    expect(antwoord).toMatchObject({ status: 201, body: { status: 'voorgesteld' } })
    const id = idVan(antwoord)
    expect(await voegToe({}, door(BEHEER))).toMatchObject({
      status: 200,
      body: { eindpunt: id, status: 'voorgesteld' },
    })
    expect(await bestemmingen()).toEqual([])
    for (const wat of ['pauzes', 'hervattingen'])
      expect(await besluit(id, wat, door(TWEEDE))).toMatchObject({ status: 409 })

    expect(await besluit(id, 'goedkeuringen', door(BEHEER))).toMatchObject({
      status: 403,
      body: { code: 'eigen-voorstel' },
    })
    expect(await bestemmingen()).toEqual([])
    expect(await besluit(id, 'goedkeuringen', door(TWEEDE))).toMatchObject({ status: 201, body: { eindpunt: id } })
    expect(await bestemmingen()).toEqual([id])
    expect(await besluit(id, 'goedkeuringen', door(TWEEDE))).toMatchObject({ status: 409 })
    expect(await toon(id)).toMatchObject({
      wijzigingen: [
        { soort: 'goedgekeurd', client: `demo-${TWEEDE}` },
        { soort: 'voorgesteld', client: `demo-${BEHEER}` },
      ],
    })
  })

  it('a proposal can be refused, and is over after seven days', async () => {
    const af = idVan(await voegToe({}, door(BEHEER)))
    expect(await besluit(af, 'beeindigingen', door(TWEEDE))).toMatchObject({ status: 201 })
    expect(await besluit(af, 'goedkeuringen', door(TWEEDE))).toMatchObject({ status: 409 })

    const oud = idVan(await voegToe({}, door(BEHEER)))
    proef.klok.nu = BEGIN.add({ hours: 7 * 24 })
    expect(await besluit(oud, 'goedkeuringen', door(TWEEDE))).toMatchObject({ status: 409 })
    expect(await bestemmingen()).toEqual([])
    await sluitBeeindigde({ ...proef, naCommit: () => undefined })
    expect(await toon(oud)).toMatchObject({
      status: 'beeindigd',
      wijzigingen: [{ soort: 'verlopen', client: null }, {}],
    })
    expect(idVan(await voegToe({}, door(BEHEER)))).not.toBe(oud)
  })
})
