import { expect, test } from 'vitest'
import { bepaalStanden } from './besluit-sleutels.ts'

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
