import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Toevoeging } from './commando.proef.ts'
import { doe } from './commando.proef.ts'
import { voegGeparkeerdToe } from './geparkeerd.ts'
import { voegHerbezorgToe } from './herbezorg.ts'
import { voegRouteerToe } from './routeer.ts'
import { voegTokenToe } from './token.ts'

const DOSSIER = '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11'
const NU = '2026-11-20T10:00:00.900Z'
const paar = generateKeyPairSync('rsa', { modulusLength: 2_048 })

type Gevraagd = { readonly pad: string; readonly kop: string | undefined; readonly tekst: string }
type Antwoord = { readonly status: number; readonly body: unknown }

/** The far side: what was asked of it, and what it answers by path. */
const gevraagd: Gevraagd[] = []
const antwoorden = new Map<string, Antwoord>()
let server: Server
let map = ''
let url = ''

beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-aanmelden-'))
  await writeFile(
    join(map, 'x.jwk.json'),
    JSON.stringify({ ...paar.privateKey.export({ format: 'jwk' }), kid: 'sleutel-1' }),
  )
  server = createServer((req, res) => {
    void lees(req).then((tekst) => {
      const pad = (req.url ?? '').split('?')[0] ?? ''
      gevraagd.push({ pad: req.url ?? '', kop: req.headers.authorization, tekst })
      const { status, body } = antwoorden.get(pad) ?? {
        status: 404,
        body: { code: 'niet-gevonden', detail: 'Bestaat niet.' },
      }
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no port')
  url = `http://127.0.0.1:${adres.port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(map, { recursive: true, force: true })
})
beforeEach(() => {
  gevraagd.length = 0
  antwoorden.clear()
  antwoorden.set('/oauth/token', {
    status: 200,
    body: { access_token: 'een-token', token_type: 'Bearer', expires_in: 600 },
  })
})

async function lees(req: IncomingMessage): Promise<string> {
  let tekst = ''
  for await (const stuk of req) tekst += String(stuk)
  return tekst
}

const sleutel = () => ['--sleutel', join(map, 'x.jwk.json'), '--url', url]
const knooppunt = (voegToe: Toevoeging, ...argumenten: string[]) =>
  doe(voegToe, [...argumenten, ...sleutel()], { env: { DATA_MAP: map }, nu: NU })
const operator = (voegToe: Toevoeging, ...argumenten: string[]) =>
  knooppunt(voegToe, ...argumenten, '--client', 'een-operator')

describe('token', () => {
  test('signs an assertion for this server alone, good for a minute, and prints the token and nothing else', async () => {
    expect(await knooppunt(voegTokenToe, 'token', 'een-client')).toEqual({ code: 0, uit: 'een-token\n', fout: '' })
    const formulier = new URLSearchParams(gevraagd[0]?.tekst)
    expect(formulier.get('grant_type')).toBe('client_credentials')
    expect(formulier.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    const jwks = createLocalJWKSet({ keys: [{ ...paar.publicKey.export({ format: 'jwk' }), kid: 'sleutel-1' }] })
    const { payload, protectedHeader } = await jwtVerify(formulier.get('client_assertion') ?? '', jwks, {
      currentDate: new Date(NU),
      algorithms: ['PS256'],
    })
    expect(protectedHeader).toMatchObject({ alg: 'PS256', kid: 'sleutel-1' })
    const iat = Math.floor(Date.parse(NU) / 1_000)
    expect(payload).toMatchObject({
      iss: 'een-client',
      sub: 'een-client',
      aud: `${url}/oauth/token`,
      iat,
      exp: iat + 60,
    })
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('with --json prints the whole answer', async () => {
    const { uit } = await knooppunt(voegTokenToe, 'token', 'een-client', '--json')
    expect(JSON.parse(uit)).toEqual({ access_token: 'een-token', token_type: 'Bearer', expires_in: 600 })
  })

  test('that is refused ends with 77, of a server with trouble with 69', async () => {
    antwoorden.set('/oauth/token', { status: 401, body: { error: 'invalid_client' } })
    expect(await knooppunt(voegTokenToe, 'token', 'x')).toMatchObject({
      code: 77,
      fout: expect.stringMatching(/invalid_client/),
    })
    antwoorden.set('/oauth/token', { status: 503, body: {} })
    expect(await knooppunt(voegTokenToe, 'token', 'x')).toMatchObject({
      code: 69,
      fout: expect.stringMatching(/status 503/),
    })
  })
})

describe('an order of an operator', () => {
  test('names the gemeente of a dossier, in four digits', async () => {
    antwoorden.set('/v1/beheer/routeeropdrachten', { status: 201, body: { id: 'o', dossierId: DOSSIER } })
    const gedaan = await operator(voegRouteerToe, 'routeer', DOSSIER, '--gemeente', 'GM0988')
    expect(gedaan).toMatchObject({ code: 0, uit: `dossier ${DOSSIER} is sent to gemeente 0988\n` })
    expect(gevraagd[1]).toMatchObject({ pad: '/v1/beheer/routeeropdrachten', kop: 'Bearer een-token' })
    expect(JSON.parse(gevraagd[1]?.tekst ?? '')).toEqual({ dossierId: DOSSIER, gemeentecode: '0988' })
  })

  test('refuses a dossier with a reason', async () => {
    antwoorden.set('/v1/beheer/routeeropdrachten', { status: 201, body: { id: 'o', dossierId: DOSSIER } })
    await operator(voegRouteerToe, 'routeer', DOSSIER, '--weiger', 'adres-in-buitenland', '--json')
    expect(JSON.parse(gevraagd[1]?.tekst ?? '')).toEqual({ dossierId: DOSSIER, weiger: 'adres-in-buitenland' })
  })

  test('has a parked delivery done again', async () => {
    const bezorgingId = '01950000-0000-7000-8000-0000000000b1'
    antwoorden.set('/v1/beheer/bezorgingen', {
      status: 200,
      body: { bezorgingen: [{ bezorgingId, dossierId: DOSSIER }] },
    })
    antwoorden.set('/v1/beheer/herbezorgopdrachten', { status: 201, body: { id: 'o', dossierId: DOSSIER } })
    const { code, uit } = await operator(voegHerbezorgToe, 'herbezorg', bezorgingId.toUpperCase(), '--json')
    expect([code, JSON.parse(uit)]).toEqual([0, { id: 'o', dossierId: DOSSIER }])
    const order = gevraagd.find(({ pad }) => pad === '/v1/beheer/herbezorgopdrachten')
    expect(JSON.parse(order?.tekst ?? '')).toEqual({ dossierId: DOSSIER, bezorgingId })
  })

  test('about a delivery that is not parked is not sent', async () => {
    antwoorden.set('/v1/beheer/bezorgingen', { status: 200, body: { bezorgingen: [] } })
    const gedaan = await operator(voegHerbezorgToe, 'herbezorg', DOSSIER)
    expect(gedaan).toMatchObject({ code: 1, uit: '', fout: expect.stringMatching(/is not parked \(any more\)/) })
    expect(gevraagd.map(({ pad }) => pad)).not.toContain('/v1/beheer/herbezorgopdrachten')
  })

  test('that the hub refuses ends with its words, and an exit code by what was refused', async () => {
    const pad = '/v1/beheer/routeeropdrachten'
    for (const [status, code, afloop] of [
      [409, 'verkeerde-status', 1],
      [404, 'niet-gevonden', 1],
      [403, 'geen-recht', 77],
      [503, 'niet-beschikbaar', 69],
    ] as const) {
      antwoorden.set(pad, { status, body: { code, detail: 'Zo staat het ervoor.' } })
      const gedaan = await operator(voegRouteerToe, 'routeer', DOSSIER, '--gemeente', '0988')
      expect(gedaan).toEqual({
        code: afloop,
        uit: '',
        fout: `knooppunt: the hub refused: ${status} ${code} Zo staat het ervoor.\n`,
      })
    }
  })
})

describe('the parked deliveries', () => {
  const pad = '/v1/beheer/bezorgingen'

  test('are listed as a table, or said not to be there', async () => {
    antwoorden.set(pad, { status: 200, body: { bezorgingen: [] } })
    expect(await operator(voegGeparkeerdToe, 'geparkeerd')).toMatchObject({ code: 0, uit: 'nothing is parked\n' })
    const rij = { bezorgingId: DOSSIER, statuscode: null, poging: 8, wachtendErachter: 12 }
    antwoorden.set(pad, { status: 200, body: { bezorgingen: [rij] } })
    const { uit } = await operator(voegGeparkeerdToe, 'geparkeerd')
    expect(uit).toMatch(new RegExp(`^bezorgingId +wachtendErachter  poging\\n[- ]+\\n${DOSSIER}  12 +8\\n$`))
  })

  test('are read page by page', async () => {
    const vol = Array.from({ length: 500 }, (_, i) => ({ bezorgingId: `b${i}` }))
    antwoorden.set(pad, { status: 200, body: { bezorgingen: vol } })
    const lezen = operator(voegGeparkeerdToe, 'geparkeerd', '--json')
    await expect.poll(() => gevraagd.length).toBeGreaterThan(2)
    antwoorden.set(pad, { status: 200, body: { bezorgingen: [{ bezorgingId: 'laatste' }] } })
    const { bezorgingen } = JSON.parse((await lezen).uit)
    expect(bezorgingen.at(-1)).toEqual({ bezorgingId: 'laatste' })
    expect(gevraagd.map((vraag) => vraag.pad)).toContain(`${pad}?status=geparkeerd&limiet=500&na=b499`)
  })
})
