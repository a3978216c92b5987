import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { maakCertificaten } from '../../../test/steun/certificaten.ts'
import { eindeVanSleutel } from './sleutel-einde.ts'

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
