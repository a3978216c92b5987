import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { maakLog } from './log.ts'
import { maakQuotum } from './quotum.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const regels: string[] = []
const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
beforeEach(() => void regels.splice(0))

const EEN = { issuer: 'https://a.example.nl', clientId: 'een' }

test('a client gets its number a second, then waits until the second is over; others are not held up', async () => {
  const quotum = maakQuotum(3, log)
  const neem = (client = EEN) => quotum.neem(client)
  expect([await neem(), await neem(), await neem()]).toEqual([0, 0, 0])
  await vi.advanceTimersByTimeAsync(400)
  expect(await neem()).toBe(1)
  expect(await neem({ ...EEN, clientId: 'ander' })).toBe(0)
  expect(await neem({ ...EEN, issuer: 'https://b.example.nl' })).toBe(0)
  await vi.advanceTimersByTimeAsync(600)
  expect(await neem()).toBe(0)
})

test('clients of one party share its number; a party of another issuer has its own', async () => {
  const quotum = maakQuotum(2, log)
  const van = (clientId: string, deelnemer: string, issuer = EEN.issuer) => quotum.neem({ issuer, clientId, deelnemer })
  expect([await van('een', 'a'), await van('twee', 'a'), await van('drie', 'a')]).toEqual([0, 0, 1])
  expect([await van('een', 'b'), await van('een', 'a', 'https://b.example.nl')]).toEqual([0, 0])
  // Of who says no party, a client of that name is another.
  expect(await quotum.neem({ issuer: EEN.issuer, clientId: 'a' })).toBe(0)
})

test('a client that asks too much is named in the log, once a minute, and no other is', async () => {
  const quotum = maakQuotum(1, log)
  const ander = { ...EEN, clientId: 'ander' }
  const wie = () => regels.map((regel) => JSON.parse(regel)).map(({ gebeurtenis, clientId }) => [gebeurtenis, clientId])
  await quotum.neem(ander)
  for (let seconde = 0; seconde < 50; seconde++) {
    for (let keer = 0; keer < 3; keer++) await quotum.neem(EEN)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(wie()).toEqual([['http.quotum', 'een']])
  await vi.advanceTimersByTimeAsync(60_000)
  for (let keer = 0; keer < 3; keer++) await quotum.neem(EEN)
  for (let keer = 0; keer < 3; keer++) await quotum.neem(ander)
  expect(wie()).toEqual([
    ['http.quotum', 'een'],
    ['http.quotum', 'een'],
    ['http.quotum', 'ander'],
  ])
})

test('0 is no limit', async () => {
  const quotum = maakQuotum(0, log)
  for (let keer = 0; keer < 1_000; keer++) expect(await quotum.neem(EEN)).toBe(0)
})
