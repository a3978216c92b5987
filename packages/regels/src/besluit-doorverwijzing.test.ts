import { describe, expect, test } from 'vitest'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import type { Adresuitkomst, Bestemming } from './besluit-doorverwijzing.ts'
import { besluitDoorverwijzing, besluitRouteeropdracht } from './besluit-doorverwijzing.ts'
import type { DossierStand } from './dossier.ts'
import { atwFeestdagen, maakKalender } from './kalender.ts'
import type { Overeenkomst } from './overeenkomst.ts'

const op = (tekst: string) => Temporal.Instant.from(tekst)
const nu = op('2026-11-20T09:00:00Z')
const jaren = [2026, 2027]
const kalender = maakKalender(
  jaren.flatMap(atwFeestdagen).map((f) => f.dag),
  [],
  { van: 2026, totEnMet: 2027 },
)

const overeenkomst: Overeenkomst = {
  overeenkomst: 'maasdal-weert',
  schuldeiser: 'waterbedrijf-maasdal',
  gemeentecode: '0988',
  grondslag: 'toestemming',
  ondertekendOp: '2026-01-01',
  van: '2026-01-01',
  totEnMet: null,
  afspraken: { ...STANDAARD_AFSPRAKEN, stop: { dagen: 31, lcv: false } },
}
const bestemming: Bestemming = {
  gemeentecode: '0988',
  toekenning: { kind: 'toegekend', uitvoerder: 'kempen', loket: 'algemeen', ontvanger: 'gemeente-weert' },
  overeenkomst: { kind: 'ok', overeenkomst },
}
const plaatsing = {
  gemeentecode: '0988',
  uitvoerder: 'kempen',
  loket: 'algemeen',
  ontvanger: 'gemeente-weert',
  overeenkomst: 'maasdal-weert',
  dagNul: '2026-11-20',
  contactUiterlijkOp: '2026-11-25',
}
const naarWeert: Adresuitkomst = { kind: 'gemeente', bestemming }
const stand: DossierStand = {
  dossierId: 'd-1',
  schuldeiser: 'waterbedrijf-maasdal',
  indiener: 'waterbedrijf-maasdal',
  status: 'aangenomen',
  gemeentecode: '0988',
  uitvoerder: 'land-van-weert',
  aangenomenOp: op('2026-11-02T09:00:00Z'),
  incassostop: { van: '2026-11-02', totEnMet: '2026-12-02', hervatbaarVanaf: '2026-12-03' },
  openTot: op('2026-12-02T23:00:00Z'),
}
const wachtend: DossierStand = { ...stand, status: 'wacht-op-routering', gemeentecode: null }
const voorbij: DossierStand = { ...stand, openTot: op('2026-11-19T23:00:00Z') }
const verwijs = (
  eerdere: DossierStand[],
  uitkomst: Adresuitkomst = naarWeert,
  zelfdeReferentie: DossierStand | null = null,
) => besluitDoorverwijzing({ eerdere, zelfdeReferentie, uitkomst, kalender }, nu)
const routeer = (van: DossierStand | null, b = bestemming, op_ = nu) =>
  besluitRouteeropdracht({ stand: van, keuze: { kind: 'gemeente', bestemming: b }, kalender }, op_)
const geweigerd = (code: string) => ({ kind: 'geweigerd', code })

const nietMogelijk: [string, Bestemming][] = [
  ['gemeente-doet-niet-mee', { ...bestemming, toekenning: { kind: 'geen-uitvoerder' } }],
  ['gemeente-doet-niet-mee', { ...bestemming, overeenkomst: { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' } }],
  [
    'geen-overeenkomst',
    { ...bestemming, overeenkomst: { kind: 'geweigerd', code: 'geen-overeenkomst', reden: 'geen' } },
  ],
]

describe('a doorverwijzing', () => {
  test('for a gemeente that takes part is accepted with its dates, by the terms of the overeenkomst', () => {
    const besluit = verwijs([])
    expect(besluit).toEqual({
      kind: 'gebeurtenis',
      gebeurtenis: {
        kind: 'aangenomen',
        eerderDossier: null,
        ...plaatsing,
        incassostop: { van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' },
        openTot: op('2026-12-21T23:00:00Z'),
      },
    })
  })

  test('without one gemeente is accepted too: it waits, and the stop of 30 days runs', () => {
    const uitkomst: Adresuitkomst = { kind: 'wacht', reden: 'meerdere', kandidaten: ['0402', '1696'] }
    expect(verwijs([], uitkomst)).toEqual({
      kind: 'gebeurtenis',
      gebeurtenis: {
        kind: 'wacht-op-routering',
        reden: 'meerdere',
        kandidaten: ['0402', '1696'],
        incassostop: { van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' },
        openTot: op('2026-12-21T23:00:00Z'),
      },
    })
  })

  test('is refused while another of the same customer is open, also one that waits', () => {
    const alDoorverwezen = { ...geweigerd('al-doorverwezen'), dossierId: 'd-1' }
    expect(verwijs([voorbij, stand])).toEqual(alDoorverwezen)
    expect(verwijs([wachtend])).toEqual(alDoorverwezen)
    expect(verwijs([stand], { kind: 'wacht', reden: 'onbekend', kandidaten: [] })).toEqual(alDoorverwezen)
  })

  test('is refused when its reference was used before, also by a dossier that is over', () => {
    expect(verwijs([], naarWeert, voorbij)).toEqual({ ...geweigerd('al-doorverwezen'), dossierId: 'd-1' })
  })

  test('names the latest earlier dossier with that gemeente', () => {
    const eerder = (besluit: ReturnType<typeof verwijs>) =>
      besluit.kind === 'gebeurtenis' && besluit.gebeurtenis.kind === 'aangenomen'
        ? besluit.gebeurtenis.eerderDossier
        : 'x'
    const ouder = { ...voorbij, dossierId: 'd-0', aangenomenOp: op('2026-02-01T09:00:00Z') }
    expect(eerder(verwijs([ouder, voorbij]))).toBe('d-1')
    expect(eerder(verwijs([voorbij, ouder]))).toBe('d-1')
    expect(eerder(verwijs([{ ...voorbij, gemeentecode: '0946' }]))).toBeNull()
    expect(eerder(verwijs([{ ...stand, status: 'niet-bezorgbaar', gemeentecode: null }]))).toBeNull()
  })

  test.each(nietMogelijk)('is refused with %s', (code, b) => {
    const verwacht = { ...geweigerd(code), gemeentecode: '0988' }
    expect(verwijs([], { kind: 'gemeente', bestemming: b })).toEqual(verwacht)
  })
})

describe('an order to route', () => {
  test('gives what waits its gemeente, with the day of the decision as day 0', () => {
    expect(routeer(wachtend)).toEqual({ kind: 'gebeurtenis', gebeurtenis: { kind: 'gerouteerd', ...plaatsing } })
  })

  test('may refuse what waits', () => {
    const keuze = { kind: 'weiger', reden: 'adres-niet-te-herleiden' } as const
    expect(besluitRouteeropdracht({ stand: wachtend, keuze, kalender }, nu)).toEqual({
      kind: 'gebeurtenis',
      gebeurtenis: { kind: 'niet-bezorgbaar', reden: 'adres-niet-te-herleiden' },
    })
  })

  test('is possible once: not for what was routed, ended or closed', () => {
    expect(routeer(stand)).toEqual(geweigerd('verkeerde-status'))
    expect(routeer({ ...wachtend, status: 'niet-bezorgbaar' })).toEqual(geweigerd('verkeerde-status'))
    expect(routeer(wachtend, bestemming, op('2026-12-16T23:00:00Z'))).toEqual(geweigerd('verkeerde-status'))
  })

  test('for an unknown dossier finds nothing', () => {
    expect(routeer(null)).toEqual({ kind: 'niet-gevonden' })
  })

  test.each(nietMogelijk)('to a gemeente is refused with %s', (code, b) => {
    expect(routeer(wachtend, b)).toEqual({ ...geweigerd(code), gemeentecode: '0988' })
  })
})
