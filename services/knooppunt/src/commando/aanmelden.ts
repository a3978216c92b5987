import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { JWK } from 'jose'
import { importJWK, SignJWT } from 'jose'
import { request } from 'undici'
import { AFLOOP, commandofout } from './afloop.ts'

export const ISSUER = 'http://127.0.0.1:8080/oauth'
const BEWIJS = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ALGORITME = 'PS256'
const ASSERTIE_SECONDEN = 60
const WACHT_MS = 10_000
/** As long as a quota of so many a minute asks; what asks for more is not waited for. */
const MAX_WACHT_MS = 60_000

/** A client that can ask for tokens: its name at the issuer and its private key. */
export type Aanmelding = { readonly issuer: string; readonly clientId: string; readonly sleutel: JWK }

export type Token = {
  readonly access_token: string
  readonly expires_in: number
  readonly [veld: string]: unknown
}

export type Tokenuitkomst =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'geweigerd'; readonly reden: string }
  /** also a server that is too busy; `wachtMs`: how long it asks to wait */
  | { readonly kind: 'onbereikbaar'; readonly reden: string; readonly wachtMs: number }

/** The private key in a JWK file; says what to do when it is not there or may not be read. */
export async function leesSleutel(bestand: string): Promise<JWK> {
  const tekst = await readFile(bestand, 'utf8').catch((fout: unknown) => {
    const code = fout instanceof Error && 'code' in fout ? fout.code : ''
    if (code === 'EACCES' || code === 'EPERM') {
      const wat = `the key ${bestand} may not be read by this user; run as the user who started the hub`
      throw commandofout(AFLOOP.geenToegang, wat, fout)
    }
    const wat = `there is no key ${bestand}; \`npm start\` makes those of the demo parties, or name one with --sleutel`
    throw commandofout(AFLOOP.config, wat, fout)
  })
  const jwk = leesJson(tekst)
  if (!isPriveSleutel(jwk)) {
    throw commandofout(AFLOOP.config, `${bestand} holds no private key as a JWK (RFC 7517, with kty and d)`)
  }
  return jwk
}

function leesJson(tekst: string): unknown {
  try {
    return JSON.parse(tekst)
  } catch {
    return undefined
  }
}

function isPriveSleutel(waarde: unknown): waarde is JWK {
  return typeof waarde === 'object' && waarde !== null && 'kty' in waarde && 'd' in waarde
}

/** A client assertion (RFC 7523), good for one request within a minute. */
export async function maakAssertie({ issuer, clientId, sleutel }: Aanmelding, nu: Temporal.Instant): Promise<string> {
  const seconden = Math.floor(nu.epochMilliseconds / 1000)
  const alg = sleutel.alg ?? ALGORITME
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader(sleutel.kid === undefined ? { alg } : { alg, kid: sleutel.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(`${issuer}/token`)
    .setIssuedAt(seconden)
    .setExpirationTime(seconden + ASSERTIE_SECONDEN)
    .sign(await importJWK(sleutel, alg))
}

/** Asks the authorisation server for an access token with all that the register grants this client. */
export async function vraagToken(wie: Aanmelding, nu: Temporal.Instant): Promise<Tokenuitkomst> {
  const formulier = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: BEWIJS,
    client_assertion: await maakAssertie(wie, nu),
  })
  try {
    const antwoord = await request(`${wie.issuer}/token`, {
      method: 'POST',
      body: formulier.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      headersTimeout: WACHT_MS,
      bodyTimeout: WACHT_MS,
    })
    const body = leesJson(await antwoord.body.text())
    if (antwoord.statusCode === 200 && isToken(body)) return { kind: 'token', token: body }
    const status = `status ${antwoord.statusCode}`
    if (antwoord.statusCode >= 500 || antwoord.statusCode === 429) {
      return { kind: 'onbereikbaar', reden: status, wachtMs: leesWachtMs(antwoord.headers['retry-after']) }
    }
    return { kind: 'geweigerd', reden: redenVan(body) ?? status }
  } catch (fout) {
    return { kind: 'onbereikbaar', reden: foutcode(fout), wachtMs: 0 }
  }
}

/** How long a Retry-After header in seconds asks to wait, at most a minute; 0 when it asks nothing. */
export function leesWachtMs(kop: string | string[] | undefined): number {
  const seconden = Number(kop ?? 0)
  return Number.isFinite(seconden) ? Math.min(Math.max(seconden * 1_000, 0), MAX_WACHT_MS) : 0
}

/** The code of a network error, the name of another. */
export function foutcode(fout: unknown): string {
  if (!(fout instanceof Error)) return 'error'
  return 'code' in fout && typeof fout.code === 'string' ? fout.code : fout.name
}

function isToken(waarde: unknown): waarde is Token {
  return (
    typeof waarde === 'object' &&
    waarde !== null &&
    'access_token' in waarde &&
    typeof waarde.access_token === 'string' &&
    'expires_in' in waarde &&
    typeof waarde.expires_in === 'number'
  )
}

function redenVan(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null
  const detail = 'error_description' in body ? ` (${String(body.error_description)})` : ''
  return `${String(body.error)}${detail}`
}

/** A token, or the end of the command. */
export async function eisToken(wie: Aanmelding, nu: Temporal.Instant): Promise<Token> {
  const uitkomst = await vraagToken(wie, nu)
  switch (uitkomst.kind) {
    case 'token':
      return uitkomst.token
    case 'geweigerd':
      throw commandofout(
        AFLOOP.geenToegang,
        `${wie.issuer} gives ${wie.clientId} no token: ${uitkomst.reden}. Does the hub know this client and this key?`,
      )
    case 'onbereikbaar':
      throw commandofout(
        AFLOOP.nietBeschikbaar,
        `the authorisation server ${wie.issuer} does not answer (${uitkomst.reden}). Start the hub with \`npm start\`, or name another with --issuer`,
      )
  }
}
