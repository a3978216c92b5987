import { X509Certificate } from 'node:crypto'

/**
 * Until when a public key holds, as whoever gave it says: by `exp` (seconds since 1970, as the register has it) or by the certificate beside it
 * (the first of `x5c`, RFC 7517 section 4.7), whichever comes first; null when neither says. A certificate that cannot be read says nothing.
 */
export function eindeVanSleutel(jwk: Readonly<Record<string, unknown>>): Temporal.Instant | null {
  const momenten = [vanExp(jwk.exp), vanCertificaat(jwk.x5c)].filter((ms) => ms !== null)
  return momenten.length === 0 ? null : Temporal.Instant.fromEpochMilliseconds(Math.min(...momenten))
}

function vanExp(exp: unknown): number | null {
  return typeof exp === 'number' ? exp * 1_000 : null
}

function vanCertificaat(x5c: unknown): number | null {
  const [eerste]: readonly unknown[] = Array.isArray(x5c) ? x5c : []
  if (typeof eerste !== 'string') return null
  try {
    return new X509Certificate(Buffer.from(eerste, 'base64')).validToDate.getTime()
  } catch {
    return null
  }
}
