import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { leesSleutelkop } from './idempotentie.ts'

test('no header is no key', () => {
  expect(leesSleutelkop(undefined)).toEqual({ kind: 'geen' })
})

test('a structured-field string is its value', () => {
  expect(leesSleutelkop('"8e03978e-40d5-43e8-bc93-6894a57f9324"')).toEqual({
    kind: 'sleutel',
    sleutel: '8e03978e-40d5-43e8-bc93-6894a57f9324',
  })
  expect(leesSleutelkop(' "met \\"aanhaling\\" en \\\\" ')).toEqual({
    kind: 'sleutel',
    sleutel: 'met "aanhaling" en \\',
  })
  expect(leesSleutelkop(`"${'a'.repeat(255)}"`)).toMatchObject({ kind: 'sleutel' })
})

test.each([
  '',
  ' ',
  'abc',
  '5',
  '5.0',
  '?1',
  ':YWJj:',
  '@1700000000',
  '%"a"',
  '"a',
  '"a"b',
  '""',
  '"a", "b"',
  '("a")',
  '"a";b',
])('%j is no key', (kop) => {
  expect(leesSleutelkop(kop)).toEqual({ kind: 'ongeldig' })
})

test('a key of more than 255 characters, or beyond printable ASCII, is refused', () => {
  for (const kop of [`"${'a'.repeat(256)}"`, '"\u00e9"', '"\n"', '"\0"'])
    expect(leesSleutelkop(kop)).toEqual({ kind: 'ongeldig' })
})

test('whatever the header holds, it never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (kop) => {
      expect(['geen', 'sleutel', 'ongeldig']).toContain(leesSleutelkop(kop).kind)
    }),
    { seed: 3 },
  )
})
