import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import type { Context, Provider } from 'oidc-provider/lib/provider.js'
import type { Pool } from 'pg'
import { maakAdapter } from './adapter.ts'
import type { ProviderDeps } from './provider.ts'
import { maakProvider } from './provider.ts'
import type { Sleutel, Sleutelkluis } from './sleutels.ts'
import { leesAndereSleutels, zorgVoorSleutels } from './sleutels.ts'

/** One line a token request: no assertion, no token, no name. */
export type TokenRegel = {
  readonly uitkomst: 'verleend' | 'geweigerd' | 'storing'
  readonly client?: string
  readonly code?: string
  readonly detail?: string
}

export type AutorisatieDeps = ProviderDeps & {
  readonly pool: Pool
  readonly kluis: Sleutelkluis
  readonly meld: (regel: TokenRegel) => void
  /** how long an answer may take; absent: 10 s, as everywhere in the hub */
  readonly antwoordMs?: number
}

/** Longer than any answer takes while the database answers: beyond it (a frozen database) the caller is told 503 instead of nothing. */
const ANTWOORD_MS = 10_000

export type Autorisatie = {
  /** Whether a request is for this server, by its path; mount it before everything else on a shared port. */
  hoortHier(url: string | undefined): boolean
  callback(req: IncomingMessage, res: ServerResponse): void
  /** The public keys, for a controleur in the same process; the same object until they change. */
  jwks(): Promise<JSONWebKeySet>
  /** since when the key signs that signs now */
  tekentSinds(): Temporal.Instant | undefined
  /** Takes over what a rotation changed of the signing keys; returns the ids, the one that signs first, or null when nothing did. */
  ververs(): Promise<readonly string[] | null>
}

type Route = { readonly intern: string; readonly methoden: readonly string[] }

// NLgov API Design Rules, transport/security-headers.
const KOPPEN = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
}

const LEES = ['GET', 'HEAD', 'OPTIONS']
const METADATA = [
  'issuer',
  'token_endpoint',
  'jwks_uri',
  'response_types_supported',
  'grant_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'tls_client_certificate_bound_access_tokens',
]

/**
 * The authorisation server as one request listener, on the paths of its issuer. Makes the signing keys at the first start.
 * Everything that depends on its address follows the configured issuer, never the Host header.
 */
export async function autorisatieHandler(deps: AutorisatieDeps): Promise<Autorisatie> {
  const issuer = new URL(deps.issuer)
  const basis = issuer.pathname.replace(/\/$/, '')
  const routes = bepaalRoutes(basis)
  let actueel = stel(deps, basis, await zorgVoorSleutels(deps.pool, deps.kluis, deps.nu()))

  return {
    hoortHier: (url) => routes.has(pad(url)) || (basis !== '' && pad(url).startsWith(`${basis}/`)),
    callback(req, res) {
      for (const [naam, waarde] of Object.entries(KOPPEN)) res.setHeader(naam, waarde)
      const route = routes.get(pad(req.url))
      if (!route) return weiger(res, 404, 'no such address')
      if (!route.methoden.includes(req.method ?? '')) return weiger(res, 405, 'method not allowed', route.methoden)
      req.url = route.intern
      req.headers['x-forwarded-host'] = issuer.host
      req.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1)
      begrens(res, deps)
      void actueel.verwerk(req, res)
    },
    jwks: () => Promise.resolve(actueel.jwks),
    tekentSinds: () => actueel.tekentSinds,
    async ververs() {
      const sleutels = await leesAndereSleutels(deps.pool, deps.kluis, { nu: deps.nu(), kids: actueel.kids })
      if (sleutels === null) return null
      actueel = stel(deps, basis, sleutels)
      return actueel.kids
    },
  }
}

/** The server with these keys. It takes keys at its making only, so other keys are another one; what runs on the old one ends there. */
function stel(deps: AutorisatieDeps, basis: string, sleutels: readonly Sleutel[]) {
  const adapter = maakAdapter({ db: deps.pool, issuer: deps.issuer, scopes: deps.scopes, nu: deps.nu })
  const provider = maakProvider(deps, adapter, sleutels)
  provider.proxy = true
  provider.use((ctx, next) => omlijst(ctx, next, { basis, scopes: deps.scopes }))
  luister(provider, deps.meld)
  const jwks: JSONWebKeySet = { keys: sleutels.map((sleutel) => sleutel.publiek) }
  const tekentSinds = sleutels[0]?.tekentVanaf
  return { jwks, tekentSinds, kids: sleutels.map(({ publiek }) => publiek.kid ?? ''), verwerk: provider.callback() }
}

/** Answers 503 when nothing was answered in time; what comes after it is dropped. */
function begrens(res: ServerResponse, { antwoordMs = ANTWOORD_MS, meld }: AutorisatieDeps): void {
  const wekker = setTimeout(() => {
    if (res.headersSent) return
    meld({ uitkomst: 'storing', code: 'geen-antwoord' })
    const fout = { error: 'temporarily_unavailable', error_description: 'try again in a few seconds' }
    res.setHeader('Retry-After', '5')
    antwoord(res, 503, fout)
  }, antwoordMs)
  res.once('close', () => clearTimeout(wekker))
}

/** The only addresses there are: oidc-provider's own router knows more, such as an authorization endpoint. */
function bepaalRoutes(basis: string): ReadonlyMap<string, Route> {
  const openid = { intern: '/.well-known/openid-configuration', methoden: LEES }
  const oauth = { intern: '/.well-known/oauth-authorization-server', methoden: LEES }
  return new Map([
    [`${basis}/token`, { intern: '/token', methoden: ['POST', 'OPTIONS'] }],
    [`${basis}/jwks`, { intern: '/jwks', methoden: LEES }],
    [`${basis}${openid.intern}`, openid],
    [`${basis}${oauth.intern}`, oauth],
    // RFC 8414 section 3 puts the issuer's path behind the well-known one.
    [`${oauth.intern}${basis}`, oauth],
    [`${openid.intern}${basis}`, openid],
    [oauth.intern, oauth],
    [openid.intern, openid],
  ])
}

function pad(url: string | undefined): string {
  return (url ?? '').split('?', 1)[0] ?? ''
}

type Lijst = { readonly basis: string; readonly scopes: readonly string[] }

async function omlijst(ctx: Context, next: () => Promise<void>, { basis, scopes }: Lijst): Promise<void> {
  ctx.mountPath = basis
  await next()
  const { body } = ctx
  if (typeof body !== 'object' || body === null) return
  if ('error' in body && body.error === 'temporarily_unavailable') {
    ctx.status = 503
    ctx.set('Retry-After', '5')
  }
  if ('issuer' in body) ctx.body = { ...kies(body), scopes_supported: scopes }
}

/** Of the metadata what this server does; oidc-provider also tells of its authorization endpoint. */
function kies(metadata: object): object {
  return Object.fromEntries(Object.entries(metadata).filter(([naam]) => METADATA.includes(naam)))
}

function luister(provider: Provider, meld: (regel: TokenRegel) => void): void {
  provider.on('grant.success', (ctx) => meld({ uitkomst: 'verleend', ...wie(ctx) }))
  provider.on('grant.error', (ctx, fout) => meld({ uitkomst: 'geweigerd', ...wie(ctx), ...waarom(fout) }))
  provider.on('server_error', (ctx, fout) => meld({ uitkomst: 'storing', ...wie(ctx), ...waarom(fout) }))
  provider.on('error', (fout) => meld({ uitkomst: 'storing', ...waarom(fout) }))
}

/** A client known to the register; a name that only a caller gave is not repeated. */
function wie(ctx: Context): { client?: string } {
  const client = ctx.oidc?.client?.clientId
  return client === undefined ? {} : { client }
}

/** Codes and constant texts only. Plain Errors are oidc-provider's own ("jwt expired"); any other class may quote what was sent. */
function waarom(fout: unknown): { code?: string; detail?: string } {
  if (!(fout instanceof Error)) return {}
  const oorzaak = fout.cause instanceof Error ? fout.cause : fout
  const code = 'error' in fout && typeof fout.error === 'string' ? fout.error : fout.name
  if ('code' in oorzaak && typeof oorzaak.code === 'string') return { code, detail: oorzaak.code }
  if (oorzaak !== fout) return { code, detail: oorzaak.name === 'Error' ? oorzaak.message : oorzaak.name }
  return 'error_detail' in fout && typeof fout.error_detail === 'string'
    ? { code, detail: fout.error_detail }
    : { code }
}

function weiger(res: ServerResponse, status: number, tekst: string, methoden: readonly string[] = []): void {
  if (methoden.length > 0) res.setHeader('Allow', methoden.join(', '))
  antwoord(res, status, { error: 'invalid_request', error_description: tekst })
}

function antwoord(res: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  res.end(JSON.stringify(body))
}
