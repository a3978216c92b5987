import { readFileSync } from 'node:fs'
import { MAX_WACHTTIJD_SECONDEN } from '@warmknooppunt/delivery/route-schemas'
import { AFTOCHT_MS } from '@warmknooppunt/platform/dienst'
import { ANTWOORD_MS } from '@warmknooppunt/platform/http'
import { MAX_BODY_BYTES } from '@warmknooppunt/platform/http-fout'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { heeftCaddy } from '../cluster/caddy.ts'
import { WACHT_SECONDEN } from '../services/knooppunt/src/gateway/caddyfile.ts'
import { leesEigendom, samen } from '../services/knooppunt/src/gateway/eigendom.ts'
import { BESTAND, genereerCaddyfile } from '../services/knooppunt/src/gateway/genereer-caddyfile.ts'
import type { Proefgateway } from './steun/caddy.ts'
import { maakProefgateway } from './steun/caddy.ts'

const adressen = await leesEigendom()
const metCaddy = await heeftCaddy()
if (!metCaddy) {
  const tekst = 'the gateway: there is no caddy here (apt-get install caddy)'
  if (process.env.CI === 'true') throw new Error(`CI=true, and ${tekst}`)
  process.stderr.write(`SKIPPED, ${tekst}\n`)
}

describe('the Caddyfile', () => {
  test('is the one that the routes of the services give (npm run genereer)', async () => {
    expect(readFileSync(BESTAND, 'utf8')).toBe(await genereerCaddyfile())
  })

  test('waits longer than the longest answer takes', () => {
    expect(WACHT_SECONDEN).toBeGreaterThan(MAX_WACHTTIJD_SECONDEN + ANTWOORD_MS / 1_000)
  })

  test('cannot be made of two services that own the same', () => {
    const rij = { pad: '/v1/x', methode: 'GET' }
    expect(() =>
      samen([
        { ...rij, dienst: 'sla' },
        { ...rij, dienst: 'dossier' },
      ]),
    ).toThrow('GET /v1/x is of sla and of dossier')
  })
})

describe.skipIf(!metCaddy)('the gateway', () => {
  let gateway: Proefgateway
  beforeAll(async () => {
    gateway = await maakProefgateway()
  })
  afterAll(() => gateway?.sluit())
  beforeEach(() => gateway.vergeet())

  test('brings every route to the service that owns it, and to no other', async () => {
    for (const { pad, eigenaars } of adressen) {
      for (const [method, dienst] of Object.entries(eigenaars)) {
        const { status, koppen } = await gateway.vraag(pad.replace(/:[a-z]+/gi, 'x-1'), { method })
        expect([status, koppen['x-dienst']], `${method} ${pad}`).toEqual([200, dienst])
      }
    }
    for (const pad of ['/oauth/token', '/.well-known/oauth-authorization-server/oauth', '/oauth/jwks']) {
      expect((await gateway.vraag(pad)).koppen['x-dienst']).toBe('autorisatie')
    }
  })

  test('tells a wrong method what all services together take at that address', async () => {
    const { status, koppen, body } = await gateway.vraag('/v1/doorverwijzingen', { method: 'DELETE' })
    expect([status, koppen.allow, koppen['content-type']]).toEqual([
      405,
      'GET, POST',
      'application/problem+json; charset=utf-8',
    ])
    expect(body).toMatchObject({ code: 'methode-niet-toegestaan', status: 405 })
  })

  test('answers 404 itself for what nobody owns: metrics, the health of services, paths that only look like one', async () => {
    const vreemd = [
      '/',
      '/metrics',
      '/v1/metrics',
      '/v1/doorverwijzingen/x/y/z',
      '/v1/doorverwijzingen/a%2fb/tijdlijn/',
    ]
    for (const pad of [...vreemd, '/v1/postvak/berichten/../../metrics', '/V1/gemeenten', '/gezondheid']) {
      const { status, koppen, body } = await gateway.vraag(pad)
      expect([status, koppen['content-type']], pad).toEqual([404, 'application/problem+json; charset=utf-8'])
      expect(body, pad).toMatchObject({ code: 'niet-gevonden', status: 404 })
      expect(koppen).toMatchObject({ 'x-content-type-options': 'nosniff', 'api-version': '1.0.0' })
    }
    expect(gateway.gehoord()).toEqual([])
  })

  test('says who called, and believes nobody who says so himself', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'gopher', forwarded: 'for=203.0.113.9' }
    const { koppen } = await gateway.vraag('/v1/gemeenten', { headers })
    const kop = gateway.gehoord()[0]?.kop
    expect(kop).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
    expect(kop).not.toHaveProperty('forwarded')
    expect(koppen).not.toHaveProperty('server')
  })

  test('leaves refusing a body that is too large to the service, and cuts off one far beyond', async () => {
    const stuur = (bytes: number) => gateway.vraag('/v1/doorverwijzingen', { method: 'POST', body: 'x'.repeat(bytes) })
    expect((await stuur(MAX_BODY_BYTES + 1_000)).koppen['x-dienst']).toBe('intake')
    const { status, body } = await stuur(MAX_BODY_BYTES * 3)
    expect([status, Object(body).code]).toEqual([413, 'te-groot'])
  })

  test('sends no message twice: a connection lost after the request is 503, whatever key it has', async () => {
    const headers = { 'idempotency-key': '"een-sleutel"' }
    const stuur = () => gateway.vraag('/v1/doorverwijzingen', { method: 'POST', body: '{}', headers })
    // So that there are connections to use again.
    for (let keer = 0; keer < 4; keer++) await stuur()
    gateway.gedrag('intake', 'verbreek')
    gateway.vergeet()
    const { status, koppen, body } = await stuur()
    expect([status, koppen['retry-after'], Object(body).code]).toEqual([503, '5', 'niet-beschikbaar'])
    expect(Object(body).detail).toContain('niet zeker')
    expect(gateway.gehoord()).toHaveLength(1)
    gateway.gedrag('intake', 'antwoord')
  })

  test('tries another process when one cannot be reached, and says 503 with nothing done when none can', async () => {
    const post = () => gateway.vraag('/v1/doorverwijzingen', { method: 'POST', body: '{}' })
    await Promise.all([gateway.neer('intake', 0), gateway.neer('dossier', 1)])
    const gepost: number[] = []
    const gelezen: number[] = []
    for (let keer = 0; keer < 6; keer++) {
      gelezen.push((await gateway.vraag('/v1/doorverwijzingen')).status)
      gepost.push((await post()).status)
    }
    expect(new Set(gelezen)).toEqual(new Set([200]))
    // Caddy up to 2.11.1 cannot send a body a second time (decision 023); what it refuses, no service saw.
    const aan = gepost.filter((status) => status === 200).length
    expect(gepost.filter((status) => status === 503)).toHaveLength(gepost.length - aan)
    expect(gateway.gehoord().filter(({ dienst }) => dienst === 'intake')).toHaveLength(aan)
    const tienmaal = async () => (await Promise.all(Array.from({ length: 10 }, post))).map(({ status }) => status)
    await expect.poll(tienmaal, { timeout: 10_000 }).toEqual(Array.from({ length: 10 }, () => 200))

    await gateway.neer('intake', 1)
    await expect.poll(post, { timeout: 10_000 }).toMatchObject({
      status: 503,
      koppen: { 'retry-after': '5' },
      body: { code: 'niet-beschikbaar', detail: expect.stringContaining('Er is niets vastgelegd') },
    })
    expect((await gateway.vraag('/v1/doorverwijzingen')).status).toBe(200)
    expect((await gateway.vraag('/gezondheid/gereed')).status).toBe(503)
    expect((await gateway.vraag('/gezondheid/leeft')).body).toEqual({ status: 'leeft', redenen: [] })
    await gateway.op('intake', 0)
    await expect.poll(async () => (await gateway.vraag('/gezondheid/gereed')).status, { timeout: 10_000 }).toBe(200)
    await expect.poll(tienmaal, { timeout: 10_000 }).toEqual(Array.from({ length: 10 }, () => 200))
  })

  test('sends nothing more to a process that says it stops, before that closes its door', async () => {
    const post = async () => (await gateway.vraag('/v1/doorverwijzingen', { method: 'POST', body: '{}' })).status
    const tienmaal = () => Promise.all(Array.from({ length: 10 }, post))
    const goed = Array.from({ length: 10 }, () => 200)
    // The other goes when the gateway has seen that this one is back: before that it has nobody.
    const isTerug = async () => {
      const gehoord = () => new Set(gateway.gehoord().map(({ poort }) => poort)).size
      gateway.vergeet()
      await expect.poll(async () => [...(await tienmaal()), gehoord()], { timeout: 10_000 }).toEqual([...goed, 2])
    }
    await gateway.op('intake', 1)
    await isTerug()
    const gepost: number[] = []
    for (const nummer of [0, 1]) {
      let weg = false
      const gaat = gateway.treedAf('intake', nummer, AFTOCHT_MS).then(() => {
        weg = true
      })
      while (!weg) gepost.push(await post())
      gepost.push(...(await tienmaal()))
      await gaat
      await gateway.op('intake', nummer)
      await isTerug()
    }
    expect(gepost.filter((status) => status !== 200)).toEqual([])
  })

  test('keeps no address, token or caller in its log, of what goes well and of what does not', async () => {
    const headers = { authorization: 'Bearer geheim', 'user-agent': 'geheim', 'x-forwarded-for': '203.0.113.9' }
    const pad = '/v1/doorverwijzingen/01950000-0000-7000-8000-00000000aaaa?x=geheim'
    expect((await gateway.vraag(pad, { headers })).status).toBe(200)
    gateway.gedrag('dossier', 'verbreek')
    expect((await gateway.vraag(pad, { headers })).status).toBe(503)
    gateway.gedrag('dossier', 'antwoord')
    expect((await gateway.vraag(`/v1/niets${pad}`, { headers })).status).toBe(404)
    expect(gateway.log()).not.toMatch(/geheim|0000aaaa|203\.0\.113|Bearer/)
  })

  test('speaks TLS with the certificate it is given', async () => {
    const veilig = await maakProefgateway({ tls: 'tls internal' })
    try {
      expect((await veilig.vraag('/v1/gemeenten')).koppen['x-dienst']).toBe('intake')
      expect(veilig.gehoord()[0]?.kop).toMatchObject({ 'x-forwarded-proto': 'https' })
    } finally {
      await veilig.sluit()
    }
  })
})
