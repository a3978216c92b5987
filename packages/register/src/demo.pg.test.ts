import { besluitOvereenkomst, controleerDeelnemer, controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import { kiesToekenning } from '@warmknooppunt/regels/toekenning'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Jwks } from './client-store.ts'
import { DEMO_CLIENTS } from './demo/clients.ts'
import { laadDemo } from './demo.ts'
import { registreerGemeenten } from './gemeente-store.ts'
import { zoekGemeenten } from './postcode-store.ts'
import type { RegisterStand } from './stand.ts'
import { maakRegister } from './stand.ts'
import { wijzigRegister } from './wijziging.ts'

const NU = Temporal.Instant.from('2026-11-22T09:00:00Z')
const VANDAAG = '2026-11-22'
const ISSUER = 'http://127.0.0.1:8080/oauth'

let proef: ProefDatabase
let pool: Pool
let stand: RegisterStand

const sleutels = (kid: string): Jwks => ({ keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid }] })
const start = (kid: string) =>
  laadDemo(pool, {
    issuer: ISSUER,
    clients: DEMO_CLIENTS.map(({ deelnemer }) => ({ code: deelnemer, jwks: sleutels(kid) })),
    nu: NU,
  })

beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_intake')
  await start('1')
  stand = await maakRegister(pool).stand(pool)
})
afterAll(() => proef.sluit())

test('a second start changes nothing, other keys make one new version', async () => {
  expect(await start('1')).toBe(stand.versie)
  expect(await start('2')).toBe(stand.versie + 1)
  expect(await start('2')).toBe(stand.versie + 1)
})

test('a gemeente that was imported since stays as it was imported', async () => {
  const naam = 'Weert (ingelezen)'
  await wijzigRegister(pool, (w) =>
    registreerGemeenten(w, [{ gemeentecode: '0988', naam, van: null, totEnMet: '2030-12-31' }]),
  )
  const { gemeente } = await maakRegister(pool).standOp(pool, await start('2'))
  expect(gemeente('0988')).toMatchObject({ naam, totEnMet: '2030-12-31' })
})

test('a client for nobody of the demo is an error', async () => {
  const onbekend = laadDemo(pool, { issuer: ISSUER, clients: [{ code: 'niemand', jwks: sleutels('1') }], nu: NU })
  await expect(onbekend).rejects.toThrow('no client for niemand')
})

test('every demo client belongs to an active deelnemer', () => {
  for (const { clientId, deelnemer } of DEMO_CLIENTS) {
    const gevonden = stand.deelnemerVanClient(ISSUER, clientId)
    expect(gevonden?.deelnemer).toBe(deelnemer)
    expect(controleerDeelnemer(gevonden, NU)).toEqual({ kind: 'ok' })
  }
})

test('the demo shows gevonden, meerdere and onbekend', async () => {
  const adressen = [
    { postcode: '6001AA', huisnummer: 1 },
    { postcode: '6009AA', huisnummer: 1 },
    { postcode: '6009AA', huisnummer: 9 },
    { postcode: '9999ZZ', huisnummer: 1 },
    { postcode: '5911AA', huisnummer: 1 },
  ]
  const versie = stand.postcodeversieOp(VANDAAG)
  const besluiten = await zoekGemeenten(pool, adressen, versie ?? 0)
  expect(besluiten).toMatchObject([
    { status: 'gevonden', gemeentecode: '0988' },
    { status: 'gevonden', gemeentecode: '0988' },
    { status: 'meerdere', kandidaten: ['0946', '0988'] },
    { status: 'onbekend' },
    { status: 'gevonden', gemeentecode: '0983' },
  ])
})

function toegekend(gemeentecode: string, over: { pc4?: string; leeftijd?: number; ondernemer?: boolean } = {}) {
  const kenmerken = {
    pc4: '6001',
    leeftijd: 40,
    ondernemer: false,
    soortSchuldeiser: 'drinkwater',
    ...over,
    gemeentecode,
  }
  return kiesToekenning(kenmerken, stand.toekenningsrijen(gemeentecode, VANDAAG))
}

test('Weert and Nederweert are received by one organisation, each at its own loket', () => {
  const dienst = 'schulddienst-land-van-weert'
  expect(toegekend('0988')).toEqual({ kind: 'toegekend', uitvoerder: dienst, ontvanger: dienst, loket: 'weert' })
  expect(toegekend('0946')).toEqual({ kind: 'toegekend', uitvoerder: dienst, ontvanger: dienst, loket: 'nederweert' })
  expect(stand.gemeentenVanOntvanger(dienst, VANDAAG).toSorted()).toEqual(['0946', '0988'])
})

test('loketten differ by entrepreneur, by PC4 and by age', () => {
  expect(toegekend('0957')).toMatchObject({ loket: 'roermond' })
  expect(toegekend('0957', { ondernemer: true })).toMatchObject({ loket: 'roermond-ondernemers' })
  expect(toegekend('1883', { pc4: '6131' })).toMatchObject({ loket: 'sittard' })
  expect(toegekend('1883', { pc4: '6161' })).toMatchObject({ loket: 'geleen' })
  expect(toegekend('0917', { leeftijd: 27 })).toMatchObject({ loket: 'heerlen' })
  expect(toegekend('0917', { leeftijd: 26 })).toMatchObject({ loket: 'heerlen-jongeren' })
  expect(toegekend('0935')).toMatchObject({ loket: 'maastricht' })
})

test('every loket that can be chosen is there to be told, with its gemeente’s public one', () => {
  for (const { gemeentecode } of stand.gemeenten) {
    const keuze = toegekend(gemeentecode)
    if (keuze.kind === 'toegekend') {
      expect(stand.loket(keuze.loket)?.uitvoerder).toBe(keuze.uitvoerder)
      expect(stand.uitvoerder(keuze.uitvoerder)?.naam).toMatch(/^\p{Lu}/u)
    }
    expect(stand.publiekLoket(gemeentecode)?.telefoonnummer).toMatch(/^06-1234 \d{4}$/)
  }
})

function besluit(schuldeiser: string, gemeentecode: string, soort: 'drinkwater' | 'overig') {
  const keuze = toegekend(gemeentecode)
  return besluitOvereenkomst(
    keuze.kind === 'toegekend' ? stand.deelnemer(keuze.ontvanger) : null,
    stand.overeenkomsten(schuldeiser, gemeentecode),
    { bericht: 'doorverwijzing', schuldeiser, gemeentecode, soorten: [soort], nu: NU },
  )
}

test('the water company may refer to every gemeente of the pilot', () => {
  for (const code of ['0988', '0946', '0957', '1883', '0917', '0935']) {
    expect(besluit('waterbedrijf-maasdal', code, 'drinkwater')).toMatchObject({ kind: 'ok' })
  }
})

test('the telecom company meets geen-overeenkomst in Heerlen, and anyone meets gemeente-doet-niet-mee in Venlo', () => {
  expect(besluit('telecom-beeklijn', '0988', 'overig')).toMatchObject({ kind: 'ok' })
  expect(besluit('telecom-beeklijn', '0917', 'overig')).toMatchObject({ kind: 'geweigerd', code: 'geen-overeenkomst' })
  expect(besluit('waterbedrijf-maasdal', '0983', 'drinkwater')).toEqual({
    kind: 'geweigerd',
    code: 'gemeente-doet-niet-mee',
  })
})

test('the intermediary has a mandate of the telecom company and one of the water company that ended', () => {
  const mandaat = (schuldeiser: string) =>
    controleerMandaat(stand.mandaten('incasso-maasoever', schuldeiser), {
      intermediair: 'incasso-maasoever',
      schuldeiser,
      nu: NU,
    })
  expect(mandaat('telecom-beeklijn')).toEqual({ kind: 'ok' })
  expect(mandaat('waterbedrijf-maasdal')).toMatchObject({ kind: 'geweigerd', reden: 'beeindigd' })
})
