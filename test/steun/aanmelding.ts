import { randomUUID } from 'node:crypto'
import type { Controleur } from '@warmknooppunt/platform/auth'
import { maakControleur } from '@warmknooppunt/platform/auth'
import type { Jwks } from '@warmknooppunt/register/client-store'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const ISSUER = 'https://hub.example.nl/oauth'
export const AUDIENCE = 'https://hub.example.nl/v1'

export type Tokenkeuze = {
  readonly nu: Temporal.Instant
  /** those of the demo's client when not given */
  readonly scopes?: readonly string[]
  /** claims and header beside or instead of the usual ones */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly kop?: Readonly<Record<string, string>>
  /** signed with a key that the hub does not know */
  readonly vals?: boolean
}

/** Tokens of an issuer that the hub trusts, as its authorisation server gives them, and the hub's own check of them. */
export type Aanmelding = {
  readonly controleur: Controleur
  /** keys with which the demo's clients are registered */
  readonly clients: readonly { readonly code: string; readonly jwks: Jwks }[]
  /** a token of the demo client of this deelnemer, good for ten minutes from `nu` */
  token(deelnemer: string, keuze: Tokenkeuze): Promise<string>
}

export async function maakAanmelding(): Promise<Aanmelding> {
  const echt = await generateKeyPair('ES256')
  const vals = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(echt.publicKey)), kid: 'een', alg: 'ES256' }] }
  return {
    controleur: maakControleur({
      issuers: [{ issuer: ISSUER, jwks: () => Promise.resolve(jwks) }],
      audience: AUDIENCE,
      skewSeconden: 5,
    }),
    clients: DEMO_CLIENTS.map(({ deelnemer }) => ({ code: deelnemer, jwks })),
    token: (deelnemer, keuze) =>
      new SignJWT({ ...claimsVan(deelnemer, keuze), ...keuze.claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'een', typ: 'at+jwt', ...keuze.kop })
        .sign((keuze.vals ? vals : echt).privateKey),
  }
}

function claimsVan(deelnemer: string, { nu, scopes }: Tokenkeuze) {
  const demo = DEMO_CLIENTS.find((client) => client.deelnemer === deelnemer)
  const azp = demo?.clientId ?? `demo-${deelnemer}`
  const iat = Math.floor(nu.epochMilliseconds / 1000)
  const scope = (scopes ?? demo?.scopes ?? []).join(' ')
  return { iss: ISSUER, aud: AUDIENCE, sub: azp, azp, deelnemer, scope, jti: randomUUID(), iat, exp: iat + 600 }
}
