import { request } from 'node:http'
import { maakControleur } from '@warmknooppunt/platform/auth'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dienst, Proef } from './dienst.proef.ts'
import { ALGORITMEN, AUDIENCE, formulier, ISSUER, maakProef, teken, vraag } from './dienst.proef.ts'

let proef: Proef
let dienst: Dienst

beforeAll(async () => {
  proef = await maakProef()
  dienst = await proef.start()
})

afterAll(() => proef.sluit())

const assertie = (anders = {}, alg = 'PS256', paar = proef.paren.get(alg)) => teken(paar, alg, anders)

describe('a token', () => {
  it.each(ALGORITMEN)('is given for an assertion signed with %s', async (alg) => {
    const { status, headers, body } = await vraag(dienst, { client_assertion: await assertie({}, alg) })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'doorverwijzingen.indienen postvak.lezen',
    })
    expect(body).not.toHaveProperty('refresh_token')
  })

  it('is a JWT with what a receiver must know, and nothing else', async () => {
    const { body } = await vraag(dienst, { client_assertion: await assertie() })
    const claims = decodeJwt(`${body.access_token}`)
    expect(claims).toEqual({
      iss: ISSUER,
      sub: 'maasdal',
      aud: AUDIENCE,
      azp: 'maasdal',
      client_id: 'maasdal',
      deelnemer: 'waterbedrijf-maasdal',
      oin: '00000099000000001000',
      scope: 'doorverwijzingen.indienen postvak.lezen',
      iat: expect.any(Number),
      exp: (claims.iat ?? 0) + 600,
      jti: expect.stringMatching(/^.{20,}$/),
    })
    const [sleutel] = (await dienst.autorisatie.jwks()).keys
    expect(decodeProtectedHeader(`${body.access_token}`)).toEqual({ alg: 'PS256', typ: 'at+jwt', kid: sleutel?.kid })
  })

  it('names a party without an OIN by its KvK number', async () => {
    const { body } = await vraag(dienst, { client_assertion: await assertie({ sub: 'incasso' }) })
    expect(decodeJwt(`${body.access_token}`)).toMatchObject({ deelnemer: 'incasso-zuid', kvk: '12000002' })
    expect(decodeJwt(`${body.access_token}`)).not.toHaveProperty('oin')
  })

  it('carries the part of the scopes that was asked for', async () => {
    const { body } = await vraag(dienst, { client_assertion: await assertie(), scope: 'postvak.lezen' })
    expect(body.scope).toBe('postvak.lezen')
    expect(decodeJwt(`${body.access_token}`).scope).toBe('postvak.lezen')
  })

  it('is given for the issuer as audience too, and under any Host header', async () => {
    expect(await vraag(dienst, { client_assertion: await assertie({ aud: ISSUER }) })).toMatchObject({ status: 200 })
    const elders = 'http://elders.example.nl/oauth/token'
    const { status } = await metHost('elders.example.nl', { client_assertion: await assertie({ aud: elders }) })
    expect(status).toBe(401)
    expect(await metHost('elders.example.nl', { client_assertion: await assertie() })).toMatchObject({ status: 200 })
  })

  it('passes the check of every stage, over HTTP and in the same process', async () => {
    const { body } = await vraag(dienst, { client_assertion: await assertie() })
    const nu = new Date()
    for (const bron of [{ jwksUri: `${dienst.url}/oauth/jwks` }, { jwks: dienst.autorisatie.jwks }]) {
      const controleur = maakControleur({ issuers: [{ issuer: ISSUER, ...bron }], audience: AUDIENCE, skewSeconden: 5 })
      expect(await controleur.controleer(`Bearer ${body.access_token}`, nu)).toMatchObject({
        kind: 'goed',
        beller: { issuer: ISSUER, clientId: 'maasdal', deelnemer: 'waterbedrijf-maasdal', oin: '00000099000000001000' },
      })
    }
    const dicht = maakControleur({
      issuers: [{ issuer: ISSUER, jwksUri: 'http://127.0.0.1:9/oauth/jwks' }],
      audience: AUDIENCE,
      skewSeconden: 5,
    })
    expect(await dicht.controleer(`Bearer ${body.access_token}`, nu)).toMatchObject({ kind: 'onbereikbaar' })
  })
})

/** fetch does not let a caller choose the Host header. */
async function metHost(host: string, velden: Record<string, string>): Promise<{ status: number | undefined }> {
  return new Promise((klaar, mislukt) => {
    const headers = { host, 'content-type': 'application/x-www-form-urlencoded' }
    const verzoek = request(`${dienst.url}/oauth/token`, { method: 'POST', headers }, (antwoord) => {
      antwoord.resume()
      klaar({ status: antwoord.statusCode })
    })
    verzoek.on('error', mislukt)
    verzoek.end(formulier(velden).toString())
  })
}
