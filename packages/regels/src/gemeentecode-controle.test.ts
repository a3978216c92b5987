import { expect, test } from 'vitest'
import type { Gemeentebesluit } from './bepaal-gemeente.ts'
import { controleerGemeentecode, leesGemeentecode } from './gemeentecode-controle.ts'

const gemeenten = new Set(['0988', '0946', '0957'])
const controleer = (gemeentecode: string | null, adres: Gemeentebesluit | null) =>
  controleerGemeentecode({ gemeentecode, adres, gemeenten })

const weert: Gemeentebesluit = { status: 'gevonden', gemeentecode: '0988', grond: 'pc6' }
const twee: Gemeentebesluit = { status: 'meerdere', kandidaten: ['0946', '0988'] }
const onbekend: Gemeentebesluit = { status: 'onbekend', reden: 'pc6-onbekend', kandidaten: [] }
const ongeldig: Gemeentebesluit = { status: 'ongeldig', reden: 'postcode' }
const gekozen = { status: 'gevonden', gemeentecode: '0988', grond: 'gemeentecode' }
const strijdig = { status: 'tegenstrijdig', code: 'gemeentecode-in-strijd-met-adres' }

test('without a gemeentecode the address decides, and without both nothing does', () => {
  expect(controleer(null, weert)).toBe(weert)
  expect(controleer(null, twee)).toBe(twee)
  expect(controleer(null, null)).toEqual({ status: 'ongeldig', reden: 'geen-adres' })
})

test('a gemeentecode that agrees changes nothing, one that contradicts the address is refused', () => {
  expect(controleer('0988', weert)).toBe(weert)
  expect(controleer('0946', weert)).toEqual(strijdig)
})

test('among several it chooses, but only one of them', () => {
  expect(controleer('0988', twee)).toEqual(gekozen)
  expect(controleer('0957', twee)).toEqual(strijdig)
})

test('it decides alone where there is no address or one the table does not know', () => {
  expect(controleer('0988', null)).toEqual(gekozen)
  expect(controleer('0988', onbekend)).toEqual(gekozen)
})

test('it does not repair an invalid address and must name an existing gemeente', () => {
  expect(controleer('0988', ongeldig)).toBe(ongeldig)
  expect(controleer('9999', null)).toEqual({ status: 'ongeldig', reden: 'gemeentecode-onbekend' })
  expect(controleer('9999', weert)).toEqual({ status: 'ongeldig', reden: 'gemeentecode-onbekend' })
})

test.each(['0988', 'GM0988', ' gm0988 '])('reads %j', (tekst) => {
  expect(leesGemeentecode(tekst)).toEqual({ kind: 'gemeentecode', gemeentecode: '0988' })
})

test.each(['', '988', 'GM988', '09880', 'XX0988', '٠٩٨٨'])('refuses %j', (tekst) => {
  expect(leesGemeentecode(tekst)).toEqual({ kind: 'ongeldig' })
})
