import { expect, test } from 'vitest'
import { leesPeriode } from './lees-periode.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const lees = (tekst: string) => {
  const periode = leesPeriode(tekst, NU)
  return periode && `${periode.van} ${periode.tot}`
}

test.each([
  ['7d', '2026-11-13T10:00:00Z 2026-11-20T10:00:00Z'],
  ['P7D', '2026-11-13T10:00:00Z 2026-11-20T10:00:00Z'],
  ['24h', '2026-11-19T10:00:00Z 2026-11-20T10:00:00Z'],
  // Days are those of Amsterdam, and count as a whole: this one has 25 hours.
  ['2026-10-25', '2026-10-24T22:00:00Z 2026-10-25T23:00:00Z'],
  ['2026-11-01/2026-11-02', '2026-10-31T23:00:00Z 2026-11-02T23:00:00Z'],
  ['2026-11-01T10:00:00Z/2026-11-01T12:00', '2026-11-01T10:00:00Z 2026-11-01T11:00:00Z'],
])('%s is a period', (tekst, periode) => {
  expect(lees(tekst)).toBe(periode)
})

test.each([
  '',
  '7',
  '0d',
  '7 dagen',
  'gisteren',
  '2026-02-30',
  '2026-11-02/2026-11-01',
  '2026-11-01/',
  'a/b/c',
  '1d/2d',
])('"%s" is none', (tekst) => {
  expect(lees(tekst)).toBeNull()
})
