import type { JWK } from 'jose'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proefDatabase } from '../../../test/steun/database.ts'
import { noteerAssertie, ruimOp } from './assertie-store.ts'
import type { Proef } from './dienst.proef.ts'
import { maakKluis, maakProef, schrijfClient, schrijfDeelnemer, teken, vraag } from './dienst.proef.ts'
import { wisselSleutel } from './sleutels.ts'

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

describe('a rotation', () => {
  it('is taken over while the server runs: tokens of both keys hold, and the key set is another object only when it changed', async () => {
    const leeg = await proefDatabase()
    const pool = leeg.pool('wk_autorisatie')
    await schrijfDeelnemer(leeg, { deelnemer: 'waterbedrijf-maasdal', kvk: '12000001' })
    await schrijfClient(leeg, { clientId: 'maasdal', deelnemer: 'waterbedrijf-maasdal', jwks: proef.jwks })
    const dienst = await proef.start({ pool })
    const token = async () => {
      const client_assertion = await teken(proef.paren.get('ES256'), 'ES256')
      const { status, body } = await vraag(dienst, { client_assertion })
      expect(status).toBe(200)
      return String(body.access_token)
    }
    const voor = await token()
    const set = await dienst.autorisatie.jwks()
    expect(await dienst.autorisatie.ververs()).toBeNull()
    expect(await dienst.autorisatie.jwks()).toBe(set)

    const nu = Temporal.Now.instant()
    const tijden = { nu, tekentVanaf: nu, oudWegNa: nu.add({ seconds: 60 }) }
    const wissel = await wisselSleutel(pool, proef.kluis, { ...tijden, gelekt: false })
    if (wissel.kind !== 'gewisseld') throw new Error(wissel.kind)
    expect(await dienst.autorisatie.ververs()).toEqual([wissel.kid, ...wissel.oud])
    const na = await token()
    expect(decodeProtectedHeader(na).kid).toBe(wissel.kid)
    expect(decodeProtectedHeader(voor).kid).toBe(wissel.oud[0])
    const sleutels = createLocalJWKSet(await dienst.autorisatie.jwks())
    for (const een of [voor, na]) expect((await jwtVerify(een, sleutels)).payload.azp).toBe('maasdal')
    await leeg.sluit()
  })
})
