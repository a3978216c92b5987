import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amsterdamseDag, beginVanDag, dagErbij, dagenTussen, eindeVanDag, tijdstipOp, weekdag } from './dag.ts'

const op = (tekst: string) => Temporal.Instant.from(tekst)
const dagen = fc
  .integer({ min: 0, max: 40_000 })
  .map((n) => Temporal.PlainDate.from('1990-01-01').add({ days: n }).toString())
const momenten = fc
  .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2099, 0) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms))

describe('days in Amsterdam', () => {
  test('the day turns at Amsterdam midnight, in winter and in summer', () => {
    expect(amsterdamseDag(op('2025-12-31T22:59:59.999Z'))).toBe('2025-12-31')
    expect(amsterdamseDag(op('2025-12-31T23:00:00Z'))).toBe('2026-01-01')
    expect(amsterdamseDag(op('2026-06-30T21:59:59.999999999Z'))).toBe('2026-06-30')
    expect(amsterdamseDag(op('2026-06-30T22:00:00Z'))).toBe('2026-07-01')
  })

  test('a day begins and ends at midnight, also when the clock changes', () => {
    expect(beginVanDag('2026-03-29').toString()).toBe('2026-03-28T23:00:00Z')
    expect(eindeVanDag('2026-03-29').toString()).toBe('2026-03-29T22:00:00Z')
    expect(beginVanDag('2026-10-25').toString()).toBe('2026-10-24T22:00:00Z')
    expect(eindeVanDag('2026-10-25').toString()).toBe('2026-10-25T23:00:00Z')
  })

  test('nine in the morning is nine by the clock on every kind of day', () => {
    expect(tijdstipOp('2026-01-15', 9, 0).toString()).toBe('2026-01-15T08:00:00Z')
    expect(tijdstipOp('2026-07-15', 9, 30).toString()).toBe('2026-07-15T07:30:00Z')
    expect(tijdstipOp('2026-03-29', 9, 0).toString()).toBe('2026-03-29T07:00:00Z')
    expect(tijdstipOp('2026-10-25', 9, 0).toString()).toBe('2026-10-25T08:00:00Z')
  })

  test('a time the clock skips moves on and a time it shows twice is the first', () => {
    expect(tijdstipOp('2026-03-29', 2, 30).toString()).toBe('2026-03-29T01:30:00Z')
    expect(tijdstipOp('2026-10-25', 2, 30).toString()).toBe('2026-10-25T00:30:00Z')
  })

  test('days are counted across months, leap days and years', () => {
    expect(dagErbij('2028-02-28', 1)).toBe('2028-02-29')
    expect(dagErbij('2027-01-01', -1)).toBe('2026-12-31')
    expect(dagenTussen('2026-01-31', '2026-03-01')).toBe(29)
    expect(dagenTussen('2026-03-01', '2026-01-31')).toBe(-29)
  })

  test('weekdays run from Monday 1 to Sunday 7, also before 1970', () => {
    expect(weekdag('2026-11-23')).toBe(1)
    expect(weekdag('2026-11-22')).toBe(7)
    expect(weekdag('1969-12-31')).toBe(3)
    expect(weekdag('1961-01-01')).toBe(7)
  })

  test('every answer is the one Temporal gives', () => {
    fc.assert(
      fc.property(momenten, (t) => {
        expect(amsterdamseDag(t)).toBe(t.toZonedDateTimeISO('Europe/Amsterdam').toPlainDate().toString())
      }),
    )
    fc.assert(
      fc.property(dagen, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (dag, uur, minuut) => {
        const kaal = Temporal.PlainDate.from(dag)
        const plainTime = Temporal.PlainTime.from({ hour: uur, minute: minuut })
        const verwacht = kaal.toZonedDateTime({ timeZone: 'Europe/Amsterdam', plainTime }).toInstant()
        expect(tijdstipOp(dag, uur, minuut).toString()).toBe(verwacht.toString())
        expect(weekdag(dag)).toBe(kaal.dayOfWeek)
      }),
    )
  })

  test('the moments of a day lie from its begin up to its end', () => {
    fc.assert(
      fc.property(momenten, (t) => {
        const dag = amsterdamseDag(t)
        expect(Temporal.Instant.compare(beginVanDag(dag), t)).toBeLessThanOrEqual(0)
        expect(Temporal.Instant.compare(t, eindeVanDag(dag))).toBe(-1)
      }),
    )
  })

  test('adding days and counting them are each other inverse', () => {
    fc.assert(
      fc.property(dagen, fc.integer({ min: -5_000, max: 5_000 }), (dag, n) => {
        expect(dagenTussen(dag, dagErbij(dag, n))).toBe(n)
      }),
    )
  })

  test('more days than are remembered give the same answers', () => {
    const eerste = beginVanDag('1990-01-01').toString()
    for (let n = 0; n < 4_100; n += 1) beginVanDag(dagErbij('1990-01-01', n))
    expect(beginVanDag('1990-01-01').toString()).toBe(eerste)
  })
})
