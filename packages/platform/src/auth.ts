import { hash } from 'node:crypto'
import type { JSONWebKeySet, JWTHeaderParameters, JWTPayload, JWTVerifyGetKey } from 'jose'
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose'

/** An issuer on the allow-list. `jwks` serves the built-in one without HTTP; the same object again means the same keys. */
export type Uitgever =
  | { readonly issuer: string; readonly jwksUri: string }
  | { readonly issuer: string; readonly jwks: () => Promise<JSONWebKeySet> }

export type ControleurOpties = {
  readonly issuers: readonly Uitgever[]
  readonly audience: string
  readonly skewSeconden: number
}

/**
 * Who calls, by the token. `deelnemer`, `oin` and `kvk` are what the issuer claims;
 * which deelnemer a client of an outside issuer is, says the register by (issuer, clientId).
 */
export type Beller = {
  readonly issuer: string
  readonly clientId: string
  readonly deelnemer?: string
  readonly oin?: string
  readonly kvk?: string
  /** SHA-256 of the client certificate that the token is bound to (RFC 8705 section 3) */
  readonly cnf?: string
  readonly scopes: ReadonlySet<string>
  readonly verlooptOp: Date
}

export type Afwijzing =
  | { readonly kind: 'geen'; readonly detail: 'geen-token' }
  | { readonly kind: 'verlopen'; readonly detail: 'verlopen' }
  | { readonly kind: 'onbereikbaar'; readonly detail: 'sleutels-onbereikbaar' }
  | {
      readonly kind: 'ongeldig'
      readonly detail:
        | 'onleesbaar'
        | 'onbekende-uitgever'
        | 'algoritme'
        | 'onbekende-sleutel'
        | 'handtekening'
        | 'doelgroep'
        | 'nog-niet-geldig'
        | 'claims'
    }

export type Controle = { readonly kind: 'goed'; readonly beller: Beller } | Afwijzing

export type Controleur = { controleer(authorizationHeader: string | undefined, nu: Date): Promise<Controle> }

const ALGORITMEN = ['RS256', 'PS256', 'ES256']
const SOORTEN = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])
const MAX_TEKENS = 8_192
const MAX_BEWAARD = 5_000
// A signature check costs 50-150 us of a core; at 2,500 requests/s that alone would fill a third of one.
const MAX_BEWAARD_MS = 60_000

/** Checks bearer tokens: issuer allow-list, signature, audience, times, azp. Neither results nor errors carry token content. */
export function maakControleur(opties: ControleurOpties): Controleur {
  const bronnen = new Map(opties.issuers.map((u) => [u.issuer, sleutelbron(u)]))
  const gezien = new Map<string, { readonly beller: Beller; readonly totMs: number }>()

  function bewaar(sleutel: string, beller: Beller, nuMs: number): void {
    const totMs = Math.min(beller.verlooptOp.getTime(), nuMs + MAX_BEWAARD_MS)
    const oudste = gezien.size >= MAX_BEWAARD ? gezien.keys().next().value : undefined
    if (oudste !== undefined) gezien.delete(oudste)
    gezien.set(sleutel, { beller, totMs })
  }

  return {
    async controleer(authorizationHeader, nu) {
      const token = leesBearer(authorizationHeader)
      if (token === undefined) return { kind: 'geen', detail: 'geen-token' }
      if (token.length > MAX_TEKENS) return ongeldig('onleesbaar')
      const sleutel = hash('sha256', token, 'base64url')
      const bekend = gezien.get(sleutel)
      if (bekend && bekend.totMs > nu.getTime()) return { kind: 'goed', beller: bekend.beller }
      if (bekend) gezien.delete(sleutel)
      const uitkomst = await verifieer(token, bronnen, opties, nu)
      if (uitkomst.kind === 'goed') bewaar(sleutel, uitkomst.beller, nu.getTime())
      return uitkomst
    },
  }
}

function sleutelbron(uitgever: Uitgever): JWTVerifyGetKey {
  if ('jwksUri' in uitgever) return createRemoteJWKSet(new URL(uitgever.jwksUri), { timeoutDuration: 3_000 })
  let bewaard: { jwks: JSONWebKeySet; kies: JWTVerifyGetKey } | undefined
  return async (header, token) => {
    const jwks = await uitgever.jwks()
    if (bewaard?.jwks !== jwks) bewaard = { jwks, kies: createLocalJWKSet(jwks) }
    return bewaard.kies(header, token)
  }
}

/** The token of a Bearer header; empty when the scheme is Bearer but the rest is not one token (RFC 6750). */
function leesBearer(header: string | undefined): string | undefined {
  if (header === undefined || !/^bearer(\s|$)/i.test(header)) return undefined
  return /^bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(header)?.[1] ?? ''
}

async function verifieer(
  token: string,
  bronnen: ReadonlyMap<string, JWTVerifyGetKey>,
  { audience, skewSeconden }: ControleurOpties,
  nu: Date,
): Promise<Controle> {
  try {
    const issuer = decodeJwt(token).iss ?? ''
    const bron = bronnen.get(issuer)
    if (!bron) return ongeldig('onbekende-uitgever')
    const { payload, protectedHeader } = await jwtVerify(token, bron, {
      algorithms: ALGORITMEN,
      issuer,
      audience,
      clockTolerance: skewSeconden,
      currentDate: nu,
      requiredClaims: ['exp', 'jti'],
    })
    return leesBeller(issuer, payload, protectedHeader)
  } catch (fout) {
    return vertaal(fout)
  }
}

function leesBeller(issuer: string, payload: JWTPayload, header: JWTHeaderParameters): Controle {
  const { azp, client_id: ander, scope, exp } = payload
  const clientId = azp ?? ander
  if (!SOORTEN.has(header.typ?.toLowerCase()) || exp === undefined) return ongeldig('claims')
  const gebonden = leesCnf(payload.cnf)
  if (gebonden === null) return ongeldig('claims')
  if (typeof clientId !== 'string' || clientId === '' || (ander ?? clientId) !== clientId) return ongeldig('claims')
  const beller = {
    issuer,
    clientId,
    ...tekst(payload, 'deelnemer'),
    ...tekst(payload, 'oin'),
    ...tekst(payload, 'kvk'),
    ...(gebonden === undefined ? {} : { cnf: gebonden }),
    scopes: new Set(typeof scope === 'string' ? scope.split(' ').filter((s) => s !== '') : []),
    verlooptOp: new Date(exp * 1000),
  }
  return { kind: 'goed', beller }
}

/** A token that is bound to what we cannot check (RFC 7800) is refused: it would count for whoever has it. */
function leesCnf(cnf: unknown): string | undefined | null {
  if (cnf === undefined) return undefined
  const namen = typeof cnf === 'object' && cnf !== null ? Object.entries(cnf) : []
  const [naam, waarde] = namen[0] ?? []
  return namen.length === 1 && naam === 'x5t#S256' && typeof waarde === 'string' ? waarde : null
}

function tekst<K extends string>(payload: JWTPayload, naam: K): { [P in K]?: string } {
  const waarde = payload[naam]
  const uit: { [P in K]?: string } = {}
  return typeof waarde === 'string' && waarde !== '' ? { ...uit, [naam]: waarde } : uit
}

function ongeldig(detail: Extract<Afwijzing, { kind: 'ongeldig' }>['detail']): Afwijzing {
  return { kind: 'ongeldig', detail }
}

/** Only what is wrong with the token is an answer about the token; keys that cannot be had are not the caller's fault. */
function vertaal(fout: unknown): Afwijzing {
  if (fout instanceof errors.JWTExpired) return { kind: 'verlopen', detail: 'verlopen' }
  if (fout instanceof errors.JWTClaimValidationFailed) {
    if (fout.claim === 'aud') return ongeldig('doelgroep')
    return ongeldig(fout.claim === 'nbf' && fout.reason === 'check_failed' ? 'nog-niet-geldig' : 'claims')
  }
  if (fout instanceof errors.JWSSignatureVerificationFailed) return ongeldig('handtekening')
  if (fout instanceof errors.JOSEAlgNotAllowed) return ongeldig('algoritme')
  if (fout instanceof errors.JWKSNoMatchingKey || fout instanceof errors.JWKSMultipleMatchingKeys) {
    return ongeldig('onbekende-sleutel')
  }
  if (
    fout instanceof errors.JWTInvalid ||
    fout instanceof errors.JWSInvalid ||
    fout instanceof errors.JOSENotSupported
  ) {
    return ongeldig('onleesbaar')
  }
  return { kind: 'onbereikbaar', detail: 'sleutels-onbereikbaar' }
}
