import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { maakQuotum } from './quotum.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const EEN = { issuer: 'https://a.example.nl', clientId: 'een' }

test('a client gets its number a second, then waits until the second is over; others are not held up', async () => {
  const quotum = maakQuotum(3)
  const neem = (client = EEN) => quotum.neem(client)
  expect([await neem(), await neem(), await neem()]).toEqual([0, 0, 0])
  await vi.advanceTimersByTimeAsync(400)
  expect(await neem()).toBe(1)
  expect(await neem({ ...EEN, clientId: 'ander' })).toBe(0)
  expect(await neem({ ...EEN, issuer: 'https://b.example.nl' })).toBe(0)
  await vi.advanceTimersByTimeAsync(600)
  expect(await neem()).toBe(0)
})

test('0 is no limit', async () => {
  const quotum = maakQuotum(0)
  for (let keer = 0; keer < 1_000; keer++) expect(await quotum.neem(EEN)).toBe(0)
})
