import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { leesHuisnummer, leesPostcode } from './postcode.ts'

test.each(['6001AA', '6001 aa', ' 6001  Aa ', '6001\u00a0AA', '6001\tAA\n'])('reads %j as 6001AA', (tekst) => {
  expect(leesPostcode(tekst)).toEqual({ kind: 'postcode', postcode: '6001AA', pc4: '6001' })
})

test.each([
  ['', 'leeg'],
  ['  ', 'leeg'],
  ['0123AB', 'vorm'],
  ['12345', 'vorm'],
  ['1234A', 'vorm'],
  ['1234ABC', 'vorm'],
  ['ABCD12', 'vorm'],
  ['1234-AB', 'vorm'],
  ['12 34AB', 'vorm'],
  ['1234 ÀB', 'vorm'],
  ['１２３４AB', 'vorm'],
  ['1234ſſ', 'vorm'],
  ["1234AB'; DROP TABLE--", 'vorm'],
  ['1234SS', 'letters-niet-uitgegeven'],
  ['1234 sd', 'letters-niet-uitgegeven'],
  ['1234Sa', 'letters-niet-uitgegeven'],
])('refuses %j: %s', (tekst, reden) => {
  expect(leesPostcode(tekst)).toEqual({ kind: 'ongeldig', reden })
})

const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
test('every issued postcode is read whatever its case and spacing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 9999 }),
      fc.tuple(letter, letter).map((l) => l.join('')),
      fc.stringMatching(/^ {0,3}$/),
      fc.boolean(),
      (pc4, letters, wit, klein) => {
        fc.pre(!['SA', 'SD', 'SS'].includes(letters))
        const geschreven = `${wit}${pc4}${wit}${klein ? letters.toLowerCase() : letters}${wit}`
        expect(leesPostcode(geschreven)).toEqual({ kind: 'postcode', postcode: `${pc4}${letters}`, pc4: `${pc4}` })
      },
    ),
  )
})

test('whatever is read is six plain characters, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9A-Za-z ]{4,8}$/)), (tekst) => {
      const lezing = leesPostcode(tekst)
      if (lezing.kind === 'ongeldig') return
      expect(lezing.postcode).toMatch(/^[1-9][0-9]{3}[A-Z]{2}$/)
      expect(leesPostcode(lezing.postcode)).toEqual(lezing)
    }),
  )
})

test('reads house numbers from 1 to 99999, as number or as text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999 }), (huisnummer) => {
      expect(leesHuisnummer(huisnummer)).toEqual({ kind: 'huisnummer', huisnummer })
      expect(leesHuisnummer(` ${huisnummer} `)).toEqual({ kind: 'huisnummer', huisnummer })
    }),
  )
})

test.each([
  ['', 'leeg'],
  ['12a', 'vorm'],
  ['12 a', 'vorm'],
  ['1e3', 'vorm'],
  ['１２', 'vorm'],
  [-1, 'vorm'],
  [1.5, 'vorm'],
  [Number.NaN, 'vorm'],
  [0, 'bereik'],
  ['100000', 'bereik'],
])('refuses house number %j: %s', (waarde, reden) => {
  expect(leesHuisnummer(waarde)).toEqual({ kind: 'ongeldig', reden })
})
