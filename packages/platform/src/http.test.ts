import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Proefserver } from './http-proefserver.suite.ts'
import { AANGEMELD, GOED, keurAntwoord, maakProefserver, post } from './http-proefserver.suite.ts'
import { probleem } from './probleem.ts'

let server: Proefserver
beforeEach(() => {
  server = maakProefserver()
})
afterEach(() => server.app.close())

const vraag = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS',
  url: string,
  headers: object = AANGEMELD,
) => server.app.inject({ method, url, headers: { ...headers } })

describe('who may', () => {
  test('no token: 401 with how to', async () => {
    const antwoord = await vraag('GET', '/v1/proeven', {})
    keurAntwoord(antwoord, 401, 'niet-aangemeld')
    expect(antwoord.headers['www-authenticate']).toBe('Bearer realm="warmknooppunt"')
  })

  test('a token that is not accepted: 401 with why', async () => {
    const antwoord = await vraag('GET', '/v1/proeven', { authorization: 'Bearer vals' })
    keurAntwoord(antwoord, 401, 'token-ongeldig')
    expect(antwoord.headers['www-authenticate']).toBe(
      'Bearer realm="warmknooppunt", error="invalid_token", error_description="handtekening"',
    )
  })

  test('a token without the scope: 403 with which', async () => {
    const antwoord = await vraag('GET', '/v1/proeven', { authorization: 'Bearer zonder' })
    keurAntwoord(antwoord, 403, 'geen-recht')
    expect(antwoord.headers['www-authenticate']).toContain('error="insufficient_scope", scope="proef"')
  })

  test('keys that cannot be had are not the caller’s fault: 503', async () => {
    server.stand.controle = { kind: 'onbereikbaar', detail: 'sleutels-onbereikbaar' }
    const antwoord = await vraag('GET', '/v1/proeven')
    keurAntwoord(antwoord, 503, 'niet-beschikbaar')
    expect(antwoord.headers['retry-after']).toBe('5')
    expect(antwoord.headers['www-authenticate']).toBeUndefined()
  })

  test('is asked before anything is read, so a stranger learns nothing of his input', async () => {
    keurAntwoord(await post(server, 'not json', { authorization: '' }), 401, 'niet-aangemeld')
    keurAntwoord(await post(server, 'x'.repeat(1_000_000), { authorization: 'Bearer vals' }), 401, 'token-ongeldig')
  })

  test('an open route asks nothing', async () => keurAntwoord(await vraag('GET', '/v1/open', {}), 200))
})

describe('where', () => {
  test('an unknown path is 404, with or without a token', async () => {
    for (const pad of ['/', '/v1', '/v1/proeven/', '/v1/proeven/x', '/v1//proeven', '/v2/proeven']) {
      keurAntwoord(await vraag('GET', pad, {}), 404, 'niet-gevonden')
    }
  })

  test.each([
    ['DELETE', '/v1/proeven', 'GET, POST'],
    ['PUT', '/v1/proeven?a=b', 'GET, POST'],
    ['OPTIONS', '/v1/proeven', 'GET, POST'],
    ['POST', '/v1/open', 'GET'],
    ['GET', '/v1/proeven/01950000-0000-7000-8000-000000000001/delen', 'POST'],
    ['PATCH', '/v1/proeven/01950000-0000-7000-8000-000000000001/delen', 'POST'],
  ] as const)('%s %s is 405 with Allow', async (methode, pad, toegestaan) => {
    const antwoord = await vraag(methode, pad)
    keurAntwoord(antwoord, 405, 'methode-niet-toegestaan')
    expect(antwoord.headers.allow).toBe(toegestaan)
  })

  test('HEAD is 405 too', async () => expect((await vraag('HEAD', '/v1/open')).statusCode).toBe(405))

  test('a path that cannot be decoded is 400, a parameter longer than any of ours 404', async () => {
    keurAntwoord(await vraag('GET', '/v1/open%zz'), 400, 'ongeldige-invoer')
    keurAntwoord(await vraag('POST', `/v1/proeven/${'a'.repeat(200)}/delen`), 404, 'niet-gevonden')
  })
})

describe('what happens behind the route', () => {
  test('a problem is a value: its status, code, headers and own members', async () => {
    const headers = { 'Retry-After': '2' }
    server.stand.behandel = async () => probleem('bezig', 'Nog even.', { headers, extra: { dossierId: 'd' } })
    const antwoord = await post(server, JSON.stringify(GOED))
    keurAntwoord(antwoord, 409, 'bezig')
    expect([antwoord.headers['retry-after'], antwoord.json().dossierId]).toEqual(['2', 'd'])
  })

  test('an answer carries its own status and headers; one without a body has none', async () => {
    server.stand.behandel = async () => ({
      kind: 'antwoord',
      status: 201,
      body: { id: 1 },
      headers: { Location: '/v1/x' },
    })
    const antwoord = await post(server, JSON.stringify(GOED))
    keurAntwoord(antwoord, 201)
    expect([antwoord.headers.location, antwoord.json()]).toEqual(['/v1/x', { id: 1 }])
    server.stand.behandel = async () => ({ kind: 'antwoord', status: 204 })
    expect((await vraag('GET', '/v1/open')).body).toBe('')
  })

  test.each([
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['a refused connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    ['a full disk', Object.assign(new pg.DatabaseError('no space: Planted', 7, 'error'), { code: '53100' })],
    ['a pool that is exhausted', new Error('timeout exceeded when trying to connect')],
  ])('%s is 503 with Retry-After, and logged', async (_naam, fout) => {
    server.stand.behandel = () => Promise.reject(fout)
    const antwoord = await post(server, JSON.stringify(GOED))
    keurAntwoord(antwoord, 503, 'niet-beschikbaar')
    expect(antwoord.headers['retry-after']).toBe('5')
    expect(server.regels.join()).toContain('http.storing')
    expect(server.regels.join() + antwoord.body).not.toContain('Planted')
  })

  test('no answer in time, as from a frozen database, is 503 with Retry-After; what comes later is dropped', async () => {
    const later = Promise.withResolvers<never>()
    server.stand.behandel = () => later.promise
    const antwoord = await vraag('GET', '/v1/kort', {})
    keurAntwoord(antwoord, 503, 'niet-beschikbaar')
    expect(antwoord.headers['retry-after']).toBe('5')
    expect(server.regels.join()).toContain('http.geen-antwoord')
    later.reject(new Error('too late'))
    await later.promise.catch(() => undefined)
    server.stand.behandel = async () => ({ kind: 'antwoord', status: 204 })
    expect((await vraag('GET', '/v1/kort', {})).statusCode).toBe(204)
  })

  test('a full service sheds with 503 and Retry-After before it reads the body, but not before it knows who asks', async () => {
    server.stand.belasting = { kind: 'vol', wachtSeconden: 3 }
    const antwoord = await post(server, 'not json')
    keurAntwoord(antwoord, 503, 'niet-beschikbaar')
    expect(antwoord.headers['retry-after']).toBe('3')
    keurAntwoord(await post(server, '{}', { authorization: '' }), 401, 'niet-aangemeld')
  })

  test('a client that asks too much is told when to go on, before its body is read; one without the scope is counted too, one without a token not', async () => {
    server.stand.quotumWacht = 40
    const antwoord = await post(server, 'not json')
    keurAntwoord(antwoord, 429, 'te-veel-verzoeken')
    expect(antwoord.headers['retry-after']).toBe('40')
    keurAntwoord(await post(server, '{}', { authorization: 'Bearer zonder' }), 429, 'te-veel-verzoeken')
    keurAntwoord(await post(server, '{}', { authorization: '' }), 401, 'niet-aangemeld')
    expect((await server.app.inject({ method: 'GET', url: '/v1/open' })).statusCode).toBe(200)
  })

  test('a connection that was not to be had is said to be nothing begun, an outage not', async () => {
    const faal = async (fout: Error) => {
      server.stand.behandel = () => Promise.reject(fout)
      return (await post(server, JSON.stringify(GOED))).json().detail
    }
    expect(await faal(new Error('timeout exceeded when trying to connect'))).toMatch(/Er is niets vastgelegd/)
    expect(await faal(new Error('Connection terminated unexpectedly'))).toMatch(/niet zeker of/)
  })

  test.each([
    ['an error', new Error('Planted Person')],
    [
      'an error of the database',
      Object.assign(new pg.DatabaseError('Planted', 7, 'error'), { code: '23505', detail: 'Planted' }),
    ],
    ['a text', 'Planted Person'],
    ['nothing', undefined],
    ['an error that looks like a status of 500', Object.assign(new Error('Planted'), { statusCode: 502 })],
  ])('%s is 500 that tells nothing, and is logged with its route', async (_naam, fout) => {
    server.stand.behandel = () => Promise.reject(fout)
    const antwoord = await post(server, JSON.stringify(GOED))
    keurAntwoord(antwoord, 500, 'fout')
    expect(antwoord.body).not.toMatch(/Planted|\bat \/|\.ts\b/)
    expect(server.regels.map((regel) => JSON.parse(regel))).toMatchObject([
      { niveau: 'error', gebeurtenis: 'http.fout', route: '/v1/proeven', methode: 'POST' },
    ])
  })

  test('trace context is taken over when it is well formed, and begun when it is not', async () => {
    const gezien: string[] = []
    server.stand.behandel = async ({ traceparent }) => {
      gezien.push(traceparent)
      return { kind: 'antwoord', status: 200 }
    }
    const goed = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const slecht = ['', 'x', goed.toUpperCase(), `${goed}-extra`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, undefined]
    for (const kop of [goed, ...slecht]) {
      await vraag('GET', '/v1/open', kop === undefined ? {} : { traceparent: kop })
    }
    expect(gezien[0]).toBe(goed)
    expect(new Set(gezien).size).toBe(7)
    for (const een of gezien) expect(een).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })
})
