import { isBekend, isWerkdag } from '@warmknooppunt/regels/kalender'
import { expect, test } from 'vitest'
import type { Rijen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

const LEEG: Rijen = {
  deelnemers: [],
  clients: [],
  overeenkomsten: [],
  mandaten: [],
  uitvoerders: [],
  gemeenteUitvoerders: [],
  loketten: [],
  loketRegels: [],
  publiekeLoketten: [],
  gemeenten: [],
  gemeenteWijzigingen: [],
  feestdagen: [],
  feestdagjaren: [],
  postcodetabellen: [],
}
const ALTIJD = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
}
const WATER = {
  deelnemer: 'water',
  soort: 'schuldeiser',
  naam: 'Water',
  oin: null,
  kvk: '00000011',
  status: 'actief',
  van: '2025-01-01',
  totEnMet: null,
  soortSchuldeiser: 'drinkwater',
  klantnummerpatroon: null,
} as const
const CLIENT = {
  clientId: 'w',
  issuer: 'https://a.example.nl',
  deelnemer: 'water',
  jwks: { keys: [] },
  scopes: ['beheer'],
}

test('a client is known to its own issuer only', () => {
  const stand = maakOpzoekingen({ ...LEEG, deelnemers: [WATER], clients: [{ ...CLIENT, status: 'actief' }] })
  expect(stand.deelnemerVanClient('https://a.example.nl', 'w')).toBe(WATER)
  expect(stand.client('https://a.example.nl', 'w')?.scopes).toEqual(['beheer'])
  expect(stand.deelnemerVanClient('https://b.example.nl', 'w')).toBeNull()
  expect(stand.deelnemerVanClient('https://a.example.nl', 'x')).toBeNull()
})

test('a blocked client belongs to nobody', () => {
  const stand = maakOpzoekingen({ ...LEEG, deelnemers: [WATER], clients: [{ ...CLIENT, status: 'geblokkeerd' }] })
  expect(stand.client('https://a.example.nl', 'w')).toBeNull()
  expect(stand.deelnemerVanClient('https://a.example.nl', 'w')).toBeNull()
})

test('mandates are those of the pair that is asked', () => {
  const mandaat = { intermediair: 'incasso', schuldeiser: 'water', van: '2025-01-01', totEnMet: null }
  const stand = maakOpzoekingen({ ...LEEG, mandaten: [mandaat, { ...mandaat, schuldeiser: 'telecom' }] })
  expect(stand.mandaten('incasso', 'water')).toEqual([mandaat])
  expect(stand.mandaten('water', 'incasso')).toEqual([])
})

test('a gemeente exists from its first up to and including its last day', () => {
  const stand = maakOpzoekingen({
    ...LEEG,
    gemeenten: [{ gemeentecode: '1696', naam: 'Wijdemeren', van: '2002-01-01', totEnMet: '2026-12-31' }],
  })
  expect(stand.bestaatGemeente('1696', '2001-12-31')).toBe(false)
  expect(stand.bestaatGemeente('1696', '2002-01-01')).toBe(true)
  expect(stand.bestaatGemeente('1696', '2026-12-31')).toBe(true)
  expect(stand.bestaatGemeente('1696', '2027-01-01')).toBe(false)
  expect(stand.bestaatGemeente('0402', '2026-01-01')).toBe(false)
  expect(stand.gemeente('1696')?.naam).toBe('Wijdemeren')
})

test('an uitvoerder counts, and receives, on its own days only', () => {
  const regel = { ...ALTIJD, gemeentecode: '0988', uitvoerder: 'oud', van: '2025-01-01', totEnMet: '2026-06-30' }
  const stand = maakOpzoekingen({
    ...LEEG,
    uitvoerders: [
      { uitvoerder: 'oud', naam: 'Oud', ontvanger: 'postvak-oud', standaardLoket: 'a' },
      { uitvoerder: 'nieuw', naam: 'Nieuw', ontvanger: 'postvak-nieuw', standaardLoket: 'b' },
    ],
    gemeenteUitvoerders: [regel, { ...regel, uitvoerder: 'nieuw', van: '2026-07-01', totEnMet: null }],
  })
  const namen = (dag: string) => stand.toekenningsrijen('0988', dag).uitvoerderRegels.map((r) => r.uitvoerder)
  expect(namen('2026-06-30')).toEqual(['oud'])
  expect(namen('2026-07-01')).toEqual(['nieuw'])
  expect(stand.toekenningsrijen('0946', '2026-07-01').uitvoerderRegels).toEqual([])
  expect(stand.gemeentenVanOntvanger('postvak-oud', '2026-06-30')).toEqual(['0988'])
  expect(stand.gemeentenVanOntvanger('postvak-oud', '2026-07-01')).toEqual([])
})

test('the postcode table of a day is the last one that had begun, and of two the higher number', () => {
  const tabel = { naam: 'a', bron: 'b' }
  const stand = maakOpzoekingen({
    ...LEEG,
    postcodetabellen: [
      { ...tabel, versie: 4, geldigVanaf: '2026-01-01' },
      { ...tabel, versie: 3, geldigVanaf: '2026-01-01' },
      { ...tabel, versie: 5, geldigVanaf: '2025-01-01' },
    ],
  })
  expect(stand.postcodeversieOp('2026-01-01')).toBe(4)
  expect(stand.postcodeversieOp('2025-12-31')).toBe(5)
  expect(stand.postcodeversieOp('2024-12-31')).toBeNull()
})

test('the calendar knows the registered years and no other', () => {
  const { kalender } = maakOpzoekingen({
    ...LEEG,
    feestdagen: [{ dag: '2026-04-27', naam: 'Koningsdag', grond: 'art. 3 lid 1' }],
    feestdagjaren: [2025, 2026],
  })
  expect(isWerkdag('2026-04-27', kalender)).toBe(false)
  expect(isWerkdag('2026-04-28', kalender)).toBe(true)
  expect(['2024-12-31', '2025-01-01', '2026-12-31', '2027-01-01'].map((dag) => isBekend(dag, kalender))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('an empty register knows no day', () => {
  const stand = maakOpzoekingen(LEEG)
  expect(isBekend('2026-04-27', stand.kalender)).toBe(false)
  expect(stand.overeenkomst('x')).toBeNull()
  expect(stand.overeenkomsten('x', '0988')).toEqual([])
  expect(stand.publiekLoket('0988')).toBeNull()
  expect(stand.loket('x')).toBeNull()
  expect(stand.uitvoerder('x')).toBeNull()
})
