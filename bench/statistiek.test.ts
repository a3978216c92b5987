import { expect, test } from 'vitest'
import { mediaan, percentiel, verdeling } from './statistiek.ts'

test('percentiles are by nearest rank, and nothing has none', () => {
  const tien = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  expect([percentiel(tien, 50), percentiel(tien, 95), percentiel(tien, 100), percentiel([], 50)]).toEqual([
    5,
    10,
    10,
    null,
  ])
  expect(verdeling([3.04, 1.26, 2])).toEqual({ p50Ms: 2, p95Ms: 3, p99Ms: 3, maxMs: 3 })
  expect(mediaan([9, 1, 5])).toBe(5)
})
