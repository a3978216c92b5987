import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBase64, isDatum, isDatumtijd, isUuid } from './formaten.ts'

it('takes every moment that Temporal writes, in any zone', () => {
  const momenten = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(momenten, fc.constantFrom('UTC', '+05:30', '-11:00', '+14:00'), (moment, zone) => {
      const instant = Temporal.Instant.fromEpochMilliseconds(moment.getTime())
      expect(isDatumtijd(instant.toString())).toBe(true)
      expect(isDatumtijd(instant.toString({ timeZone: zone }))).toBe(true)
      expect(isDatum(instant.toString().slice(0, 10))).toBe(true)
    }),
  )
})

it.each([
  '2026-03-02',
  '2026-03-02 10:05:00Z',
  '2026-03-02t10:05:00z',
  '2026-03-02T10:05Z',
  '2026-03-02T10:05:00',
  '2026-03-02T10:05:00+01',
  '2026-03-02T10:05:00+0100',
  '2026-03-02T24:00:00Z',
  '2026-03-02T23:59:60Z',
  '2026-03-02T10:60:00Z',
  '2026-03-02T10:05:00+24:00',
  '2026-03-02T10:05:00+01:60',
  '2026-03-02T10:05:00.0000000001Z',
  '2026-02-29T10:05:00Z',
  '0000-01-01T00:00:00Z',
])('refuses %s as a moment', (tekst) => {
  expect(isDatumtijd(tekst)).toBe(false)
})

it('knows the days of each month and leap years', () => {
  expect(['2024-02-29', '2000-02-29', '2026-04-30', '2026-12-31'].filter((d) => !isDatum(d))).toEqual([])
  expect(
    ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '26-1-1'].filter(isDatum),
  ).toEqual([])
})

it('takes a UUID only as the hub writes it', () => {
  expect(isUuid('01950000-0000-7000-8000-00000000000a')).toBe(true)
  expect(isUuid('01950000-0000-7000-8000-00000000000A')).toBe(false)
  expect(isUuid('urn:uuid:01950000-0000-7000-8000-00000000000a')).toBe(false)
})

it('base64 is told by its length: whole groups of four, not empty, at most 256 KB', () => {
  expect(['AAAA', 'AAA', '', 'A'.repeat(262_144), 'A'.repeat(262_148)].map(isBase64)).toEqual([
    true,
    false,
    false,
    true,
    false,
  ])
})
