import { describe, expect, test } from 'vitest'
import { besluitContactregistratie } from './besluit-contactregistratie.ts'
import type { Aanroeper, DossierStand } from './dossier.ts'

const op = (tekst: string) => Temporal.Instant.from(tekst)
const nu = op('2026-11-23T09:00:00Z')
const stand: DossierStand = {
  dossierId: 'd-1',
  schuldeiser: 'waterbedrijf-maasdal',
  indiener: 'waterbedrijf-maasdal',
  status: 'aangenomen',
  gemeentecode: '0988',
  uitvoerder: 'land-van-weert',
  aangenomenOp: op('2026-11-20T09:00:00Z'),
  incassostop: { van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' },
  openTot: op('2026-12-21T23:00:00Z'),
}
const weert: Aanroeper = {
  deelnemer: 'gemeente-weert',
  rol: 'gemeente',
  mandaten: new Set(),
  gemeenten: new Set(['0988']),
}
const schuldeiser: Aanroeper = { ...weert, deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' }
const registreer = (
  s: DossierStand | null,
  plaatsgevondenOp = '2026-11-23T08:00:00Z',
  aanroeper = weert,
  moment = nu,
) => {
  const registratie = { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: op(plaatsgevondenOp) } as const
  return besluitContactregistratie({ stand: s, aanroeper, registratie }, moment)
}
const code = (besluit: ReturnType<typeof registreer>) =>
  besluit.kind === 'ongeldig' ? besluit.problemen.map((p) => `${p.location} ${p.code}`) : besluit.kind
const verkeerdeStatus = { kind: 'geweigerd', code: 'verkeerde-status' }

describe('a contactregistratie', () => {
  test('of the gemeente that has the dossier is registered', () => {
    expect(registreer(stand)).toEqual({
      kind: 'gebeurtenis',
      gebeurtenis: {
        kind: 'contact-geregistreerd',
        soort: 'contact',
        kanaal: 'telefoon',
        plaatsgevondenOp: op('2026-11-23T08:00:00Z'),
      },
    })
  })

  test('of anybody else finds nothing, in whatever state the dossier is', () => {
    const anders = [schuldeiser, { ...weert, gemeenten: new Set(['0946']) }, { ...weert, rol: 'operator' as const }]
    for (const aanroeper of anders) {
      for (const status of ['aangenomen', 'ingetrokken', 'gesloten'] as const) {
        const besluit = registreer({ ...stand, status }, '2026-11-23T08:00:00Z', aanroeper)
        expect(besluit).toEqual({ kind: 'niet-gevonden' })
      }
    }
    expect(registreer(null)).toEqual({ kind: 'niet-gevonden' })
    expect(registreer({ ...stand, status: 'wacht-op-routering', gemeentecode: null })).toEqual({
      kind: 'niet-gevonden',
    })
  })

  test('is refused once the dossier was withdrawn, given up or closed', () => {
    for (const status of ['ingetrokken', 'niet-bezorgbaar', 'gesloten'] as const) {
      expect(registreer({ ...stand, status })).toEqual(verkeerdeStatus)
    }
  })

  test('is taken until 14 days after the stop, whatever the creditor sees by then', () => {
    const laat = (moment: string) => registreer(stand, '2026-11-23T08:00:00Z', weert, op(moment))
    expect(laat('2027-01-04T22:59:59Z').kind).toBe('gebeurtenis')
    expect(laat('2027-01-04T23:00:00Z')).toEqual(verkeerdeStatus)
  })

  test('did not take place in the future', () => {
    expect(code(registreer(stand, '2026-11-23T09:00:00Z'))).toBe('gebeurtenis')
    expect(code(registreer(stand, '2026-11-23T09:00:01Z'))).toEqual(['/plaatsgevondenOp in-de-toekomst'])
  })

  test('may have taken place from the begin of the Amsterdam day of acceptance, not before', () => {
    expect(code(registreer(stand, '2026-11-19T23:00:00Z'))).toBe('gebeurtenis')
    expect(code(registreer(stand, '2026-11-19T22:59:59Z'))).toEqual(['/plaatsgevondenOp voor-aanname'])
  })
})
