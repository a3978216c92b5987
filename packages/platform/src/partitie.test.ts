import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PARTITIES, partitieVan } from './partitie.ts'

// Computed with another CRC-32 (Python's zlib).
test('the partition of an id never changes: these are stored in databases and topics', () => {
  expect(PARTITIES).toBe(12)
  expect(partitieVan('01950000-0000-7000-8000-000000000001')).toBe(9)
  expect(partitieVan('01950000-0000-7000-8000-000000000002')).toBe(3)
  expect(partitieVan('0195f3a0-1234-7abc-9def-0123456789ab')).toBe(11)
})

test('every id has a partition that exists', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const partitie = partitieVan(id)
      expect(Number.isInteger(partitie) && partitie >= 0 && partitie < PARTITIES).toBe(true)
    }),
  )
})

test('ids made one after another spread evenly', () => {
  const aantallen = Array.from({ length: PARTITIES }, () => 0)
  for (let n = 0; n < 12_000; n++) {
    const partitie = partitieVan(`01950000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`)
    aantallen[partitie] = (aantallen[partitie] ?? 0) + 1
  }
  expect(Math.min(...aantallen)).toBeGreaterThan(800)
  expect(Math.max(...aantallen)).toBeLessThan(1_200)
})
