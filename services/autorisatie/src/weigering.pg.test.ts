import { createHmac, createPublicKey, randomUUID } from 'node:crypto'
import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dienst, Proef } from './dienst.proef.ts'
import {
  b64,
  claims,
  ISSUER,
  maakProef,
  publiek,
  schrijfClient,
  schrijfDeelnemer,
  teken,
  vraag,
} from './dienst.proef.ts'

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

let proef: Proef
let dienst: Dienst

beforeAll(async () => {
  proef = await maakProef()
  dienst = await proef.start()
})

afterAll(() => proef.sluit())

const assertie = (anders = {}, alg = 'PS256', paar = proef.paren.get(alg)) => teken(paar, alg, anders)

describe('no token', () => {
  const NIET = { status: 401, body: { error: 'invalid_client', error_description: 'client authentication failed' } }
  const nu = () => Math.floor(Date.now() / 1000)

  it('for an assertion used before: at once, twice together, and after a restart', async () => {
    const gebruikt = { client_assertion: await assertie() }
    expect(await vraag(dienst, gebruikt)).toMatchObject({ status: 200 })
    expect(await vraag(dienst, gebruikt)).toMatchObject(NIET)
    const tweede = await proef.start()
    expect(await vraag(tweede, gebruikt)).toMatchObject(NIET)
    const samen = { client_assertion: await assertie() }
    const antwoorden = await Promise.all([...Array(10).keys()].map((n) => vraag(n % 2 ? dienst : tweede, samen)))
    expect(antwoorden.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(antwoorden.filter(({ status }) => status === 401)).toHaveLength(9)
  })

  it('but another client may use the same jti', async () => {
    const jti = randomUUID()
    expect(await vraag(dienst, { client_assertion: await assertie({ jti }) })).toMatchObject({ status: 200 })
    const ander = await assertie({ jti, sub: 'incasso' })
    expect(await vraag(dienst, { client_assertion: ander })).toMatchObject({ status: 200 })
  })

  it.each([
    ['has expired', () => ({ exp: nu() - 10 })],
    ['has no end', () => ({ exp: undefined })],
    ['ends too late', () => ({ exp: nu() + 3_600 })],
    ['is not valid yet', () => ({ nbf: nu() + 60 })],
    ['was issued in the future', () => ({ iat: nu() + 60 })],
    ['is for another server', () => ({ aud: 'https://elders.example.nl/token' })],
    ['is for another server as well', () => ({ aud: [ISSUER, 'https://elders.example.nl'] })],
    ['has no audience', () => ({ aud: undefined })],
    ['has no jti', () => ({ jti: undefined })],
    ['is issued by somebody else', () => ({ iss: 'incasso' })],
    ['is of an unknown client', () => ({ sub: 'niemand' })],
  ])('for an assertion that %s', async (_, anders) => {
    expect(await vraag(dienst, { client_assertion: await assertie(anders()) })).toMatchObject(NIET)
  })

  it('for an assertion signed with another key, with none, or with our public key as a secret', async () => {
    const vreemd = await generateKeyPair('PS256')
    expect(await vraag(dienst, { client_assertion: await assertie({}, 'PS256', vreemd) })).toMatchObject(NIET)
    expect(await vraag(dienst, { client_assertion: `${b64({ alg: 'none' })}.${b64(claims())}.` })).toMatchObject(NIET)
    const jwk = await publiek(proef.paren.get('RS256'), 'RS256')
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const inhoud = `${b64({ alg: 'HS256', kid: 'RS256' })}.${b64(claims())}`
    const verward = `${inhoud}.${createHmac('sha256', pem).update(inhoud).digest('base64url')}`
    expect(await vraag(dienst, { client_assertion: verward })).toMatchObject(NIET)
  })

  it('for another way of showing who you are', async () => {
    const geheim = { client_id: 'maasdal', client_secret: 'geheim' }
    expect((await vraag(dienst, geheim)).status).toBeGreaterThanOrEqual(400)
    const basic = { authorization: `Basic ${Buffer.from('maasdal:geheim').toString('base64')}` }
    expect(await vraag(dienst, {}, basic)).toMatchObject(NIET)
    expect(await vraag(dienst, { client_id: 'maasdal' })).toMatchObject(NIET)
  })

  it('with a scope the client was not granted, or nobody knows', async () => {
    for (const scope of ['beheer', 'postvak.lezen beheer', 'openid', 'zomaar']) {
      const { status, body } = await vraag(dienst, { client_assertion: await assertie(), scope })
      expect([scope, status, body.error]).toEqual([scope, 400, 'invalid_scope'])
    }
  })

  it('for another resource or another grant', async () => {
    const resource = 'https://elders.example.nl/v1'
    const ander = await vraag(dienst, { client_assertion: await assertie(), resource })
    expect([ander.status, ander.body.error]).toEqual([400, 'invalid_target'])
    for (const grant_type of ['authorization_code', 'refresh_token', 'implicit', 'password']) {
      const { status, body } = await vraag(dienst, { client_assertion: await assertie(), grant_type })
      expect([grant_type, status, body.error]).toEqual([grant_type, 400, 'unsupported_grant_type'])
    }
  })

  it('once the client or its deelnemer is blocked or has left, at the next request', async () => {
    const jwks = { keys: [await publiek(proef.paren.get('ES256'), 'ES256')] }
    const mag = async () => (await vraag(dienst, { client_assertion: await assertie({ sub: 'lijn' }, 'ES256') })).status
    await schrijfDeelnemer(proef.database, { deelnemer: 'telecom-lijn', kvk: '12000003' })
    await schrijfClient(proef.database, { clientId: 'lijn', deelnemer: 'telecom-lijn', jwks })
    expect(await mag()).toBe(200)
    await schrijfClient(proef.database, { clientId: 'lijn', deelnemer: 'telecom-lijn', jwks, status: 'geblokkeerd' })
    expect(await mag()).toBe(401)
    await schrijfClient(proef.database, { clientId: 'lijn', deelnemer: 'telecom-lijn', jwks })
    expect(await mag()).toBe(200)
    await schrijfDeelnemer(proef.database, { deelnemer: 'telecom-lijn', kvk: '12000003', status: 'geblokkeerd' })
    expect(await mag()).toBe(401)
    await schrijfDeelnemer(proef.database, { deelnemer: 'telecom-lijn', kvk: '12000003', totEnMet: '2021-01-01' })
    expect(await mag()).toBe(401)
    await schrijfDeelnemer(proef.database, { deelnemer: 'telecom-lijn', kvk: '12000003' })
    expect(await mag()).toBe(200)
  })

  it('for a client of another issuer, or one that was granted nothing', async () => {
    const jwks = { keys: [await publiek(proef.paren.get('ES256'), 'ES256')] }
    const deel = { deelnemer: 'waterbedrijf-maasdal', jwks }
    await schrijfClient(proef.database, { clientId: 'elders', ...deel, issuer: 'https://elders.example.nl' })
    await schrijfClient(proef.database, { clientId: 'leeg', ...deel, scopes: ['onbekende.scope'] })
    const als = async (naam: string) => vraag(dienst, { client_assertion: await assertie({ sub: naam }, 'ES256') })
    expect(await als('elders')).toMatchObject(NIET)
    expect((await als('leeg')).body.error).toBe('invalid_scope')
  })

  it('for a body that is no form, is too long, or says things twice', async () => {
    const stuur = (body: string, soort: string) =>
      fetch(`${dienst.url}/oauth/token`, { method: 'POST', body, headers: { 'content-type': soort } })
    for (const [body, soort] of [
      ['{}', 'application/json'],
      [`grant_type=${'a'.repeat(100_000)}`, 'application/x-www-form-urlencoded'],
      ['grant_type=client_credentials&grant_type=client_credentials', 'application/x-www-form-urlencoded'],
      ['', 'application/x-www-form-urlencoded'],
      ['%ff%fe=%', 'application/x-www-form-urlencoded'],
      [`client_assertion=a.b.c&client_assertion_type=${TYPE}`, 'application/x-www-form-urlencoded'],
    ] as const) {
      const antwoord = await stuur(body, soort)
      expect([body.slice(0, 40), antwoord.status]).toEqual([body.slice(0, 40), 400])
      expect(await antwoord.json()).toMatchObject({ error: 'invalid_request' })
    }
  })
})
