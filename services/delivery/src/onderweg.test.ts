import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { maakOnderweg } from './onderweg.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('has room for nothing once it is stopped', () => {
  const onderweg = maakOnderweg(60_000)
  expect(onderweg.vrij('e', 3)).toBe(3)
  onderweg.stop()
  expect(onderweg.vrij('e', 3)).toBe(0)
})

it('gives the place of an id that does not appear back soon, and forgets the id only with its lease', () => {
  const onderweg = maakOnderweg(60_000)
  onderweg.meld([{ id: 'a', eindpunt: 'e' }])
  expect([onderweg.vrij('e', 1), onderweg.verwacht()]).toEqual([0, true])
  vi.advanceTimersByTime(6_000)
  expect(onderweg.gemeld()).toEqual(['a'])
  expect([onderweg.vrij('e', 1), onderweg.verwacht()]).toEqual([1, false])
  onderweg.vergeet('a')
  expect(onderweg.vrij('e', 1)).toBe(1)
  onderweg.meld([{ id: 'b', eindpunt: 'e' }])
  vi.advanceTimersByTime(61_000)
  expect(onderweg.gemeld()).toEqual([])
})
