import { expect, test } from 'vitest'
import { willekeurig } from './toeval.ts'

test('no piece comes twice, across the end of the supply either, and each is a buffer of its own', () => {
  const stukken = Array.from({ length: 2_000 }, (_, n) => willekeurig(12 + (n % 21)))
  expect(stukken.map(({ length }) => length)).toEqual(stukken.map((_, n) => 12 + (n % 21)))
  expect(new Set(stukken.map((stuk) => stuk.toString('hex'))).size).toBe(stukken.length)
  const eerste = stukken[0]
  const hex = eerste?.toString('hex')
  willekeurig(4_000)
  willekeurig(4_000)
  expect(eerste?.toString('hex')).toBe(hex)
})

test('every bit is as often on as off', () => {
  const alles = Buffer.concat(Array.from({ length: 1_000 }, () => willekeurig(100)))
  const aan = alles.reduce((som, byte) => som + byte.toString(2).replaceAll('0', '').length, 0)
  // 800,000 bits: ten standard deviations.
  expect(Math.abs(aan - 400_000)).toBeLessThan(4_473)
})

test('more than its supply at once is refused', () => {
  expect(() => willekeurig(4_097)).toThrow('at most 4096')
  expect(willekeurig(4_096)).toHaveLength(4_096)
})
