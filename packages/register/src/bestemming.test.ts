import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { describe, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Bestemmingsvraag } from './bestemming.ts'
import { adresVan, bepaalBestemming, bestemmingIn, kenmerkenVan } from './bestemming.ts'
import { DEMO_GEMEENTEN } from './demo/gebied.ts'
import { DEMO_OVEREENKOMSTEN } from './demo/overeenkomsten.ts'
import { DEMO_DEELNEMERS } from './demo/partijen.ts'
import { DEMO_LOKETREGELS, DEMO_LOKETTEN, DEMO_UITVOERDERREGELS, DEMO_UITVOERDERS } from './demo/uitvoering.ts'
import type { Rijen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

const NU = Temporal.Instant.from('2026-03-02T11:00:00Z')
const WEERT = 'schulddienst-land-van-weert'
const ALTIJD = { van: '2025-01-01', totEnMet: null }
const RIJEN: Rijen = {
  deelnemers: DEMO_DEELNEMERS,
  clients: [],
  overeenkomsten: DEMO_OVEREENKOMSTEN,
  mandaten: [],
  uitvoerders: DEMO_UITVOERDERS,
  gemeenteUitvoerders: DEMO_UITVOERDERREGELS.map((regel) => ({ ...regel, ...ALTIJD })),
  loketten: DEMO_LOKETTEN,
  loketRegels: DEMO_LOKETREGELS,
  publiekeLoketten: [],
  gemeenten: DEMO_GEMEENTEN,
  gemeenteWijzigingen: [],
  feestdagen: [],
  feestdagjaren: [],
  postcodetabellen: [],
}

function bericht(anders: Anders = {}): Doorverwijzing {
  const gelezen = valideer('doorverwijzing', doorverwijzing(1, anders))
  if (gelezen.kind === 'ongeldig') throw new Error(JSON.stringify(gelezen.fouten))
  return gelezen.waarde
}

type Keuze = { wie?: string; anders?: Partial<Rijen>; bericht?: Anders; nu?: string }

function vraag({ wie = 'waterbedrijf-maasdal', anders = {}, bericht: b = {}, nu }: Keuze = {}): Bestemmingsvraag {
  const stand = { ...maakOpzoekingen({ ...RIJEN, ...anders }), versie: 1 }
  const schuldeiser = stand.deelnemer(wie)
  if (!schuldeiser) throw new Error(`no ${wie}`)
  const moment = nu ? Temporal.Instant.from(nu) : NU
  return { stand, schuldeiser, kenmerken: kenmerkenVan(bericht(b), moment), nu: moment }
}

const gevonden = (gemeentecode: string): Gemeentebesluit => ({ status: 'gevonden', gemeentecode, grond: 'pc4' })

describe('what of a message decides where it goes', () => {
  test('is PC4, age, entrepreneurship and the kinds of its claims', () => {
    expect(kenmerkenVan(bericht(), NU)).toEqual({
      pc4: '6001',
      leeftijd: 41,
      ondernemer: false,
      soorten: ['drinkwater'],
    })
    const onderneming = { handelsnaam: 'Klusbedrijf', rechtsvorm: 'vof' }
    const kaal = { '/hulpvrager/geboortedatum': undefined, '/hulpvrager/woonadres': undefined }
    const zonder = bericht({ ...kaal, '/hulpvrager/gemeentecode': '0988', '/hulpvrager/onderneming': onderneming })
    expect(kenmerkenVan(zonder, NU)).toEqual({ pc4: null, leeftijd: null, ondernemer: true, soorten: ['drinkwater'] })
  })

  test('takes age on the Amsterdam day', () => {
    const jarig = bericht({ '/hulpvrager/geboortedatum': '2000-03-03' })
    expect(kenmerkenVan(jarig, Temporal.Instant.from('2026-03-02T22:59:59Z')).leeftijd).toBe(25)
    expect(kenmerkenVan(jarig, Temporal.Instant.from('2026-03-02T23:00:00Z')).leeftijd).toBe(26)
  })

  test('reads the address as it was written, or none', () => {
    expect(adresVan(bericht({ '/hulpvrager/woonadres/postcode': '6001 ab' }))).toEqual({
      postcode: '6001 ab',
      huisnummer: 12,
    })
    const zonder = { '/hulpvrager/woonadres': undefined, '/hulpvrager/gemeentecode': '0988' }
    expect(adresVan(bericht(zonder))).toBeNull()
    expect(kenmerkenVan(bericht({ '/hulpvrager/woonadres/postcode': '6001SS' }), NU).pc4).toBeNull()
  })
})

describe('the rule which gemeente', () => {
  test('of one that was found gives uitvoerder, loket, receiver and overeenkomst', () => {
    expect(bepaalBestemming(vraag(), gevonden('0946'), undefined)).toMatchObject({
      kind: 'gemeente',
      bestemming: {
        gemeentecode: '0946',
        toekenning: { kind: 'toegekend', uitvoerder: WEERT, loket: 'nederweert', ontvanger: WEERT },
        overeenkomst: { kind: 'ok', overeenkomst: { overeenkomst: 'waterbedrijf-maasdal-0946' } },
      },
    })
  })

  test('of several or none waits', () => {
    const meerdere: Gemeentebesluit = { status: 'meerdere', kandidaten: ['0946', '0988'] }
    const onbekend: Gemeentebesluit = { status: 'onbekend', reden: 'pc4-onbekend', kandidaten: [] }
    expect(bepaalBestemming(vraag(), meerdere, undefined)).toEqual({
      kind: 'wacht',
      reden: 'meerdere',
      kandidaten: ['0946', '0988'],
    })
    expect(bepaalBestemming(vraag(), onbekend, undefined)).toEqual({ kind: 'wacht', reden: 'onbekend', kandidaten: [] })
    expect(bepaalBestemming(vraag(), meerdere, '0988')).toMatchObject({ bestemming: { gemeentecode: '0988' } })
    expect(bepaalBestemming(vraag(), onbekend, '0957')).toMatchObject({ bestemming: { gemeentecode: '0957' } })
  })

  test('of nothing but a gemeentecode is that gemeente', () => {
    expect(bepaalBestemming(vraag(), null, '0957')).toMatchObject({ bestemming: { gemeentecode: '0957' } })
  })

  test.each([
    ['/hulpvrager/gemeentecode', 'gemeentecode-in-strijd-met-adres', gevonden('0988'), '0957'],
    ['/hulpvrager/gemeentecode', 'gemeentecode-onbekend', gevonden('0988'), '0001'],
    ['/hulpvrager/woonadres/postcode', 'postcode', { status: 'ongeldig', reden: 'postcode' } as const, undefined],
    ['/hulpvrager/woonadres/huisnummer', 'huisnummer', { status: 'ongeldig', reden: 'huisnummer' } as const, undefined],
    ['/hulpvrager', 'geen-adres', null, undefined],
  ])('says what is wrong at %s: %s', (location, code, adres, gemeentecode) => {
    const besluit = bepaalBestemming(vraag(), adres, gemeentecode)
    expect(besluit).toMatchObject({ kind: 'ongeldig', problemen: [{ location, code }] })
  })

  test('follows a reorganisation from its day', () => {
    const gemeenteWijzigingen = [{ ingangsdatum: '2027-01-01', opgeheven: '0946', opvolgers: ['0988'] }]
    const op = (nu: string) =>
      bepaalBestemming(vraag({ anders: { gemeenteWijzigingen }, nu }), gevonden('0946'), undefined)
    expect(op('2026-12-31T22:59:59Z')).toMatchObject({ bestemming: { gemeentecode: '0946' } })
    expect(op('2026-12-31T23:00:00Z')).toMatchObject({
      bestemming: {
        gemeentecode: '0988',
        overeenkomst: { overeenkomst: { overeenkomst: 'waterbedrijf-maasdal-0988' } },
      },
    })
    const samen: Gemeentebesluit = { status: 'meerdere', kandidaten: ['0946', '0988'] }
    const besluit = bepaalBestemming(
      vraag({ anders: { gemeenteWijzigingen }, nu: '2027-01-02T12:00:00Z' }),
      samen,
      undefined,
    )
    expect(besluit).toMatchObject({ kind: 'gemeente', bestemming: { gemeentecode: '0988' } })
  })
})

describe('a gemeente', () => {
  test('without uitvoerder, or whose receiver is blocked, takes no part', () => {
    expect(bestemmingIn(vraag(), '0983')).toMatchObject({
      toekenning: { kind: 'geen-uitvoerder' },
      overeenkomst: { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' },
    })
    const deelnemers = DEMO_DEELNEMERS.map((d) =>
      d.deelnemer === WEERT ? { ...d, status: 'geblokkeerd' as const } : d,
    )
    expect(bestemmingIn(vraag({ anders: { deelnemers } }), '0988')).toMatchObject({
      toekenning: { kind: 'toegekend' },
      overeenkomst: { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' },
    })
  })

  test('without an overeenkomst with this creditor says so', () => {
    expect(bestemmingIn(vraag({ wie: 'telecom-beeklijn' }), '0917')).toMatchObject({
      overeenkomst: { kind: 'geweigerd', code: 'geen-overeenkomst', reden: 'geen' },
    })
  })

  test('has the loket of the young, the entrepreneur and the PC4', () => {
    const loket = (gemeentecode: string, b: Anders) => bestemmingIn(vraag({ bericht: b }), gemeentecode).toekenning
    expect(loket('0917', { '/hulpvrager/geboortedatum': '2006-01-01' })).toMatchObject({ loket: 'heerlen-jongeren' })
    expect(loket('0917', { '/hulpvrager/geboortedatum': undefined })).toMatchObject({ loket: 'heerlen' })
    expect(loket('1883', { '/hulpvrager/woonadres/postcode': '6161AB' })).toMatchObject({ loket: 'geleen' })
    const onderneming = { handelsnaam: 'Klusbedrijf', rechtsvorm: 'vof' }
    expect(loket('0957', { '/hulpvrager/onderneming': onderneming })).toMatchObject({ loket: 'roermond-ondernemers' })
  })
})
