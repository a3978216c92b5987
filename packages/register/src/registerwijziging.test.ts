import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Deelnemer } from './deelnemer-store.ts'
import { DEMO_CLIENTS } from './demo/clients.ts'
import { demoRijen } from './demo/rijen.ts'
import { bepaalEffect } from './effect.ts'
import { keurVerandering } from './keur-register.ts'
import { raaktOntvangst } from './raakt-ontvangst.ts'
import type { Registerdocument, Verandering } from './registerdocument.ts'
import { naarDocument, naarRijen, pasToe } from './registerdocument.ts'
import { vingerafdruk } from './sleutel.ts'
import { bepaalVerschil } from './verschil.ts'

const DAG = '2026-03-02'
const ISSUER = 'https://hub.example.nl/oauth'
const jwk = (bits?: number) => {
  const { publicKey } = bits
    ? generateKeyPairSync('rsa', { modulusLength: bits })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...publicKey.export({ format: 'jwk' }), kid: 'een' }
}
const SLEUTEL = jwk()
const ZWAK = jwk(1_024)
const STERK = jwk(2_048)

let voor: Registerdocument
beforeAll(() => {
  const clients = DEMO_CLIENTS.map((c) => ({
    ...c,
    issuer: ISSUER,
    jwks: { keys: [SLEUTEL] },
    status: 'actief' as const,
  }))
  voor = naarDocument({ ...demoRijen(), clients })
})

const eerste = <T>(lijst: readonly T[]): T => {
  const [een] = lijst
  if (een === undefined) throw new Error('nothing there')
  return een
}
const deelnemer = (code: string) => eerste(voor.deelnemers.filter((d) => d.deelnemer === code))
const client = (code: string) => eerste(voor.clients.filter((c) => c.deelnemer === code))
const overeenkomst = () => eerste(voor.overeenkomsten)
const fouten = (verandering: Verandering) =>
  keurVerandering(voor, verandering, DAG).map(({ location, code }) => `${location} ${code}`)
const verschil = (verandering: Verandering) => bepaalVerschil(voor, pasToe(voor, verandering))
const WATER = 'waterbedrijf-maasdal'
const NIEUW: Deelnemer = {
  deelnemer: 'energie-veldzicht',
  soort: 'schuldeiser',
  naam: 'Energie Veldzicht',
  oin: '00000099900000099000',
  kvk: null,
  status: 'actief',
  van: '2026-01-01',
  totEnMet: null,
  soortSchuldeiser: 'energie',
  klantnummerpatroon: null,
}

describe('a register as a document', () => {
  it('goes to rows and back, and is right as the demo has it', () => {
    expect(naarDocument(naarRijen(voor, []))).toEqual(voor)
    expect(fouten({})).toEqual([])
    expect(fouten({ zet: voor })).toEqual([])
    expect(verschil({ zet: voor })).toEqual([])
  })

  it('takes a row in place of the one with its key, and is in order whatever was named first', () => {
    const naam = { ...deelnemer(WATER), naam: 'Waterbedrijf Maas en Dal' }
    const na = pasToe(voor, { zet: { deelnemers: [naam, NIEUW] } })
    expect(na.deelnemers.filter((d) => d.deelnemer === WATER)).toEqual([naam])
    expect(na.deelnemers.map((d) => d.deelnemer)).toEqual(na.deelnemers.map((d) => d.deelnemer).toSorted())
    expect(bepaalVerschil(voor, na)).toMatchObject([
      { soort: 'deelnemers', sleutel: 'energie-veldzicht', wat: 'nieuw' },
      { sleutel: WATER, wat: 'anders', velden: [{ veld: 'naam', was: 'Waterbedrijf Maasdal', wordt: naam.naam }] },
    ])
  })
})

describe('a change is refused, each fault at its place', () => {
  it.each<[string, () => Verandering, readonly string[]]>([
    ['a party twice', () => ({ zet: { deelnemers: [NIEUW, NIEUW] } }), ['/zet/deelnemers/1 dubbel']],
    [
      'an OIN of another',
      () => ({ zet: { deelnemers: [{ ...NIEUW, oin: deelnemer(WATER).oin }] } }),
      ['/zet/deelnemers/0/oin dubbel', ' dubbel'],
    ],
    [
      'an end before its begin',
      () => ({ zet: { deelnemers: [{ ...NIEUW, totEnMet: '2025-12-31' }] } }),
      ['/zet/deelnemers/0/totEnMet einde-voor-begin'],
    ],
    [
      'another soort than it was',
      () => ({ zet: { deelnemers: [{ ...deelnemer(WATER), soort: 'gemeente', soortSchuldeiser: null }] } }),
      ['/zet/deelnemers/0/soort onveranderlijk', ' niet-toegestaan', ...Array(7).fill(' verkeerde-soort')],
    ],
    [
      'a pattern that may take for ever',
      () => ({ zet: { deelnemers: [{ ...NIEUW, klantnummerpatroon: '(a+)+' }] } }),
      ['/zet/deelnemers/0/klantnummerpatroon ongeldig-patroon'],
    ],
    [
      'an agreement with a party that is not there',
      () => ({ zet: { overeenkomsten: [{ ...overeenkomst(), overeenkomst: 'x', schuldeiser: 'niemand' }] } }),
      ['/zet/overeenkomsten/0/schuldeiser bestaat-niet'],
    ],
    [
      'an agreement that overlaps another of the pair',
      () => ({ zet: { overeenkomsten: [{ ...overeenkomst(), overeenkomst: 'nog-een', van: '2026-01-01' }] } }),
      ['/zet/overeenkomsten/0/van overlapt'],
    ],
    [
      'an agreement of another pair under a known code',
      () => ({ zet: { overeenkomsten: [{ ...overeenkomst(), gemeentecode: '0983' }] } }),
      ['/zet/overeenkomsten/0/gemeentecode onveranderlijk'],
    ],
    [
      'terms that contradict themselves',
      () => {
        const { afspraken } = overeenkomst()
        const zonder = { ...afspraken, contact: { ...afspraken.contact, kanalenPoging: [] } }
        return { zet: { overeenkomsten: [{ ...overeenkomst(), afspraken: zonder }] } }
      },
      ['/zet/overeenkomsten/0/afspraken/contact/kanalenPoging poging-zonder-kanaal'],
    ],
    [
      'a weak key',
      () => ({ zet: { clients: [{ ...client(WATER), jwks: { keys: [ZWAK] } }] } }),
      ['/zet/clients/0/jwks/keys/0 sleutel-zwak'],
    ],
    [
      'a private key',
      () => ({ zet: { clients: [{ ...client(WATER), jwks: { keys: [{ ...SLEUTEL, d: 'x' }] } }] } }),
      ['/zet/clients/0/jwks/keys/0 sleutel-besloten'],
    ],
    [
      'a point that lies on no curve',
      () => ({ zet: { clients: [{ ...client(WATER), jwks: { keys: [{ ...SLEUTEL, x: 'AAAA' }] } }] } }),
      ['/zet/clients/0/jwks/keys/0 sleutel-ongeldig'],
    ],
    [
      'a key that has expired, under a name that is new',
      () => ({
        zet: { clients: [{ ...client(WATER), jwks: { keys: [SLEUTEL, { ...STERK, kid: 'twee', exp: 1 }] } }] },
      }),
      ['/zet/clients/0/jwks/keys/1/exp verlopen'],
    ],
    [
      'a scope that is for others',
      () => ({
        zet: { clients: [{ ...client('gemeente-heerlen'), scopes: ['doorverwijzingen.indienen', 'beheer'] }] },
      }),
      ['/zet/clients/0/scopes/0 niet-toegestaan', '/zet/clients/0/scopes/1 niet-toegestaan'],
    ],
    [
      'the last operator',
      () => ({ zet: { clients: [{ ...client('beheer-warmknooppunt'), status: 'geblokkeerd' }] } }),
      ['/zet/clients/0/status laatste-beheerder'],
    ],
    ['a key of nothing', () => ({ weg: { loketten: ['nergens'] } }), ['/weg/loketten/0 bestaat-niet']],
    ['what another row names', () => ({ weg: { loketten: ['weert'] } }), [' bestaat-niet']],
    [
      'a loket of another',
      () => ({ zet: { uitvoerders: [{ ...eerste(voor.uitvoerders), standaardLoket: 'weert' }] } }),
      ['/zet/uitvoerders/0/standaardLoket van-een-ander'],
    ],
    [
      'a year behind a gap',
      () => ({ zet: { feestdagjaren: [{ jaar: 2040, dagen: [] }] } }),
      ['/zet/feestdagjaren/0/jaar gat'],
    ],
    [
      'what is both put and taken away',
      () => ({ zet: { loketten: [eerste(voor.loketten)] }, weg: { loketten: [eerste(voor.loketten).loket] } }),
      ['/weg/loketten/0 tegenstrijdig'],
    ],
  ])('%s', (_, verandering, verwacht) => {
    expect(fouten(verandering())).toEqual(verwacht)
  })
})

describe('who receives personal data', () => {
  const raakt = (verandering: Verandering) => raaktOntvangst(verschil(verandering))

  it('may be changed by a key, also under the same name, an agreement, an uitvoerder, or who is let in again', () => {
    const ander = { ...STERK, kid: 'een' }
    expect(raakt({ zet: { clients: [{ ...client(WATER), jwks: { keys: [ander] } }] } })).toBe(true)
    expect(verschil({ zet: { clients: [{ ...client(WATER), jwks: { keys: [ander] } }] } })).toMatchObject([
      {
        velden: [{ veld: 'jwks', was: [`een ${vingerafdruk(SLEUTEL)}`], wordt: [`een ${vingerafdruk(ander)}`] }],
      },
    ])
    expect(raakt({ zet: { overeenkomsten: [{ ...overeenkomst(), totEnMet: '2030-01-01' }] } })).toBe(false)
    expect(raakt({ zet: { uitvoerders: [{ ...eerste(voor.uitvoerders), ontvanger: 'gemeente-weert' }] } })).toBe(true)
    const geblokkeerd = pasToe(voor, { zet: { deelnemers: [{ ...deelnemer(WATER), status: 'geblokkeerd' }] } })
    expect(raaktOntvangst(bepaalVerschil(geblokkeerd, voor))).toBe(true)
  })

  it('is not changed by blocking, an earlier end, a name, or holidays', () => {
    expect(raakt({ zet: { deelnemers: [{ ...deelnemer(WATER), status: 'geblokkeerd' }] } })).toBe(false)
    expect(raakt({ zet: { clients: [{ ...client(WATER), status: 'geblokkeerd' }] } })).toBe(false)
    expect(raakt({ zet: { clients: [{ ...client(WATER), scopes: ['postvak.lezen'] }] } })).toBe(false)
    expect(raakt({ zet: { mandaten: [{ ...eerste(voor.mandaten), totEnMet: '2026-12-31' }] } })).toBe(false)
    expect(raakt({ zet: { deelnemers: [NIEUW, { ...deelnemer(WATER), naam: 'Anders' }] } })).toBe(false)
    expect(raakt({})).toBe(false)
  })
})

describe('what a change does to routing', () => {
  const effect = (verandering: Verandering) =>
    bepaalEffect(naarRijen(voor, []), naarRijen(pasToe(voor, verandering), []), DAG)

  it('is nothing for a name or a key', () => {
    expect(effect({ zet: { deelnemers: [NIEUW] } })).toEqual({ toekenningen: [], overeenkomsten: [], meer: 0 })
  })

  it('is told for a gemeente that gets another uitvoerder, from the day it begins', () => {
    const regels = eerste(voor.gemeenteUitvoerders.filter((g) => g.gemeentecode === '0957')).regels
    const oud = { ...eerste(regels), totEnMet: '2026-06-30' }
    const nieuw = { ...eerste(regels), uitvoerder: 'gemeente-heerlen', van: '2026-07-01' }
    const { toekenningen, overeenkomsten } = effect({
      zet: { gemeenteUitvoerders: [{ gemeentecode: '0957', regels: [oud, nieuw] }] },
    })
    expect(overeenkomsten).toEqual([])
    expect(toekenningen.map(({ dag, was, wordt }) => [dag, was?.loket, wordt?.loket])).toEqual([
      ['2026-07-01', 'roermond', 'heerlen'],
      ['2026-07-01', 'roermond-ondernemers', 'heerlen'],
      ['2026-07-01', 'roermond', 'heerlen-jongeren'],
      ['2026-07-01', 'roermond-ondernemers', 'heerlen-jongeren'],
    ])
  })

  it('is told for a gemeente that takes part no more, and for a pair without an agreement', () => {
    expect(effect({ zet: { gemeenteUitvoerders: [{ gemeentecode: '0935', regels: [] }] } }).toekenningen).toMatchObject(
      [{ gemeentecode: '0935', was: { ontvanger: 'gemeente-maastricht' }, wordt: null }],
    )
    const { overeenkomst: code, schuldeiser, gemeentecode } = overeenkomst()
    const einde = { ...overeenkomst(), totEnMet: '2026-02-28' }
    expect(effect({ zet: { overeenkomsten: [einde] } }).overeenkomsten).toEqual([
      { dag: DAG, schuldeiser, gemeentecode, bericht: 'doorverwijzing', was: code, wordt: null },
    ])
  })
})
