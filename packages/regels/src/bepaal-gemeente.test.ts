import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Adresvraag, PostcodeRij } from './bepaal-gemeente.ts'
import { bepaalGemeente } from './bepaal-gemeente.ts'

const rij = (postcode: string, huisnummer: number | null, gemeentecode: string): PostcodeRij => ({
  postcode,
  huisnummer,
  gemeentecode,
})
const vraag = (anders: Partial<Adresvraag> = {}): Adresvraag => ({
  postcode: '6001AA',
  huisnummer: 1,
  rijen: [],
  pc4HeeftPc6: false,
  ...anders,
})
const gevonden = (gemeentecode: string, grond: string) => ({ status: 'gevonden', gemeentecode, grond })

describe('the most specific row wins', () => {
  test('the row of the house number before the other rows of its postcode', () => {
    const rijen = [rij('6001AA', 1, '0988'), rij('6001AA', 2, '0946'), rij('6001', null, '0957')]
    expect(bepaalGemeente(vraag({ rijen, pc4HeeftPc6: true }))).toEqual(gevonden('0988', 'pc6-huisnummer'))
  })

  test('the postcode before the PC4', () => {
    const rijen = [rij('6001AA', null, '0988'), rij('6001', null, '0957')]
    expect(bepaalGemeente(vraag({ rijen, pc4HeeftPc6: true }))).toEqual(gevonden('0988', 'pc6'))
  })

  test('the PC4 where the version knows no PC6 of it', () => {
    expect(bepaalGemeente(vraag({ rijen: [rij('6001', null, '0957')] }))).toEqual(gevonden('0957', 'pc4'))
  })
})

describe('never a guess', () => {
  test('one number in two gemeenten is both', () => {
    const rijen = [rij('1216PA', 111, '1696'), rij('1216PA', 111, '0402'), rij('1216PA', 73, '0402')]
    const besluit = bepaalGemeente(vraag({ postcode: '1216PA', huisnummer: 111, rijen, pc4HeeftPc6: true }))
    expect(besluit).toEqual({ status: 'meerdere', kandidaten: ['0402', '1696'] })
  })

  test('an unknown number, or none, gives the gemeenten of all rows of the postcode, not the majority', () => {
    const rijen = [1, 3, 5, 7].map((n) => rij('1216PA', n, '0402')).concat(rij('1216PA', 9, '1696'))
    for (const huisnummer of [99_999, null, '']) {
      const besluit = bepaalGemeente(vraag({ postcode: '1216PA', huisnummer, rijen, pc4HeeftPc6: true }))
      expect(besluit).toEqual({ status: 'meerdere', kandidaten: ['0402', '1696'] })
    }
  })

  test('an unknown number in a postcode of one gemeente is found', () => {
    const rijen = [rij('6001AA', 1, '0988'), rij('6001AA', 3, '0988')]
    expect(bepaalGemeente(vraag({ huisnummer: 99_999, rijen, pc4HeeftPc6: true }))).toEqual(gevonden('0988', 'pc6'))
  })

  test('a PC4 in two gemeenten is both', () => {
    const rijen = [rij('6001', null, '0988'), rij('6001', null, '0946')]
    expect(bepaalGemeente(vraag({ rijen }))).toEqual({ status: 'meerdere', kandidaten: ['0946', '0988'] })
  })

  test('a PC4 row does not answer for an unknown PC6 among known ones', () => {
    const besluit = bepaalGemeente(vraag({ rijen: [rij('6001', null, '0988')], pc4HeeftPc6: true }))
    expect(besluit).toEqual({ status: 'onbekend', reden: 'pc6-onbekend', kandidaten: [] })
  })

  test('nothing known of the PC4 is unknown, and rows of other postcodes are ignored', () => {
    const besluit = bepaalGemeente(vraag({ rijen: [rij('6002', null, '0988'), rij('6001AB', 1, '0988')] }))
    expect(besluit).toEqual({ status: 'onbekend', reden: 'pc4-onbekend', kandidaten: [] })
  })
})

test('a postcode or house number that is none is invalid, not unknown', () => {
  expect(bepaalGemeente(vraag({ postcode: '1234SS' }))).toEqual({ status: 'ongeldig', reden: 'postcode' })
  expect(bepaalGemeente(vraag({ huisnummer: 0 }))).toEqual({ status: 'ongeldig', reden: 'huisnummer' })
  expect(bepaalGemeente(vraag({ huisnummer: '12b' }))).toEqual({ status: 'ongeldig', reden: 'huisnummer' })
})

test('spelling does not change the answer', () => {
  const rijen = [rij('6001AA', null, '0988')]
  expect(bepaalGemeente(vraag({ postcode: ' 6001 aa', huisnummer: '1 ', rijen }))).toEqual(gevonden('0988', 'pc6'))
})

const willekeurigeRij = fc.record({
  postcode: fc.constantFrom('6001', '6001AA', '6001AB'),
  huisnummer: fc.option(fc.integer({ min: 1, max: 4 })),
  gemeentecode: fc.constantFrom('0988', '0946', '0957'),
})

test('the order and repetition of rows do not matter, and only gemeenten of rows for this address are named', () => {
  fc.assert(
    fc.property(fc.array(willekeurigeRij, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (rijen, huisnummer) => {
      const pc4HeeftPc6 = rijen.some((r) => r.postcode.length === 6)
      const besluit = bepaalGemeente(vraag({ huisnummer, rijen, pc4HeeftPc6 }))
      const andersom = [...rijen, ...rijen].reverse()
      expect(bepaalGemeente(vraag({ huisnummer, rijen: andersom, pc4HeeftPc6 }))).toEqual(besluit)
      const mogelijk = rijen.filter((r) => r.postcode === (pc4HeeftPc6 ? '6001AA' : '6001')).map((r) => r.gemeentecode)
      if (besluit.status === 'gevonden') expect(mogelijk).toContain(besluit.gemeentecode)
      else if (besluit.status === 'meerdere') for (const k of besluit.kandidaten) expect(mogelijk).toContain(k)
      else expect(mogelijk).toEqual([])
    }),
  )
})

test('a found gemeente is the only one among the rows that decided', () => {
  fc.assert(
    fc.property(fc.array(willekeurigeRij, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (rijen, huisnummer) => {
      const besluit = bepaalGemeente(vraag({ huisnummer, rijen, pc4HeeftPc6: true }))
      const pc6 = rijen.filter((r) => r.postcode === '6001AA')
      const opNummer = pc6.filter((r) => r.huisnummer === huisnummer)
      const codes = new Set((opNummer.length > 0 ? opNummer : pc6).map((r) => r.gemeentecode))
      expect(besluit.status).toBe(codes.size === 0 ? 'onbekend' : codes.size === 1 ? 'gevonden' : 'meerdere')
    }),
  )
})
