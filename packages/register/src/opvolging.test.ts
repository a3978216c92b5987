import { describe, expect, test } from 'vitest'
import { opvolgingenOp, opvolgingOp } from './opvolging.ts'
import type { Rijen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

const ALTIJD = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
  van: '2025-01-01',
  totEnMet: null,
}
const regel = (gemeentecode: string, uitvoerder: string, anders: object = {}) => ({
  ...ALTIJD,
  gemeentecode,
  uitvoerder,
  ...anders,
})
const uitvoerder = (code: string, ontvanger = code) => ({
  uitvoerder: code,
  naam: code,
  ontvanger,
  standaardLoket: `loket-${code}`,
})
const RIJEN = {
  gemeenteWijzigingen: [{ ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0402'] }],
  gemeenteUitvoerders: [regel('1696', 'wijdemeren'), regel('0402', 'hilversum')],
  uitvoerders: [uitvoerder('wijdemeren'), uitvoerder('hilversum'), uitvoerder('gooi')],
}
const op = (dag: string, anders: Partial<typeof RIJEN> = {}) => opvolgingOp({ ...RIJEN, ...anders }, '1696', dag)
const HILVERSUM = { kind: 'over', gemeentecode: '0402', ontvanger: 'hilversum', loket: 'loket-hilversum' }
const GESPLITST = [{ ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0402', '0376'] }]

describe('who has what lay with a gemeente that went up in another', () => {
  test('is nobody else up to its last day, and the successor from the first', () => {
    expect(op('2026-12-31')).toBeNull()
    expect(op('2027-01-01')).toEqual(HILVERSUM)
    expect(opvolgingOp(RIJEN, '0402', '2027-01-01')).toBeNull()
  })

  test('is the last in a row of reorganisations', () => {
    const verder = { ingangsdatum: '2028-01-01', opgeheven: '0402', opvolgers: ['0999'] }
    const anders = {
      gemeenteWijzigingen: [...RIJEN.gemeenteWijzigingen, verder],
      gemeenteUitvoerders: [...RIJEN.gemeenteUitvoerders, regel('0999', 'gooi')],
    }
    expect(op('2027-12-31', anders)).toEqual(HILVERSUM)
    expect(op('2028-01-01', anders)).toMatchObject({ gemeentecode: '0999', ontvanger: 'gooi' })
  })

  test('is not guessed after a split, nor without a successor', () => {
    expect(op('2027-01-01', { gemeenteWijzigingen: GESPLITST })).toEqual({ kind: 'onbeslist', reden: 'gesplitst' })
    const zonder = [{ ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: [] }]
    expect(op('2027-01-01', { gemeenteWijzigingen: zonder })).toEqual({ kind: 'onbeslist', reden: 'geen-opvolger' })
  })

  test('is not known while the successor has no uitvoerder on that day', () => {
    const later = [regel('0402', 'hilversum', { van: '2027-02-01' })]
    expect(op('2027-01-31', { gemeenteUitvoerders: later })).toEqual({ kind: 'onbeslist', reden: 'geen-uitvoerder' })
    expect(op('2027-02-01', { gemeenteUitvoerders: later })).toEqual(HILVERSUM)
  })

  test('is one party where the successor has two uitvoerders for which it receives, and undecided where each receives', () => {
    const gemeenteUitvoerders = [regel('0402', 'hilversum'), regel('0402', 'gooi', { ondernemer: true })]
    expect(op('2027-01-01', { gemeenteUitvoerders })).toEqual({ kind: 'onbeslist', reden: 'meerdere-ontvangers' })
    const samen = { gemeenteUitvoerders, uitvoerders: [uitvoerder('hilversum'), uitvoerder('gooi', 'hilversum')] }
    expect(op('2027-01-01', samen)).toEqual({ ...HILVERSUM, loket: null })
  })

  test('is whom an operator chose under the old code, from that day on, also after a split', () => {
    const gekozen = [...RIJEN.gemeenteUitvoerders, regel('1696', 'gooi', { van: '2027-01-01' })]
    const keuze = { kind: 'over', gemeentecode: '1696', ontvanger: 'gooi', loket: 'loket-gooi' }
    expect(op('2026-12-31', { gemeenteUitvoerders: gekozen })).toBeNull()
    expect(op('2027-01-01', { gemeenteUitvoerders: gekozen })).toEqual(keuze)
    expect(op('2027-01-01', { gemeenteUitvoerders: gekozen, gemeenteWijzigingen: GESPLITST })).toEqual(keuze)
  })

  test('is told for every gemeente that is gone by a day', () => {
    expect([...opvolgingenOp(RIJEN, '2026-12-31')]).toEqual([])
    expect([...opvolgingenOp(RIJEN, '2027-01-01')]).toEqual([['1696', HILVERSUM]])
  })
})

describe('the gemeenten of a receiver', () => {
  const LEEG: Rijen = {
    ...RIJEN,
    deelnemers: [],
    clients: [],
    overeenkomsten: [],
    mandaten: [],
    loketten: [],
    loketRegels: [],
    publiekeLoketten: [],
    gemeenten: [],
    feestdagen: [],
    feestdagjaren: [],
    postcodetabellen: [],
  }

  test('are those of the old one too from the day of the merger, and no more of the old one, whatever its rule says', () => {
    const stand = maakOpzoekingen(LEEG)
    const van = (wie: string, dag: string) => stand.gemeentenVanOntvanger(wie, dag)
    expect([van('wijdemeren', '2026-12-31'), van('hilversum', '2026-12-31')]).toEqual([['1696'], ['0402']])
    expect([van('wijdemeren', '2027-01-01'), van('hilversum', '2027-01-01')]).toEqual([[], ['0402', '1696']])
    expect(stand.uitvoerdersVanAnderen('hilversum', '1696', '2027-01-01')).toEqual([])
    expect(stand.uitvoerdersVanAnderen('hilversum', '1696', '2026-12-31')).toEqual(['wijdemeren'])
  })

  test('stay what the rules say while it is not decided who takes over', () => {
    const stand = maakOpzoekingen({ ...LEEG, gemeenteWijzigingen: GESPLITST })
    expect(stand.gemeentenVanOntvanger('wijdemeren', '2027-01-01')).toEqual(['1696'])
    expect(stand.gemeentenVanOntvanger('hilversum', '2027-01-01')).toEqual(['0402'])
  })
})
