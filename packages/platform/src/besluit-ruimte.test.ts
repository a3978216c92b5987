import { expect, test } from 'vitest'
import { bepaalRuimte } from './besluit-ruimte.ts'

const GIB = 1024 ** 3

test.each([
  ['a small disk, some left', 0.6, 10, 'krap'],
  ['a small disk, little left', 0.4, 10, 'vol'],
  ['a small disk, enough', 2, 10, null],
  ['a large disk, by what is left', 6, 1_000, null],
  ['a large disk, short', 4.9, 1_000, 'krap'],
  ['a large disk, full', 0.9, 1_000, 'vol'],
])('%s', (_wat, vrij, totaal, verwacht) => {
  expect(bepaalRuimte({ vrij: vrij * GIB, totaal: totaal * GIB })).toBe(verwacht)
})
