export type Keuring = { readonly kind: 'goed' } | { readonly kind: 'geweigerd'; readonly reden: string }

export type Maatstaf = {
  /** The issuer and the token endpoint: an assertion is for us alone. */
  readonly doelen: ReadonlySet<string>
  readonly nuSeconden: number
  readonly skewSeconden: number
}

/** Bounds how long a jti must be kept. */
export const MAX_ASSERTIE_SECONDEN = 600
const MAX_JTI_TEKENS = 255

/**
 * What RFC 7523 leaves to the server, after signature, exp, iss and sub were checked. An audience list that also names
 * another server is refused: that server could use the assertion here.
 */
export function keurAssertie(claims: Readonly<Record<string, unknown>>, maatstaf: Maatstaf): Keuring {
  const { aud, exp, iat, jti } = claims
  const straks = maatstaf.nuSeconden + maatstaf.skewSeconden
  const doelen = Array.isArray(aud) ? aud : [aud]
  if (!doelen.every((doel) => maatstaf.doelen.has(doel))) return geweigerd('audience names another server')
  if (typeof exp !== 'number' || exp > straks + MAX_ASSERTIE_SECONDEN) return geweigerd('expires too far in the future')
  if (iat !== undefined && (typeof iat !== 'number' || iat > straks)) return geweigerd('issued in the future')
  if (typeof jti !== 'string' || jti.length > MAX_JTI_TEKENS) return geweigerd('jti is not a short string')
  return { kind: 'goed' }
}

function geweigerd(reden: string): Keuring {
  return { kind: 'geweigerd', reden }
}
