import { describe, expect, it } from 'vitest'
import { socketmapVan } from './cluster.ts'

describe('the Unix socket of a cluster', () => {
  it('lies in the folder of the cluster', () => {
    expect(socketmapVan({ map: '/srv/hub/postgres', poort: 5432 })).toBe('/srv/hub/postgres')
  })

  it('is left out where its path would be longer than the kernel takes: TCP serves there', () => {
    const ruimte = 107 - '/.s.PGSQL.5432'.length
    expect(socketmapVan({ map: `/${'a'.repeat(ruimte - 1)}`, poort: 5432 })).not.toBeNull()
    expect(socketmapVan({ map: `/${'a'.repeat(ruimte)}`, poort: 5432 })).toBeNull()
    // Bytes count, not letters.
    expect(socketmapVan({ map: `/${'é'.repeat(Math.ceil(ruimte / 2))}`, poort: 5432 })).toBeNull()
  })
})
