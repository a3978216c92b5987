import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { maakPool } from '@warmknooppunt/platform/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dienst, Proef } from './dienst.proef.ts'
import { ALGORITMEN, ISSUER, maakProef, SCOPES, teken, vraag } from './dienst.proef.ts'

let proef: Proef
let dienst: Dienst

beforeAll(async () => {
  proef = await maakProef()
  dienst = await proef.start()
})

afterAll(() => proef.sluit())

const assertie = (anders = {}, alg = 'PS256', paar = proef.paren.get(alg)) => teken(paar, alg, anders)

describe('the addresses', () => {
  const lees = async (pad: string, init?: RequestInit) => fetch(`${dienst.url}${pad}`, init)

  it('tell the same metadata at the well-known places of OpenID and RFC 8414', async () => {
    for (const pad of [
      '/oauth/.well-known/openid-configuration',
      '/oauth/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/oauth',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
    ]) {
      const antwoord = await lees(pad)
      expect([pad, await antwoord.json()]).toEqual([
        pad,
        {
          issuer: ISSUER,
          token_endpoint: `${ISSUER}/token`,
          jwks_uri: `${ISSUER}/jwks`,
          scopes_supported: SCOPES,
          response_types_supported: [],
          grant_types_supported: ['client_credentials'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['PS256'],
          token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
          tls_client_certificate_bound_access_tokens: true,
          token_endpoint_auth_signing_alg_values_supported: [...ALGORITMEN],
        },
      ])
    }
  })

  it('show public keys only', async () => {
    const jwks = await (await lees('/oauth/jwks')).json()
    expect(jwks).toEqual({
      keys: [{ kty: 'RSA', use: 'sig', alg: 'PS256', kid: expect.any(String), n: expect.any(String), e: 'AQAB' }],
    })
    expect(jwks).toEqual(await dienst.autorisatie.jwks())
  })

  it('are no others: 404, and 405 for a wrong method, in JSON also for a browser', async () => {
    for (const pad of [
      '/oauth/auth',
      '/oauth/me',
      '/oauth/reg',
      '/oauth/session/end',
      '/oauth/device/auth',
      '/oauth/x',
      '/oauth/TOKEN',
    ]) {
      const antwoord = await lees(pad, { headers: { accept: 'text/html' } })
      expect([pad, antwoord.status, await antwoord.json()]).toEqual([
        pad,
        404,
        { error: 'invalid_request', error_description: 'no such address' },
      ])
    }
    const antwoord = await lees('/oauth/token')
    expect([antwoord.status, antwoord.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    const fout = await lees('/oauth/token', { method: 'POST', headers: { accept: 'text/html' } })
    expect([fout.status, JSON.parse(await fout.text()).error]).toEqual([400, 'invalid_request'])
  })

  it('are told apart from those of the rest of the hub', () => {
    const { hoortHier } = dienst.autorisatie
    for (const url of ['/oauth/token', '/oauth/x?y=1', '/.well-known/oauth-authorization-server/oauth']) {
      expect([url, hoortHier(url)]).toEqual([url, true])
    }
    for (const url of [
      '/',
      '/v1/doorverwijzingen',
      '/oauthx',
      '/v1/oauth/token',
      '/.well-known/security.txt',
      undefined,
    ]) {
      expect([url, hoortHier(url)]).toEqual([url, false])
    }
  })

  it('refuse a page of another origin', async () => {
    const met = { origin: 'https://elders.example.nl' }
    const { status, headers } = await vraag(dienst, { client_assertion: await assertie() }, met)
    expect([status, headers.get('access-control-allow-origin')]).toEqual([400, null])
  })
})

describe('an outage', () => {
  it('of the database is a 503 with Retry-After, and over when it is back', async () => {
    const { poort, dicht, open } = await maakDoorgang(new URL(proef.database.url))
    const url = new URL(proef.database.url)
    url.port = `${poort}`
    const pool = maakPool({ url: url.href, applicatie: 'test', rol: 'wk_autorisatie' })
    const eigen = await proef.start({ pool })
    await dicht()
    const { status, headers, body } = await vraag(eigen, { client_assertion: await assertie() })
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    expect(body).toEqual({ error: 'temporarily_unavailable', error_description: 'try again in a few seconds' })
    await open()
    expect(await vraag(eigen, { client_assertion: await assertie() })).toMatchObject({ status: 200 })
    await pool.end()
    await dicht()
  })

  it('in which the database is silent is a 503 with Retry-After in time, and over when it speaks', async () => {
    const { poort, dicht, zwijg, spreek } = await maakDoorgang(new URL(proef.database.url))
    const url = new URL(proef.database.url)
    url.port = `${poort}`
    const pool = maakPool({ url: url.href, applicatie: 'test', rol: 'wk_autorisatie' })
    const eigen = await proef.start({ pool, antwoordMs: 300 })
    await zwijg()
    const { status, headers, body } = await vraag(eigen, { client_assertion: await assertie() })
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    expect(body).toEqual({ error: 'temporarily_unavailable', error_description: 'try again in a few seconds' })
    expect(eigen.regels).toEqual([{ uitkomst: 'storing', code: 'geen-antwoord' }])
    spreek()
    await expect.poll(() => vraag(eigen, {}).then(({ status: later }) => later)).toBe(400)
    expect(await vraag(eigen, { client_assertion: await assertie() })).toMatchObject({ status: 200 })
    await pool.end()
    await dicht()
  })

  it('of ourselves is a 500 that says nothing', async () => {
    await proef.database.pool().query('revoke select on register.client from wk_autorisatie')
    dienst.regels.length = 0
    const { status, body } = await vraag(dienst, { client_assertion: await assertie() })
    await proef.database.pool().query('grant select on register.client to wk_autorisatie')
    expect([status, body]).toEqual([500, { error: 'server_error', error_description: 'oops! something went wrong' }])
    expect(dienst.regels).toEqual([{ uitkomst: 'storing', code: 'error', detail: '42501' }])
  })
})

describe('what is told', () => {
  it('is one line a request, with codes and without what was sent', async () => {
    dienst.regels.length = 0
    const goed = await assertie()
    await vraag(dienst, { client_assertion: goed })
    await vraag(dienst, { client_assertion: goed })
    await vraag(dienst, { client_assertion: await assertie({ exp: 1 }) })
    await vraag(dienst, { client_assertion: await assertie({ sub: 'geheimzinnig' }) })
    expect(dienst.regels).toEqual([
      { uitkomst: 'verleend', client: 'maasdal' },
      {
        uitkomst: 'geweigerd',
        client: 'maasdal',
        code: 'invalid_client',
        detail: 'client assertion tokens must only be used once',
      },
      { uitkomst: 'geweigerd', client: 'maasdal', code: 'invalid_client', detail: 'jwt expired' },
      { uitkomst: 'geweigerd', code: 'invalid_client', detail: 'client not found' },
    ])
  })

  it('is nothing on the console and no warning of the process, from the first import to here', () => {
    expect(proef.geprint).toEqual([])
  })
})

type Doorgang = {
  readonly poort: number
  dicht(): Promise<void>
  open(): Promise<void>
  /** lets nothing through, and keeps who is inside */
  zwijg(): Promise<void>
  spreek(): void
}

/** A door in front of the database that can be shut, also on who is inside. */
async function maakDoorgang(doel: URL): Promise<Doorgang> {
  let stil = false
  const binnen = new Set<Socket>()
  const server = createServer((van) => {
    const naar = connect(Number(doel.port), doel.hostname)
    if (stil) van.pause()
    for (const [een, ander] of [
      [van, naar],
      [naar, van],
    ] as const) {
      binnen.add(een)
      een.on('error', () => ander.destroy())
      een.on('close', () => ander.destroy())
      een.pipe(ander)
    }
  })
  const luister = (poort: number) => new Promise<void>((klaar) => server.listen(poort, '127.0.0.1', klaar))
  await luister(0)
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('the door has no port')
  return {
    poort: adres.port,
    async dicht() {
      for (const socket of binnen) socket.destroy()
      await new Promise((klaar) => server.close(klaar))
    },
    open: () => luister(adres.port),
    async zwijg() {
      stil = true
      for (const socket of binnen) socket.pause()
    },
    spreek() {
      stil = false
      for (const socket of binnen) socket.resume()
    },
  }
}
