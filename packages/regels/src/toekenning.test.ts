import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Kenmerken, LoketRegel, Uitvoerder, UitvoerderRegel, Voorwaarde } from './toekenning.ts'
import { kiesToekenning } from './toekenning.ts'

const altijd: Voorwaarde = {
  pc4Van: null,
  pc4TotEnMet: null,
  soortSchuldeiser: null,
  leeftijdVan: null,
  leeftijdTotEnMet: null,
  ondernemer: null,
}
const kempen: Uitvoerder = { uitvoerder: 'kempen', ontvanger: 'gemeente-weert', standaardLoket: 'algemeen' }
const zaken: Uitvoerder = { uitvoerder: 'zaken', ontvanger: 'zakelijk', standaardLoket: 'balie' }
const uitvoerders = [kempen, zaken]
const voor = (gemeentecode: string, uitvoerder: string, v: Partial<Voorwaarde> = {}): UitvoerderRegel => ({
  ...altijd,
  gemeentecode,
  uitvoerder,
  ...v,
})
const bij = (loket: string, v: Partial<LoketRegel> = {}): LoketRegel => ({
  ...altijd,
  uitvoerder: 'kempen',
  gemeentecode: null,
  loket,
  ...v,
})
const inwoner: Kenmerken = {
  gemeentecode: '0988',
  pc4: '6001',
  soortSchuldeiser: 'drinkwater',
  leeftijd: 40,
  ondernemer: false,
}
const basis = [voor('0988', 'kempen'), voor('0946', 'kempen')]
const loketVan = (loketRegels: LoketRegel[], k: Partial<Kenmerken> = {}) => {
  const toekenning = kiesToekenning({ ...inwoner, ...k }, { uitvoerderRegels: basis, uitvoerders, loketRegels })
  return toekenning.kind === 'toegekend' ? toekenning.loket : toekenning.kind
}

describe('the uitvoerder', () => {
  test('serves several gemeenten, and its standard loket takes what no rule takes', () => {
    for (const gemeentecode of ['0988', '0946']) {
      const toekenning = kiesToekenning(
        { ...inwoner, gemeentecode },
        { uitvoerderRegels: basis, uitvoerders, loketRegels: [] },
      )
      expect(toekenning).toEqual({
        kind: 'toegekend',
        uitvoerder: 'kempen',
        loket: 'algemeen',
        ontvanger: 'gemeente-weert',
      })
    }
  })

  test('is chosen by the most specific rule where a gemeente has two', () => {
    const uitvoerderRegels = [...basis, voor('0988', 'zaken', { ondernemer: true })]
    const kies = (ondernemer: boolean) =>
      kiesToekenning({ ...inwoner, ondernemer }, { uitvoerderRegels, uitvoerders, loketRegels: [] })
    expect(kies(true)).toMatchObject({ uitvoerder: 'zaken', loket: 'balie', ontvanger: 'zakelijk' })
    expect(kies(false)).toMatchObject({ uitvoerder: 'kempen' })
  })

  test('is missing when no rule fits the gemeente or the uitvoerder is not known', () => {
    const elders = { ...inwoner, gemeentecode: '0957' }
    const niemand = { kind: 'geen-uitvoerder' }
    expect(kiesToekenning(elders, { uitvoerderRegels: basis, uitvoerders, loketRegels: [] })).toEqual(niemand)
    expect(kiesToekenning(inwoner, { uitvoerderRegels: basis, uitvoerders: [], loketRegels: [] })).toEqual(niemand)
  })
})

describe('the loket', () => {
  const wijken = bij('wijken', { pc4Van: '6001', pc4TotEnMet: '6005' })
  const jong = bij('jong', { leeftijdVan: 18, leeftijdTotEnMet: 26 })
  const zakelijk = bij('zakelijk', { ondernemer: true })
  const water = bij('water', { soortSchuldeiser: 'drinkwater' })

  test('is chosen by PC4, both ends included', () => {
    expect(loketVan([wijken])).toBe('wijken')
    expect(loketVan([wijken], { pc4: '6005' })).toBe('wijken')
    expect(loketVan([wijken], { pc4: '6006' })).toBe('algemeen')
    expect(loketVan([wijken], { pc4: '6000' })).toBe('algemeen')
    expect(loketVan([bij('noord', { pc4Van: '6001' })], { pc4: '9999' })).toBe('noord')
    expect(loketVan([bij('zuid', { pc4TotEnMet: '6001' })])).toBe('zuid')
  })

  test('is chosen by age group, both ends included', () => {
    expect(loketVan([jong], { leeftijd: 18 })).toBe('jong')
    expect(loketVan([jong], { leeftijd: 26 })).toBe('jong')
    expect(loketVan([jong], { leeftijd: 27 })).toBe('algemeen')
    expect(loketVan([jong], { leeftijd: 17 })).toBe('algemeen')
    expect(loketVan([bij('ouder', { leeftijdVan: 40 })])).toBe('ouder')
    expect(loketVan([bij('jonger', { leeftijdTotEnMet: 40 })])).toBe('jonger')
  })

  test('is not chosen by what is not known', () => {
    expect(loketVan([wijken], { pc4: null })).toBe('algemeen')
    expect(loketVan([jong], { leeftijd: null })).toBe('algemeen')
  })

  test('is chosen by kind of creditor and for entrepreneurs', () => {
    expect(loketVan([water])).toBe('water')
    expect(loketVan([water], { soortSchuldeiser: 'telecom' })).toBe('algemeen')
    expect(loketVan([zakelijk], { ondernemer: true })).toBe('zakelijk')
    expect(loketVan([zakelijk])).toBe('algemeen')
    expect(loketVan([bij('particulier', { ondernemer: false })])).toBe('particulier')
  })

  test('of the rule that looks at most goes first, then of the smallest range, then by code', () => {
    const smal = bij('zijstraat', { pc4Van: '6001', pc4TotEnMet: '6001' })
    const wijkenWater = bij('wijken-water', { ...wijken, soortSchuldeiser: 'drinkwater', loket: 'wijken-water' })
    expect(loketVan([wijken, smal])).toBe('zijstraat')
    expect(loketVan([smal, wijkenWater])).toBe('wijken-water')
    expect(
      loketVan([bij('breed', { leeftijdVan: 18 }), bij('veertig', { leeftijdVan: 40, leeftijdTotEnMet: 40 })]),
    ).toBe('veertig')
    expect(loketVan([bij('b'), bij('a')])).toBe('a')
  })

  test('of this gemeente goes before one of the whole uitvoerder, and one of another gemeente or uitvoerder never counts', () => {
    const vanWeert = bij('weert', { gemeentecode: '0988' })
    expect(loketVan([water, vanWeert])).toBe('weert')
    expect(loketVan([water, vanWeert], { gemeentecode: '0946' })).toBe('water')
    expect(loketVan([bij('ander', { uitvoerder: 'zaken' })])).toBe('algemeen')
  })

  test('does not depend on the order of the rules', () => {
    const regels = [wijken, jong, zakelijk, water, bij('weert', { gemeentecode: '0988' }), bij('z'), bij('y')]
    const kenmerken = fc.record({
      pc4: fc.constantFrom(null, '6001', '6006'),
      leeftijd: fc.constantFrom(null, 20, 40),
      ondernemer: fc.boolean(),
      gemeentecode: fc.constantFrom('0988', '0946'),
    })
    fc.assert(
      fc.property(fc.shuffledSubarray(regels, { minLength: 3 }), kenmerken, (deel, k) => {
        expect(loketVan(deel.toReversed(), k)).toBe(loketVan(deel, k))
      }),
    )
  })
})
