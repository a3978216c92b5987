import type { JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proefDatabase } from '../../../test/steun/database.ts'
import { noteerAssertie, ruimOp } from './assertie-store.ts'
import type { Proef } from './dienst.proef.ts'
import { maakKluis, maakProef } from './dienst.proef.ts'

let proef: Proef

beforeAll(async () => {
  proef = await maakProef()
})

afterAll(() => proef.sluit())

describe('the signing keys', () => {
  it('are made once when instances start together, and are sealed', async () => {
    const leeg = await proefDatabase()
    const instanties = await Promise.all([1, 2, 3].map(() => proef.start({ pool: leeg.pool('wk_autorisatie') })))
    const sets = await Promise.all(instanties.map(({ autorisatie }) => autorisatie.jwks()))
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1)
    const { rows } = await leeg.pool().query<{ publiek: JWK; besloten: string }>('select * from autorisatie.sleutel')
    expect(rows).toHaveLength(1)
    expect(rows[0]?.publiek).not.toHaveProperty('d')
    expect(Object.keys(JSON.parse(proef.kluis.open(rows[0]?.besloten ?? '')))).toContain('d')
    expect(rows[0]?.besloten).not.toMatch(/"(d|kty)"/)
    await leeg.sluit()
  })

  it('do not open with another key-encryption key: the start says so', async () => {
    await proef.start()
    await expect(proef.start({ kluis: maakKluis() })).rejects.toThrow(
      /^signing key .* does not open with the configured key-encryption key$/,
    )
  })
})

describe('the noted assertions', () => {
  it('go when they have expired, and not before', async () => {
    const nu = Temporal.Instant.from('2020-03-02T10:00:00Z')
    await noteerAssertie(proef.database.pool(), 'oud', new Date('2020-03-02T10:00:00Z'))
    await noteerAssertie(proef.database.pool(), 'net', new Date('2020-03-02T10:00:01Z'))
    expect(await ruimOp(proef.database.pool('wk_autorisatie'), nu)).toBe(1)
    expect(await noteerAssertie(proef.database.pool(), 'oud', new Date('2020-03-02T10:00:00Z'))).toBe(true)
    expect(await noteerAssertie(proef.database.pool(), 'net', new Date('2020-03-02T10:00:00Z'))).toBe(false)
  })
})
