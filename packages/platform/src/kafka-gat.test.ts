import { describe, expect, test } from 'vitest'
import type { Batchuitkomst, Gat } from './kafka-gat.ts'
import { isBlijvend, merkVan, naBatch, startVan } from './kafka-gat.ts'

/** Offsets 10 up to 19, in the middle of a partition, of which nothing was applied or dropped. */
const NIETS: Batchuitkomst = { vanaf: 10n, tot: 19n, gevallen: null, bewogen: false, aanEind: false }

describe('what a batch means for a gap', () => {
  test('without one, nothing', () => {
    for (const aanEind of [true, false]) {
      expect(naBatch(null, { ...NIETS, bewogen: true, aanEind })).toEqual({ gat: null, zoek: 'nergens' })
    }
  })

  test('what was dropped is remembered from its lowest offset on, and read on behind it', () => {
    const open = naBatch(null, { ...NIETS, gevallen: 12n })
    expect(open).toEqual({ gat: { van: 12n, keren: 0 }, zoek: 'nergens' })
    const lager = naBatch(open.gat, { ...NIETS, gevallen: 11n })
    expect(lager.gat).toEqual({ van: 11n, keren: 0 })
    expect(naBatch(lager.gat, { ...NIETS, vanaf: 20n, tot: 29n, gevallen: 20n }).gat).toEqual({ van: 11n, keren: 0 })
  })

  test('at the end it seeks back to the mark, then to the first there is, and then somebody must know', () => {
    const eind = { ...NIETS, gevallen: 12n, aanEind: true }
    const een = naBatch(null, eind)
    expect(een).toEqual({ gat: { van: 12n, keren: 1 }, zoek: 'merk' })
    const twee = naBatch(een.gat, eind)
    expect(twee).toEqual({ gat: { van: 12n, keren: 2 }, zoek: 'begin' })
    expect([isBlijvend(null), isBlijvend(een.gat)]).toEqual([false, false])
    expect(isBlijvend(twee.gat)).toBe(true)
    expect(naBatch(twee.gat, eind)).toEqual({ gat: { van: 12n, keren: 2 }, zoek: 'nergens' })
  })

  test('an end at which only repeats lie is an end too', () => {
    const gat: Gat = { van: 5n, keren: 0 }
    expect(naBatch(gat, { ...NIETS, aanEind: true })).toEqual({ gat: { van: 5n, keren: 1 }, zoek: 'merk' })
    expect(naBatch(gat, NIETS)).toEqual({ gat, zoek: 'nergens' })
  })

  test('what fills it sends back to what was dropped, and the gap stays until that was read', () => {
    const gat: Gat = { van: 5n, keren: 2 }
    const gevuld = naBatch(gat, { ...NIETS, bewogen: true })
    expect(gevuld).toEqual({ gat: { van: 5n, keren: 0 }, zoek: 'gevallen' })
    expect(naBatch(gevuld.gat, { ...NIETS, vanaf: 5n, tot: 5n })).toEqual({ gat: null, zoek: 'nergens' })
  })

  test('found before what was dropped, it is read on to there', () => {
    const gat: Gat = { van: 25n, keren: 1 }
    expect(naBatch(gat, { ...NIETS, bewogen: true })).toEqual({ gat: { van: 25n, keren: 0 }, zoek: 'nergens' })
  })
})

test('a mark is never beyond what was dropped', () => {
  expect(merkVan(9n, null)).toBe('9')
  expect(merkVan(9n, { van: 10n, keren: 0 })).toBe('9')
  expect(merkVan(10n, { van: 10n, keren: 0 })).toBe('9')
  expect(merkVan(30n, { van: 0n, keren: 0 })).toBe('-1')
})

test('reading starts at the mark, or where the topic begins when it has none, lost it or was made anew', () => {
  const grens = { laag: 3n, hoog: 8n }
  expect([null, '-1', '2', '3', '5', '7', '8'].map((merk) => startVan(merk, grens))).toEqual([
    ...[3n, 3n, 3n, 3n],
    ...[5n, 7n, 3n],
  ])
  expect(startVan('0', { laag: 4n, hoog: 4n })).toBe(4n)
})
