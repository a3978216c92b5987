import type { Certificaatlezer } from '@warmknooppunt/platform/clientcertificaat'
import { InvalidClientAuth, InvalidScope, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js'
import type { Client, Configuration, Context, Mtls, ResourceServer } from 'oidc-provider/lib/provider.js'
// Not the package's entry file: that one warns of every Node that does not call itself LTS, which Node 26 does not yet.
// What it means to ask, eisRuntime asks below and refuses; the tests of this folder run the class on the Node in use.
import { Provider } from 'oidc-provider/lib/provider.js'
import { keurAssertie } from './keur-assertie.ts'
import { kiesScopes } from './kies-scopes.ts'
import type { Sleutel } from './sleutels.ts'
import { TEKENALGORITME } from './sleutels.ts'

export type ProviderDeps = {
  readonly issuer: string
  /** The hub's API as a resource: `aud` of every token. */
  readonly audience: string
  readonly scopes: readonly string[]
  readonly levensduurSeconden: number
  readonly skewSeconden: number
  readonly nu: () => Temporal.Instant
  /** finds the client certificate of a request; absent: nobody signs in by one */
  readonly certificaat?: Certificaatlezer
}

const ALGORITMEN = ['PS256', 'RS256', 'ES256']
const MAX_LEVENSDUUR_SECONDEN = 3_600
const OUDSTE_NODE = 22

// On by default in oidc-provider; the other features are off.
const UIT = {
  devInteractions: { enabled: false },
  dPoP: { enabled: false },
  pushedAuthorizationRequests: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  userinfo: { enabled: false },
}

export function maakProvider(
  deps: ProviderDeps,
  adapter: Configuration['adapter'],
  sleutels: readonly Sleutel[],
): Provider {
  eisRuntime(process.versions.node)
  if (!(deps.levensduurSeconden > 0 && deps.levensduurSeconden <= MAX_LEVENSDUUR_SECONDEN)) {
    throw new Error(`an access token lives 1 to ${MAX_LEVENSDUUR_SECONDEN} seconds`)
  }
  return new Provider(deps.issuer, {
    ...VAST,
    adapter,
    jwks: { keys: sleutels.map((sleutel) => sleutel.besloten) },
    scopes: deps.scopes,
    clockTolerance: deps.skewSeconden,
    ttl: { ClientCredentials: deps.levensduurSeconden },
    features: {
      ...UIT,
      clientCredentials: { enabled: true },
      mTLS: maakMtls(deps.certificaat ?? (() => null)),
      resourceIndicators: {
        enabled: true,
        defaultResource: () => deps.audience,
        getResourceServerInfo: (ctx, doel, client) => bepaalResource(deps, ctx, doel, client),
      },
    },
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims) => {
      const keuring = keurAssertie(claims, {
        doelen: new Set([deps.issuer, `${deps.issuer}/token`]),
        nuSeconden: deps.nu().epochMilliseconds / 1000,
        skewSeconden: deps.skewSeconden,
      })
      if (keuring.kind === 'geweigerd') throw new InvalidClientAuth(keuring.reden)
    },
  })
}

/** Sign-in by a client certificate (tls_client_auth) and tokens bound to it; what must be in its subject is an OIN. */
function maakMtls(lees: Certificaatlezer): Mtls {
  return {
    ...{ enabled: true, certificateBoundAccessTokens: true, tlsClientAuth: true },
    getCertificate: ({ req }) => lees(req)?.x509,
    certificateAuthorized: ({ req }) => lees(req)?.vertrouwd ?? false,
    certificateSubjectMatches: ({ req }, eigenschap, verwacht) => {
      const oin = lees(req)?.oin ?? null
      return eigenschap === 'tls_client_auth_subject_dn' && oin !== null && verwacht === `serialNumber=${oin}`
    },
  }
}

const VAST = {
  responseTypes: [],
  clientAuthMethods: ['private_key_jwt', 'tls_client_auth'],
  clientDefaults: {
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: TEKENALGORITME,
  },
  extraClientMetadata: { properties: ['deelnemer', 'oin', 'kvk'] },
  enabledJWA: { clientAuthSigningAlgValues: ALGORITMEN, idTokenSigningAlgValues: [TEKENALGORITME] },
  routes: { token: '/token', jwks: '/jwks' },
  clientBasedCORS: () => false,
  extraTokenClaims: ({ oidc }: Context) => {
    const client = oidc?.client
    return {
      azp: client?.clientId,
      deelnemer: client?.deelnemer,
      ...(client?.oin === undefined ? { kvk: client?.kvk } : { oin: client.oin }),
    }
  },
  // Asked only of who prefers HTML: an error of this server is JSON all the same (RFC 6749 section 5.2).
  renderError: (ctx: Context, uit: object) => {
    ctx.body = uit
  },
} satisfies Partial<Configuration>

/** The one resource. Runs before oidc-provider looks at the scopes, and settles them: it would drop an unknown one in silence. */
function bepaalResource(deps: ProviderDeps, ctx: Context, doel: string, client: Client): ResourceServer {
  if (doel !== deps.audience) throw new InvalidTarget()
  const keuze = kiesScopes(
    ctx.oidc?.params?.scope,
    (client.scope ?? '').split(' ').filter((scope) => scope !== ''),
  )
  if (keuze.kind === 'geweigerd') throw new InvalidScope('requested scope is not allowed', keuze.scope)
  const scope = keuze.scopes.join(' ')
  if (ctx.oidc?.params) ctx.oidc.params.scope = scope
  return {
    scope,
    audience: deps.audience,
    accessTokenTTL: deps.levensduurSeconden,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: TEKENALGORITME } },
  }
}

/** Refuses a Node older than oidc-provider supports. */
export function eisRuntime(versie: string): void {
  if (Number.parseInt(versie, 10) < OUDSTE_NODE)
    throw new Error(`Node ${OUDSTE_NODE} or later is needed, not ${versie}`)
}
