import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { maakCertificaten } from '../../../test/steun/certificaten.ts'
import type { Client } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import { demoRijen } from './demo/rijen.ts'
import { eindeVanSleutel, sleuteleindes } from './sleutel-einde.ts'

const NU = Temporal.Instant.from('2026-11-27T12:00:00Z')
const exp = (uren: number) => NU.add({ hours: uren }).epochMilliseconds / 1_000

it('is what exp says, or the certificate, or nothing', () => {
  const certificaten = maakCertificaten(NU)
  const { certPem } = certificaten.maak({ naam: 'partij', uren: 48 })
  certificaten.sluit()
  const x5c = [new X509Certificate(certPem).raw.toString('base64')]
  const einde = (jwk: object) => eindeVanSleutel({ kty: 'EC', ...jwk })?.toString() ?? null
  expect(einde({})).toBeNull()
  expect(einde({ exp: exp(10) })).toBe('2026-11-27T22:00:00Z')
  expect(einde({ x5c })).toBe('2026-11-29T12:00:00Z')
  expect(einde({ x5c, exp: exp(10) })).toBe('2026-11-27T22:00:00Z')
  expect(einde({ x5c, exp: exp(100) })).toBe('2026-11-29T12:00:00Z')
  expect(einde({ x5c: ['bm9uc2Vuc2U='] })).toBeNull()
})

describe('of a register', () => {
  const [partij] = demoRijen().deelnemers
  const eindes = (sleutels: readonly object[], anders: Partial<Client> = {}, over: Partial<Deelnemer> = {}) => {
    if (!partij) throw new Error('the demo has no party')
    const keys = sleutels.map((sleutel, i) => ({ kty: 'EC', kid: `k${i}`, ...sleutel }))
    const vast = { clientId: 'a', issuer: 'https://a.example.nl', deelnemer: partij.deelnemer, scopes: [] }
    const client: Client = { ...vast, jwks: { keys }, status: 'actief', ...anders }
    const deelnemer = (code: string) => (code === partij.deelnemer ? { ...partij, ...over } : null)
    return sleuteleindes([client], deelnemer, NU).map(({ kid, vervangen }) => `${kid}${vervangen ? ' vervangen' : ''}`)
  }

  it('tells of each key that says when, and whether another of the same client holds longer', () => {
    expect(eindes([{ exp: exp(1) }])).toEqual(['k0'])
    expect(eindes([{ exp: exp(1) }, { exp: exp(-5) }, { exp: exp(9) }])).toEqual(['k0 vervangen', 'k1 vervangen', 'k2'])
    expect(eindes([{ exp: exp(1) }, {}])).toEqual(['k0 vervangen'])
    expect(eindes([{}])).toEqual([])
  })

  it('leaves out who does not sign in by a key', () => {
    const een = [{ exp: exp(1) }]
    expect(eindes(een, { status: 'geblokkeerd' })).toEqual([])
    expect(eindes(een, { certificaat: '00000099900000001000' })).toEqual([])
    expect(eindes(een, { deelnemer: 'nobody' })).toEqual([])
    expect(eindes(een, {}, { status: 'beeindigd' })).toEqual([])
    expect(eindes(een, {}, { totEnMet: '2026-11-26' })).toEqual([])
  })
})
