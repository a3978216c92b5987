import { describe, expect, test } from 'vitest'
import type { Aantallen } from './besluit-aannemelijk.ts'
import { besluitAannemelijk } from './besluit-aannemelijk.ts'
import { besluitSoort } from './besluit-soort.ts'
import { maakTelling } from './telling.ts'

const NEDERLAND: Aantallen = { rijen: 8_000_000, pc4: 4_071, pc6: 466_129, gemeenten: 342, dubbel: 0 }
const grenzen = (soort: 'cbs' | 'pc6' | 'pc4', anders: Partial<Aantallen>) =>
  besluitAannemelijk(soort, { ...NEDERLAND, ...anders }).map(({ grens }) => grens)

describe('whether a table can be the whole country', () => {
  test('is judged by the limits of its kind, both inclusive', () => {
    expect(grenzen('cbs', {})).toEqual([])
    expect(grenzen('cbs', { rijen: 7_500_000, pc4: 4_000, pc6: 440_000, gemeenten: 335, dubbel: 75_000 })).toEqual([])
    expect(grenzen('cbs', { rijen: 9_000_000, pc4: 4_200, pc6: 490_000, gemeenten: 345 })).toEqual([])
    expect(grenzen('cbs', { rijen: 7_499_999, pc4: 3_999, pc6: 439_999, gemeenten: 334 })).toEqual([
      'rijen',
      'pc4',
      'pc6',
      'gemeenten',
    ])
    expect(grenzen('cbs', { rijen: 9_000_001, pc4: 4_201, pc6: 490_001, gemeenten: 346 })).toHaveLength(4)
    expect(grenzen('cbs', { dubbel: 80_001 })).toEqual(['dubbel'])
    expect(grenzen('pc6', { rijen: 466_683 })).toEqual([])
    expect(grenzen('pc6', { rijen: 8_000_000 })).toEqual(['rijen'])
    expect(grenzen('pc4', { rijen: 4_090, pc6: 0 })).toEqual([])
    expect(grenzen('pc4', { rijen: 4_090, pc6: 0, gemeenten: 1 })).toEqual(['gemeenten'])
  })
})

describe('files of one import', () => {
  const soort = (...vormen: Parameters<typeof besluitSoort>[0]) => {
    const besluit = besluitSoort(vormen)
    return besluit.kind === 'soort' ? besluit.soort : besluit.waarom
  }
  const lijst = (welke: 'pc6' | 'pc4' | 'pc6-huisnummer') => ({ soort: welke, jaar: null })
  const cbs = (jaar: number) => ({ soort: 'cbs', jaar }) as const

  test('make one table when they belong together', () => {
    expect(soort(cbs(2025), cbs(2025))).toBe('cbs')
    expect(soort(lijst('pc4'), lijst('pc6-huisnummer'), lijst('pc6'))).toBe('pc6')
    expect(soort(lijst('pc4'))).toBe('pc4')
    expect(soort(cbs(2025), cbs(2024))).toMatch(/several years: 2025 and 2024/)
    expect(soort(cbs(2025), lijst('pc6'))).toMatch(/do not make one table/)
    expect(soort(lijst('pc6-huisnummer'), lijst('pc4'))).toMatch(/give that list too/)
  })
})

test('different postcodes and gemeenten are counted once each', () => {
  const telling = maakTelling()
  for (const [postcode, code] of [
    ['1000AA', '0001'],
    ['9999ZZ', '0002'],
    ['1000AA', '0002'],
    ['1000AB', '0001'],
    ['1001', '0001'],
  ] as const)
    telling.tel(postcode, code)
  expect([telling.pc6, telling.pc4, telling.gemeenten()]).toEqual([3, 3, ['0001', '0002']])
})
