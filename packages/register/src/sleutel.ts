import { createHash, createPublicKey } from 'node:crypto'

type Jwk = Readonly<Record<string, unknown>>

const RSA_BITS = 2_048
/** The members of a key by which it is known (RFC 7638, section 3.2), in the order of the alphabet. */
const LEDEN: Readonly<Record<string, readonly string[]>> = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] }

/** The thumbprint of a public key (RFC 7638, SHA-256, base64url): the same for the same key under whatever name. */
export function vingerafdruk(jwk: Jwk): string {
  const leden = (LEDEN[String(jwk.kty)] ?? []).map((lid) => [lid, jwk[lid]])
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(leden)))
    .digest('base64url')
}

export type Sleutelfout = {
  readonly code: 'sleutel-besloten' | 'sleutel-zwak' | 'sleutel-ongeldig'
  readonly detail: string
}

/**
 * What is wrong with a public key, null when nothing: RSA of 2048 bits or more, or EC on P-256 (OAuth 2.0 NL profile; NCSC guidelines for TLS), a
 * point or modulus that can be used, and no private part.
 */
export function keurSleutel(jwk: Jwk): Sleutelfout | null {
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].some((lid) => lid in jwk)) {
    const detail =
      'Dit is een besloten sleutel. Stuur alleen het publieke deel, en vervang deze sleutel: hij is nu bij anderen geweest.'
    return { code: 'sleutel-besloten', detail }
  }
  const bits = leesBits(jwk)
  if (bits === null) {
    return {
      code: 'sleutel-ongeldig',
      detail: 'Dit is geen bruikbare publieke sleutel: RSA met n en e, of EC op P-256 met x en y.',
    }
  }
  if (jwk.kty === 'RSA' && bits < RSA_BITS) {
    return { code: 'sleutel-zwak', detail: `De sleutel heeft ${bits} bits; minstens ${RSA_BITS} zijn nodig.` }
  }
  return null
}

/** The size of the modulus, or 256 for P-256; null for what is no such key. */
function leesBits(jwk: Jwk): number | null {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    if (asymmetricKeyType === 'rsa') return asymmetricKeyDetails?.modulusLength ?? null
    return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 256 : null
  } catch {
    return null
  }
}
