import { expect, test } from 'vitest'
import { maakKans } from '../../services/knooppunt/src/simulatie/kans.ts'
import { scheefheid } from './dienst.ts'
import { uitvalMs } from './fout.ts'
import { CLUSTERFOUTEN, FOUTEN, rooster } from './fouten.ts'

const eerste = (zaad: number, aantal: number, fouten: readonly { naam: string }[] = FOUTEN) =>
  rooster(maakKans(zaad), fouten)
    .take(aantal)
    .toArray()
    .map(({ naam }) => naam)

test('the same seed does the same faults in the same order, another seed another', () => {
  expect(eerste(7, 60)).toEqual(eerste(7, 60))
  expect(eerste(8, 60)).not.toEqual(eerste(7, 60))
})

test.each([
  ['all-in-one', FOUTEN],
  ['cluster', CLUSTERFOUTEN],
])('every fault of the %s comes once before any comes again, and the clock moves forward early', (_, fouten) => {
  const namen = fouten.map(({ naam }) => naam)
  expect(new Set(namen).size).toBe(namen.length)
  for (const zaad of [1, 2, 3, 4, 5]) {
    const ronde = eerste(zaad, namen.length, fouten)
    expect(ronde.toSorted()).toEqual(namen.toSorted())
    expect(ronde.indexOf('klok-vooruit')).toBeLessThan(namen.length / 3)
  }
})

test('each has a sentence for the papers', () => {
  for (const { naam, wat, belofte } of [...FOUTEN, ...CLUSTERFOUTEN]) {
    expect(naam).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(`${wat}${belofte}`, naam).not.toMatch(/[|\n]/)
    expect(Math.min(wat.length, belofte.length), naam).toBeGreaterThan(10)
  }
})

test('a clock of autorisatie is never further off than it may be for its clients, that of others is', () => {
  const kans = maakKans(3)
  const verst = (dienst: string) => Math.max(...Array.from({ length: 200 }, () => Math.abs(scheefheid(kans, dienst))))
  expect(verst('autorisatie')).toBeLessThan(5_000)
  expect(verst('intake')).toBeGreaterThan(15_000)
})

test('an outage is of a minute in a long run only, and there rarely', () => {
  const kans = maakKans(4)
  const minuten = (lang: boolean) =>
    Array.from({ length: 200 }, () => uitvalMs({ kans, lang }, 1_000, 8_000)).filter((ms) => ms > 8_000)
  expect(minuten(false)).toEqual([])
  expect(new Set(minuten(true))).toEqual(new Set([60_000]))
  expect(minuten(true).length).toBeLessThan(100)
})
