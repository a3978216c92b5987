import { expect, test } from 'vitest'
import { bepaalStanden, besluitRondAf } from './besluit-sleutels.ts'

const rij = (tabel: string, kekId: string, aantal: number) => ({ tabel, kekId, aantal })

test('the first seals, an older one stays while a row needs it, a third may go, and one that is missing is named', () => {
  const gebruik = [rij('kluis.sleutel', 'b', 3), rij('kluis.sleutel', 'a', 9), rij('delivery.eindpunt', 'weg', 1)]
  expect(bepaalStanden(['a', 'b', 'c'], gebruik)).toEqual([
    { kek: 'a', rijen: { 'kluis.sleutel': 9 }, oordeel: 'zegelt' },
    { kek: 'b', rijen: { 'kluis.sleutel': 3 }, oordeel: 'nodig' },
    { kek: 'c', rijen: {}, oordeel: 'mag-weg' },
    { kek: 'weg', rijen: { 'delivery.eindpunt': 1 }, oordeel: 'ontbreekt' },
  ])
  expect(bepaalStanden([], [])).toEqual([])
})

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const gekozen = (id: string, seconden = 30) => ({ id, sinds: NU.subtract({ seconds: seconden }) })

test.each([
  ['one key', { ids: ['a'], gekozen: gekozen('a'), gebruik: [] }, { kind: 'niets' }],
  ['none', { ids: [], gekozen: null, gebruik: [] }, { kind: 'niets' }],
  ['no hub ran', { ids: ['b', 'a'], gekozen: null, gebruik: [] }, { kind: 'wacht' }],
  ['the hub seals with another', { ids: ['b', 'a'], gekozen: gekozen('a'), gebruik: [] }, { kind: 'wacht' }],
  ['too soon', { ids: ['b', 'a'], gekozen: gekozen('b', 29), gebruik: [] }, { kind: 'wacht' }],
  ['still needed', { ids: ['b', 'a'], gekozen: gekozen('b'), gebruik: [rij('x', 'a', 1)] }, { kind: 'wacht' }],
  ['may go', { ids: ['c', 'b', 'a'], gekozen: gekozen('c'), gebruik: [rij('x', 'b', 1)] }, { kind: 'weg', ids: ['a'] }],
])('which may leave: %s', (_wat, stand, verwacht) => {
  expect(besluitRondAf(stand, NU)).toMatchObject(verwacht)
})
