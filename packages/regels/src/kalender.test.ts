import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dagErbij, weekdag } from './dag.ts'
import {
  atwFeestdagen,
  eersteWerkdagNa,
  isBekend,
  isWerkdag,
  maakKalender,
  rolNaarWerkdag,
  werkdagErbij,
  werkdagErvoor,
} from './kalender.ts'

const jaren = [2025, 2026, 2027, 2028]
const gelijkgesteld = ['2025-05-30', '2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26']
const k = maakKalender(
  jaren.flatMap(atwFeestdagen).map((f) => f.dag),
  gelijkgesteld,
  { van: 2025, totEnMet: 2028 },
)
const dagen = fc.integer({ min: 0, max: 1_300 }).map((n) => dagErbij('2025-01-15', n))
const dag = (jaar: number, naam: string) => atwFeestdagen(jaar).find((f) => f.naam === naam)?.dag

describe('the holidays of the Algemene termijnenwet', () => {
  test('are nine a year, in date order, with their ground', () => {
    expect(atwFeestdagen(2026)).toEqual([
      { dag: '2026-01-01', naam: 'Nieuwjaarsdag', grond: 'art. 3 lid 1' },
      { dag: '2026-04-03', naam: 'Goede Vrijdag', grond: 'art. 3 lid 2' },
      { dag: '2026-04-06', naam: 'Tweede Paasdag', grond: 'art. 3 lid 1' },
      { dag: '2026-04-27', naam: 'Koningsdag', grond: 'art. 3 lid 1' },
      { dag: '2026-05-05', naam: 'Bevrijdingsdag (5 mei)', grond: 'art. 3 lid 1' },
      { dag: '2026-05-14', naam: 'Hemelvaartsdag', grond: 'art. 3 lid 1' },
      { dag: '2026-05-25', naam: 'Tweede Pinksterdag', grond: 'art. 3 lid 1' },
      { dag: '2026-12-25', naam: 'Eerste Kerstdag', grond: 'art. 3 lid 1' },
      { dag: '2026-12-26', naam: 'Tweede Kerstdag', grond: 'art. 3 lid 1' },
    ])
  })

  test('stay in date order when Hemelvaartsdag falls before 5 mei', () => {
    const in2008 = atwFeestdagen(2008).map((f) => f.dag)
    expect(dag(2008, 'Hemelvaartsdag')).toBe('2008-05-01')
    expect(in2008).toEqual(in2008.toSorted())
  })

  test('Easter is right in its extreme and its corrected years', () => {
    expect(dag(2008, 'Tweede Paasdag')).toBe('2008-03-24')
    expect(dag(2038, 'Tweede Paasdag')).toBe('2038-04-26')
    expect(dag(2049, 'Tweede Paasdag')).toBe('2049-04-19')
    expect(dag(2076, 'Tweede Paasdag')).toBe('2076-04-20')
  })

  test('Easter Monday is always a Monday between 23 March and 26 April', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2199 }), (jaar) => {
        const maandag = dag(jaar, 'Tweede Paasdag') ?? ''
        expect(weekdag(maandag)).toBe(1)
        expect(maandag >= `${jaar}-03-23` && maandag <= `${jaar}-04-26`).toBe(true)
      }),
    )
  })

  test('Koningsdag moves to 26 April when the 27th is a Sunday', () => {
    expect(dag(2025, 'Koningsdag')).toBe('2025-04-26')
    expect(dag(2031, 'Koningsdag')).toBe('2031-04-26')
    expect(dag(2027, 'Koningsdag')).toBe('2027-04-27')
  })

  test('5 mei counts every year', () => {
    for (const jaar of jaren) expect(isWerkdag(`${jaar}-05-05`, k)).toBe(false)
  })
})

describe('werkdagen', () => {
  test('are no Saturday, Sunday, holiday or equated day', () => {
    expect(isWerkdag('2026-11-21', k)).toBe(false)
    expect(isWerkdag('2026-11-22', k)).toBe(false)
    expect(isWerkdag('2026-12-25', k)).toBe(false)
    expect(isWerkdag('2026-05-15', k)).toBe(false)
    expect(isWerkdag('2026-11-23', k)).toBe(true)
  })

  test('are counted from the day after', () => {
    expect(werkdagErbij('2026-11-20', 3, k)).toBe('2026-11-25')
    expect(werkdagErbij('2026-11-21', 1, k)).toBe('2026-11-23')
    expect(werkdagErvoor('2026-11-23', 1, k)).toBe('2026-11-20')
    expect(werkdagErbij('2026-11-21', 0, k)).toBe('2026-11-21')
  })

  test('five days off in a row are stepped over', () => {
    expect(werkdagErbij('2027-05-04', 3, k)).toBe('2027-05-12')
    expect(eersteWerkdagNa('2027-05-04', k)).toBe('2027-05-10')
    expect(rolNaarWerkdag('2027-05-05', k)).toBe('2027-05-10')
    expect(rolNaarWerkdag('2027-05-10', k)).toBe('2027-05-10')
  })

  test('forward and back again ends on the werkdag it started from', () => {
    fc.assert(
      fc.property(dagen, fc.integer({ min: 1, max: 20 }), (van, n) => {
        const start = rolNaarWerkdag(van, k)
        expect(werkdagErvoor(werkdagErbij(start, n, k), n, k)).toBe(start)
      }),
    )
  })

  test('n werkdagen on is one werkdag on, n times', () => {
    fc.assert(
      fc.property(dagen, fc.integer({ min: 1, max: 12 }), (van, n) => {
        let stap = van
        for (let i = 0; i < n; i += 1) stap = eersteWerkdagNa(stap, k)
        expect(werkdagErbij(van, n, k)).toBe(stap)
        expect(isWerkdag(stap, k)).toBe(true)
      }),
    )
  })

  test('rolling gives the first werkdag that is not earlier', () => {
    fc.assert(
      fc.property(dagen, (van) => {
        const gerold = rolNaarWerkdag(van, k)
        expect(isWerkdag(gerold, k)).toBe(true)
        for (let d = van; d < gerold; d = dagErbij(d, 1)) expect(isWerkdag(d, k)).toBe(false)
      }),
    )
  })
})

test('the calendar says for which days it is known', () => {
  expect(isBekend('2024-12-31', k)).toBe(false)
  expect(isBekend('2025-01-01', k)).toBe(true)
  expect(isBekend('2028-12-31', k)).toBe(true)
  expect(isBekend('2029-01-01', k)).toBe(false)
})
