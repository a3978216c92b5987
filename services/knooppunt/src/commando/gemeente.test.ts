import { describe, expect, test } from 'vitest'
import type { Rij } from './csv.ts'
import { demoBron } from './demo-bron.ts'
import { leesVraag } from './gemeente.ts'
import { legGemeenteUit } from './uitleg-gemeente.ts'
import type { Vraag } from './zoek-gemeenten.ts'
import { zoekGemeentenOp } from './zoek-gemeenten.ts'

const PEILDATUM = '2026-11-22'
const bron = demoBron()
const vraag = (postcode: string, huisnummer: string | null, peildatum = PEILDATUM): Vraag => ({
  kind: 'vraag',
  adres: { postcode, huisnummer },
  peildatum,
})
const rij = (velden: Record<string, string>): Rij => ({ kind: 'rij', velden: new Map(Object.entries(velden)) })

describe('the gemeente of an address in the demo register', () => {
  test('is found, or not, with the same members each time', async () => {
    const antwoorden = await zoekGemeentenOp(bron, [
      vraag('6001 ab', '12'),
      vraag('6009AA', '2'),
      vraag('6009AA', '5'),
      vraag('6009ZZ', '5'),
      vraag('6001SS', '5'),
      vraag('6001AB', '12a'),
    ])
    expect(antwoorden).toEqual([
      { ...leeg, status: 'gevonden', gemeentecode: '0988', gemeente: 'Weert', grond: 'pc4' },
      { ...leeg, status: 'gevonden', gemeentecode: '0946', gemeente: 'Nederweert', grond: 'pc6-huisnummer' },
      { ...leeg, status: 'meerdere', kandidaten: ['0946', '0988'] },
      { ...leeg, status: 'onbekend', reden: 'pc6-onbekend' },
      { ...leeg, status: 'ongeldig', reden: 'postcode' },
      { ...leeg, status: 'ongeldig', reden: 'huisnummer' },
    ])
  })

  test('is asked in one look-up for each postcode table and answered in the order of the questions', async () => {
    const gevraagd: [number, number][] = []
    const tabel = { naam: 't', bron: 'b' }
    const twee = {
      ...bron,
      postcodetabellen: [
        { ...tabel, versie: 9, geldigVanaf: '2026-01-01' },
        { ...tabel, versie: 8, geldigVanaf: '2025-01-01' },
      ],
      zoek: (adressen: Parameters<typeof bron.zoek>[0], versie: number) => {
        gevraagd.push([versie, adressen.length])
        return bron.zoek(adressen, versie)
      },
    }
    const antwoorden = await zoekGemeentenOp(twee, [
      vraag('6001AB', '1', '2026-02-01'),
      vraag('6041AB', '1', '2025-02-01'),
      { kind: 'ongeldig', reden: 'csv' },
      vraag('6411AB', '1', '2023-01-01'),
      vraag('6211AB', '1', '2026-02-01'),
    ])
    expect(gevraagd).toEqual([
      [9, 2],
      [8, 2],
    ])
    expect(antwoorden.map((a) => [a.gemeente, a.postcodeversie])).toEqual([
      ['Weert', 9],
      ['Roermond', 8],
      [null, null],
      ['Heerlen', 8],
      ['Maastricht', 9],
    ])
  })

  test('follows reorganisations up to the peildatum', async () => {
    const gemeenteWijzigingen = [{ ingangsdatum: '2027-01-01', opgeheven: '0946', opvolgers: ['0988'] }]
    const straks = { ...bron, stand: { ...bron.stand, gemeenteWijzigingen } }
    const antwoorden = await zoekGemeentenOp(straks, [
      vraag('6031AB', '1', '2026-12-31'),
      vraag('6031AB', '1', '2027-01-01'),
      vraag('6009AA', '5', '2027-01-01'),
    ])
    expect(antwoorden.map((a) => [a.gemeente, a.grond])).toEqual([
      ['Nederweert', 'pc4'],
      ['Weert', 'herindeling'],
      ['Weert', 'herindeling'],
    ])
  })

  test('is explained in words, with the table it rests on', async () => {
    const [antwoord] = await zoekGemeentenOp(bron, [vraag('6009AA', '5')])
    expect(antwoord && legGemeenteUit(antwoord, bron)).toMatch(
      /^meerdere: Nederweert \(0946\), Weert \(0988\);[\s\S]*postcode table 1 "demo"/,
    )
  })
})

const leeg = {
  gemeentecode: null,
  gemeente: null,
  kandidaten: [],
  grond: null,
  reden: null,
  peildatum: PEILDATUM,
  postcodeversie: 1,
}

describe('a row', () => {
  test('without a peildatum is asked for the day of the command', () => {
    expect(leesVraag(rij({ postcode: '6001AB', huisnummer: '1', peildatum: '' }), PEILDATUM)).toEqual(
      vraag('6001AB', '1'),
    )
  })

  test('without a huisnummer is asked for all numbers', () => {
    expect(leesVraag(rij({ postcode: '6001AB', huisnummer: '' }), PEILDATUM)).toEqual(vraag('6001AB', null))
  })

  test('with a day that is none is ongeldig', () => {
    for (const peildatum of ['2026-02-30', '22-11-2026', '20261122', 'gisteren']) {
      expect(leesVraag(rij({ postcode: '6001AB', huisnummer: '1', peildatum }), PEILDATUM)).toEqual({
        kind: 'ongeldig',
        reden: 'peildatum',
      })
    }
  })
})
