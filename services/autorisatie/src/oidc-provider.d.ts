// oidc-provider carries no types. Declared here is what this service uses, and no more.
declare module 'oidc-provider/lib/provider.js' {
  import type { X509Certificate } from 'node:crypto'
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type Client = {
    readonly clientId: string
    readonly scope?: string
    readonly deelnemer?: string
    readonly oin?: string
    readonly kvk?: string
  }

  export type Context = {
    status: number
    body: unknown
    mountPath?: string
    readonly req: IncomingMessage
    set(naam: string, waarde: string): void
    readonly oidc?: {
      readonly route: string
      readonly client?: Client
      readonly params?: { scope?: string | undefined }
    }
  }

  export type Adapter = {
    find(id: string): Promise<object | undefined>
    upsert(id: string, payload: { readonly exp: number }, expiresIn: number): Promise<void>
  }

  export type ResourceServer = {
    readonly scope: string
    readonly audience: string
    readonly accessTokenTTL: number
    readonly accessTokenFormat: 'jwt'
    readonly jwt: { readonly sign: { readonly alg: string } }
  }

  export type Mtls = Feature & {
    readonly certificateBoundAccessTokens: boolean
    readonly tlsClientAuth: boolean
    readonly getCertificate: (ctx: Context) => X509Certificate | undefined
    readonly certificateAuthorized: (ctx: Context) => boolean
    readonly certificateSubjectMatches: (ctx: Context, eigenschap: string, verwacht: string) => boolean
  }

  export type Feature = { readonly enabled: boolean }

  export type Configuration = {
    readonly adapter: (model: string) => Adapter
    readonly jwks: { readonly keys: readonly object[] }
    readonly scopes: readonly string[]
    readonly responseTypes: readonly string[]
    readonly clientAuthMethods: readonly string[]
    readonly clientDefaults: Readonly<Record<string, unknown>>
    readonly extraClientMetadata: { readonly properties: readonly string[] }
    readonly enabledJWA: Readonly<Record<string, readonly string[]>>
    readonly clockTolerance: number
    readonly ttl: { readonly ClientCredentials: number }
    readonly routes: Readonly<Record<string, string>>
    readonly features: {
      readonly clientCredentials: Feature
      readonly devInteractions: Feature
      readonly mTLS: Mtls
      readonly dPoP: Feature
      readonly pushedAuthorizationRequests: Feature
      readonly rpInitiatedLogout: Feature
      readonly userinfo: Feature
      readonly resourceIndicators: Feature & {
        readonly defaultResource: (ctx: Context) => string
        readonly getResourceServerInfo: (ctx: Context, doel: string, client: Client) => ResourceServer
      }
    }
    readonly clientBasedCORS: () => boolean
    readonly assertJwtClientAuthClaimsAndHeader: (ctx: Context, claims: Readonly<Record<string, unknown>>) => void
    readonly extraTokenClaims: (ctx: Context) => object
    readonly renderError: (ctx: Context, uit: object) => void
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration)
    proxy: boolean
    use(middleware: (ctx: Context, next: () => Promise<void>) => Promise<void>): this
    on(gebeurtenis: 'grant.success', f: (ctx: Context) => void): this
    on(gebeurtenis: 'grant.error' | 'server_error', f: (ctx: Context, fout: unknown) => void): this
    on(gebeurtenis: 'error', f: (fout: unknown) => void): this
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
  }
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class InvalidClientAuth extends Error {
    constructor(detail: string)
  }
  export class InvalidScope extends Error {
    constructor(description: string, scope?: string)
  }
  export class InvalidTarget extends Error {
    constructor(description?: string)
  }
  export class TemporarilyUnavailable extends Error {
    constructor(description: string, options: { cause: unknown })
  }
}
