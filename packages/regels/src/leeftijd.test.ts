import { expect, test } from 'vitest'
import { leeftijdOp } from './leeftijd.ts'

test.each([
  ['2008-11-22', '2026-11-21', 17],
  ['2008-11-22', '2026-11-22', 18],
  ['2008-02-29', '2026-02-28', 17],
  ['2008-02-29', '2026-03-01', 18],
  ['2008-02-29', '2028-02-29', 20],
  ['2026-11-22', '2026-11-22', 0],
])('somebody born on %s is on %s %i years old', (geboortedatum, op, jaren) => {
  expect(leeftijdOp(geboortedatum, op)).toBe(jaren)
})
