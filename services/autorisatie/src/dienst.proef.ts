import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { Certificaatlezer } from '@warmknooppunt/platform/clientcertificaat'
import type { Client } from '@warmknooppunt/register/client-store'
import { registreerClients } from '@warmknooppunt/register/client-store'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { JWK } from 'jose'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Pool } from 'pg'
import { vi } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Autorisatie, TokenRegel } from './handler.ts'
import type { Sleutelkluis } from './sleutels.ts'

export const ISSUER = 'https://hub.example.nl/oauth'
export const AUDIENCE = 'https://hub.example.nl/v1'
export const SCOPES = ['doorverwijzingen.indienen', 'postvak.lezen', 'beheer']
export const ALGORITMEN = ['PS256', 'RS256', 'ES256'] as const

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export type Paar = Awaited<ReturnType<typeof generateKeyPair>>
export type Dienst = { readonly url: string; readonly autorisatie: Autorisatie; readonly regels: TokenRegel[] }
export type Antwoord = { status: number; headers: Headers; body: Record<string, unknown> }
type Start = {
  readonly certificaat?: Certificaatlezer
  readonly pool?: Pool
  readonly kluis?: Sleutelkluis
  readonly antwoordMs?: number
}
type Gestart = Start & Required<Pick<Start, 'pool' | 'kluis'>>

/** A database with two clients, and authorisation servers upon it; everything printed is kept. */
export type Proef = {
  readonly database: ProefDatabase
  readonly paren: ReadonlyMap<string, Paar>
  readonly jwks: { readonly keys: readonly JWK[] }
  readonly kluis: Sleutelkluis
  readonly geprint: readonly unknown[]
  start(keuze?: Start): Promise<Dienst>
  sluit(): Promise<void>
}

export async function maakProef(): Promise<Proef> {
  const geprint = bewaakConsole()
  const database = await proefDatabase()
  const paren = new Map<string, Paar>()
  for (const alg of ALGORITMEN) paren.set(alg, await generateKeyPair(alg, { extractable: true }))
  const jwks = { keys: await Promise.all([...paren].map(([kid, paar]) => publiek(paar, kid))) }
  const kluis = maakKluis()
  const servers: Server[] = []
  await schrijfDeelnemer(database, { deelnemer: 'waterbedrijf-maasdal', oin: '00000099000000001000', kvk: '12000001' })
  await schrijfDeelnemer(database, { deelnemer: 'incasso-zuid', kvk: '12000002' })
  await schrijfClient(database, { clientId: 'maasdal', deelnemer: 'waterbedrijf-maasdal', jwks })
  await schrijfClient(database, { clientId: 'incasso', deelnemer: 'incasso-zuid', jwks })
  return {
    database,
    paren,
    jwks,
    kluis,
    geprint,
    start: (keuze = {}) => start({ pool: database.pool('wk_autorisatie'), kluis, ...keuze }, servers),
    async sluit() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((klaar) => server.close(klaar))))
      await database.sluit()
      vi.restoreAllMocks()
    },
  }
}

async function start({ pool, kluis, antwoordMs, certificaat }: Gestart, servers: Server[]): Promise<Dienst> {
  // Imported here, after the console is watched: oidc-provider speaks when it is loaded.
  const { autorisatieHandler } = await import('./handler.ts')
  const regels: TokenRegel[] = []
  const autorisatie = await autorisatieHandler({
    pool,
    kluis,
    issuer: ISSUER,
    audience: AUDIENCE,
    scopes: SCOPES,
    levensduurSeconden: 600,
    skewSeconden: 5,
    nu: () => Temporal.Now.instant(),
    meld: (regel) => regels.push(regel),
    ...(antwoordMs === undefined ? {} : { antwoordMs }),
    ...(certificaat ? { certificaat } : {}),
  })
  const server = createServer(autorisatie.callback)
  servers.push(server)
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('the server has no port')
  return { url: `http://127.0.0.1:${adres.port}`, autorisatie, regels }
}

function bewaakConsole(): unknown[] {
  const geprint: unknown[] = []
  for (const naam of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, naam).mockImplementation((...regel) => void geprint.push(regel))
  }
  process.on('warning', (waarschuwing) => geprint.push(waarschuwing))
  return geprint
}

export async function vraag(bij: Pick<Dienst, 'url'>, velden: Record<string, string>, headers = {}): Promise<Antwoord> {
  const antwoord = await fetch(`${bij.url}/oauth/token`, { method: 'POST', body: formulier(velden), headers })
  return { status: antwoord.status, headers: antwoord.headers, body: JSON.parse(await antwoord.text()) }
}

export function formulier(velden: Record<string, string>): URLSearchParams {
  const bewijs = 'client_assertion' in velden ? { client_assertion_type: TYPE } : {}
  return new URLSearchParams({ grant_type: 'client_credentials', ...bewijs, ...velden })
}

/** The claims of a good assertion of client `maasdal`, changed as told. */
export function claims(anders: Record<string, unknown> = {}): Record<string, unknown> {
  const nu = Math.floor(Date.now() / 1000)
  const client = anders.sub ?? 'maasdal'
  return { iss: client, sub: client, aud: `${ISSUER}/token`, jti: randomUUID(), iat: nu, exp: nu + 60, ...anders }
}

export async function teken(paar: Paar | undefined, alg: string, anders = {}): Promise<string> {
  if (!paar) throw new Error(`no key for ${alg}`)
  return new SignJWT(claims(anders)).setProtectedHeader({ alg, kid: alg }).sign(paar.privateKey)
}

export async function publiek(paar: Paar | undefined, kid: string): Promise<JWK> {
  if (!paar) throw new Error(`no key ${kid}`)
  return { ...(await exportJWK(paar.publicKey)), kid }
}

export function b64(waarde: object): string {
  return Buffer.from(JSON.stringify(waarde)).toString('base64url')
}

export function maakKluis(): Sleutelkluis {
  const kek = randomBytes(32)
  const iv = Buffer.alloc(12)
  return {
    sluit(tekst) {
      const cijfer = createCipheriv('aes-256-gcm', kek, iv)
      return Buffer.concat([cijfer.update(tekst), cijfer.final(), cijfer.getAuthTag()]).toString('base64')
    },
    open(tekst) {
      const dicht = Buffer.from(tekst, 'base64')
      const cijfer = createDecipheriv('aes-256-gcm', kek, iv).setAuthTag(dicht.subarray(-16))
      return Buffer.concat([cijfer.update(dicht.subarray(0, -16)), cijfer.final()]).toString()
    },
  }
}

type DeelnemerKeuze = Pick<Deelnemer, 'deelnemer' | 'kvk'> & Partial<Deelnemer>
type ClientKeuze = Pick<Client, 'clientId' | 'deelnemer' | 'jwks'> & Partial<Client>

export async function schrijfDeelnemer({ pool }: ProefDatabase, keuze: DeelnemerKeuze): Promise<void> {
  const vast = {
    soort: 'intermediair',
    naam: keuze.deelnemer,
    status: 'actief',
    van: '2020-01-01',
    totEnMet: null,
  } as const
  const rij = { ...vast, oin: null, soortSchuldeiser: null, klantnummerpatroon: null, ...keuze }
  await wijzigRegister(pool(), (w) => registreerDeelnemers(w, [rij]))
}

export async function schrijfClient({ pool }: ProefDatabase, keuze: ClientKeuze): Promise<void> {
  const vast = { issuer: ISSUER, scopes: ['doorverwijzingen.indienen', 'postvak.lezen'], status: 'actief' } as const
  await wijzigRegister(pool(), (w) => registreerClients(w, [{ ...vast, ...keuze }]))
}
