import { DEMO_OVEREENKOMSTEN } from '@warmknooppunt/register/demo/overeenkomsten'
import { describe, expect, test } from 'vitest'
import { demoBron } from './demo-bron.ts'
import { leesTijdstip } from './lees-tijdstip.ts'
import { antwoordOp, antwoordOpRij, legTermijnUit } from './termijn-antwoord.ts'

const { kalender } = demoBron().stand
const basis = { kalender, overeenkomsten: [], naam: 'a test', gemeente: null }
const van = (code: string) => DEMO_OVEREENKOMSTEN.filter(({ gemeentecode }) => gemeentecode === code)

function antwoord(tekst: string, grondslag = {}) {
  const uitkomst = antwoordOp(tekst, { ...basis, ...grondslag })
  if (uitkomst.kind === 'ongeldig') throw new Error(`${tekst} was not read`)
  return uitkomst.antwoord
}

describe('a moment', () => {
  test('without an offset is a clock time in Amsterdam, summer and winter', () => {
    const lees = (tekst: string) => {
      const lezing = leesTijdstip(tekst)
      return lezing.kind === 'tijdstip' ? lezing.tijdstip.toString() : 'ongeldig'
    }
    expect(lees('2026-03-02T10:12')).toBe('2026-03-02T09:12:00Z')
    expect(lees('2026-07-02 10:12:30')).toBe('2026-07-02T08:12:30Z')
    expect(lees('2026-03-02T10:12:00+05:00')).toBe('2026-03-02T05:12:00Z')
    expect(lees(' 2026-03-02T10:12:00Z ')).toBe('2026-03-02T10:12:00Z')
    // The clock skips 02:30 on this night, and shows it twice on the other.
    expect(lees('2026-03-29T02:30')).toBe('2026-03-29T01:30:00Z')
    expect(lees('2026-10-25T02:30')).toBe('2026-10-25T00:30:00Z')
  })

  test('that is none is refused', () => {
    for (const tekst of ['', 'morgen', '2026-02-30T10:00', '2026-03-02', '2026-03-02T25:00', '02-03-2026 10:00']) {
      expect(leesTijdstip(tekst)).toEqual({ kind: 'ongeldig' })
    }
  })
})

describe('the dates that follow from an acceptance', () => {
  test('go by the standard terms when no gemeente is asked', () => {
    expect(antwoord('2025-12-24T17:30')).toMatchObject({
      contactUiterlijkOp: '2025-12-31',
      contactUiterlijkTijdstip: '2025-12-31T23:00:00Z',
      stopTotEnMet: '2026-01-23',
      hervatbaarVanaf: '2026-01-26',
      afspraken: 'standaard',
      overeenkomsten: [],
      feestdagenBekend: true,
    })
  })

  test('go by the overeenkomst of the gemeente, which is named', () => {
    expect(antwoord('2026-11-20T10:00', { overeenkomsten: van('0935') })).toMatchObject({
      contactUiterlijkOp: '2026-11-21',
      contactUiterlijkTijdstip: '2026-11-21T09:00:00Z',
      afspraken: 'overeenkomst',
      overeenkomsten: ['waterbedrijf-maasdal-0935'],
    })
  })

  test('are given together for overeenkomsten with the same terms', () => {
    expect(antwoord('2026-11-20T10:00', { overeenkomsten: van('0988') })).toMatchObject({
      afspraken: 'overeenkomst',
      overeenkomsten: ['waterbedrijf-maasdal-0988', 'telecom-beeklijn-0988'],
      perOvereenkomst: [],
    })
  })

  test('are the standard ones, with those of each overeenkomst beside them, where these differ', () => {
    const gevonden = antwoord('2026-11-20T10:00', { overeenkomsten: [...van('0935'), ...van('0988')] })
    expect(gevonden).toMatchObject({ contactUiterlijkOp: '2026-11-25', afspraken: 'verschillend', overeenkomsten: [] })
    expect(gevonden.perOvereenkomst.map((deel) => [deel.overeenkomsten, deel.contactUiterlijkOp])).toEqual([
      [['waterbedrijf-maasdal-0935'], '2026-11-21'],
      [['waterbedrijf-maasdal-0988', 'telecom-beeklijn-0988'], '2026-11-25'],
    ])
  })

  test('leave out an overeenkomst that is not in force, not signed, or does not allow a doorverwijzing', () => {
    const anders = [
      { totEnMet: '2025-12-31' },
      { van: '2027-01-01' },
      { ondertekendOp: null },
      { grondslag: 'bgs-huur' },
    ]
    for (const velden of anders) {
      const overeenkomsten = van('0935').map((o) => ({ ...o, ...velden }))
      expect(antwoord('2026-11-20T10:00', { overeenkomsten }).afspraken).toBe('standaard')
    }
  })

  test('say so when they reach beyond the years whose holidays are known', () => {
    expect(antwoord('2028-11-27T10:00').feestdagenBekend).toBe(true)
    // The stop ends in 2028, but whether 2029-01-01 is a werkdag is not known.
    expect(antwoord('2028-11-29T10:00').feestdagenBekend).toBe(false)
    expect(antwoord('2028-12-01T10:00').feestdagenBekend).toBe(false)
    expect(antwoord('2024-12-31T10:00').feestdagenBekend).toBe(false)
  })

  test('are told in words with the terms they rest on', () => {
    const grondslag = { ...basis, overeenkomsten: van('0935'), gemeente: 'Maastricht (0935)' }
    const tekst = legTermijnUit(antwoord('2026-11-20T10:00', grondslag), grondslag)
    expect(tekst).toContain('overeenkomst waterbedrijf-maasdal-0935: contact within 24 uren')
  })
})

test('a row that cannot be read is answered ongeldig', () => {
  expect(antwoordOpRij({ kind: 'onleesbaar', reden: 'csv' }, basis)).toEqual({ status: 'ongeldig', reden: 'csv' })
  const rij = { kind: 'rij', velden: new Map([['tijdstip', 'morgen']]) } as const
  expect(antwoordOpRij(rij, basis)).toEqual({ status: 'ongeldig', reden: 'tijdstip' })
})
