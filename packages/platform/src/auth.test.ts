import { createHmac, createPublicKey } from 'node:crypto'
import type { JSONWebKeySet } from 'jose'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Controle, Controleur } from './auth.ts'
import { maakControleur } from './auth.ts'

const ISSUER = 'https://hub.example.nl/oauth'
const AUDIENCE = 'https://hub.example.nl/v1'
const NU = new Date('2026-03-02T10:00:00Z')
const SECONDE = Math.floor(NU.getTime() / 1000)
const ALGORITMEN = ['PS256', 'RS256', 'ES256'] as const

type Paar = Awaited<ReturnType<typeof generateKeyPair>>
let paren: Record<string, Paar>
let jwks: JSONWebKeySet
let gevraagd = 0
let controleur: Controleur

beforeAll(async () => {
  const maak = async (alg: string): Promise<[string, Paar]> => [alg, await generateKeyPair(alg, { extractable: true })]
  paren = Object.fromEntries(await Promise.all(ALGORITMEN.map(maak)))
  const keys = Object.entries(paren).map(async ([alg, { publicKey }]) => ({
    ...(await exportJWK(publicKey)),
    kid: alg,
    alg,
  }))
  jwks = { keys: await Promise.all(keys) }
  controleur = nieuwe()
})

function nieuwe(): Controleur {
  gevraagd = 0
  const bron = () => {
    gevraagd++
    return Promise.resolve(jwks)
  }
  return maakControleur({ issuers: [{ issuer: ISSUER, jwks: bron }], audience: AUDIENCE, skewSeconden: 5 })
}

const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'waterbedrijf-maasdal',
  azp: 'waterbedrijf-maasdal',
  client_id: 'waterbedrijf-maasdal',
  deelnemer: 'waterbedrijf-maasdal',
  oin: '00000099000000001000',
  scope: 'doorverwijzingen.indienen postvak.lezen',
  jti: 'een',
  exp: SECONDE + 600,
}

async function teken(
  anders: Record<string, unknown> = {},
  header: { alg?: string; kid?: string; typ?: string } = {},
): Promise<string> {
  const alg = header.alg ?? 'PS256'
  const paar = paren[alg]
  if (!paar) throw new Error(`no key for ${alg}`)
  return new SignJWT({ ...CLAIMS, ...anders })
    .setProtectedHeader({ typ: 'at+jwt', kid: alg, ...header, alg })
    .sign(paar.privateKey)
}

const controleer = async (token: string, nu = NU): Promise<Controle> => controleur.controleer(`Bearer ${token}`, nu)
const b64 = (waarde: object) => Buffer.from(JSON.stringify(waarde)).toString('base64url')

describe('a good token', () => {
  it.each(ALGORITMEN)('signed with %s tells who calls', async (alg) => {
    expect(await controleer(await teken({}, { alg }))).toEqual({
      kind: 'goed',
      beller: {
        issuer: ISSUER,
        clientId: 'waterbedrijf-maasdal',
        deelnemer: 'waterbedrijf-maasdal',
        oin: '00000099000000001000',
        scopes: new Set(['doorverwijzingen.indienen', 'postvak.lezen']),
        verlooptOp: new Date((SECONDE + 600) * 1000),
      },
    })
  })

  it('may name several audiences, carry no scope, and write the scheme in any case', async () => {
    const { scope: _, ...zonder } = CLAIMS
    const token = await teken({ ...zonder, scope: undefined, aud: ['https://elders.example.nl', AUDIENCE] })
    const uitkomst = await controleur.controleer(`bearer ${token}`, NU)
    expect(uitkomst).toMatchObject({ kind: 'goed', beller: { scopes: new Set() } })
  })

  it('is good until its end plus the skew, and not a second longer', async () => {
    const token = await teken({ exp: SECONDE })
    expect(await controleer(token, new Date((SECONDE + 4) * 1000))).toMatchObject({ kind: 'goed' })
    expect(await controleer(token, new Date((SECONDE + 5) * 1000))).toEqual({ kind: 'verlopen', detail: 'verlopen' })
  })
})

describe('a refused token', () => {
  const fout = (detail: string) => ({ kind: 'ongeldig', detail })

  it('is absent, or of another scheme', async () => {
    for (const header of [undefined, '', 'Basic d2F0ZXI6cw==', 'Bearerabc']) {
      expect(await controleur.controleer(header, NU)).toEqual({ kind: 'geen', detail: 'geen-token' })
    }
  })

  it('is no JWT at all', async () => {
    for (const rest of ['', 'x', 'a.b.c', 'a b', 'é', `${'a'.repeat(9_000)}`]) {
      expect(await controleur.controleer(`Bearer ${rest}`, NU)).toEqual(fout('onleesbaar'))
    }
  })

  it('is of an issuer that is not on the list', async () => {
    expect(await controleer(await teken({ iss: 'https://elders.example.nl' }))).toEqual(fout('onbekende-uitgever'))
    expect(await controleer(await teken({ iss: undefined }))).toEqual(fout('onbekende-uitgever'))
  })

  it('has alg none', async () => {
    expect(await controleer(`${b64({ alg: 'none', typ: 'at+jwt' })}.${b64(CLAIMS)}.`)).toEqual(fout('algoritme'))
  })

  it('is signed with HS256 and our public key as the secret', async () => {
    const jwk = jwks.keys[0]
    const pem = createPublicKey({ key: jwk ?? {}, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const inhoud = `${b64({ alg: 'HS256', kid: 'PS256', typ: 'at+jwt' })}.${b64(CLAIMS)}`
    const handtekening = createHmac('sha256', pem).update(inhoud).digest('base64url')
    expect(await controleer(`${inhoud}.${handtekening}`)).toEqual(fout('algoritme'))
  })

  it('is forged: another key under our kid, or another payload under our signature', async () => {
    const vreemd = await generateKeyPair('PS256')
    const vals = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'PS256', kid: 'PS256' }).sign(vreemd.privateKey)
    expect(await controleer(vals)).toEqual(fout('handtekening'))
    const [kop, , staart] = (await teken()).split('.')
    expect(await controleer(`${kop}.${b64({ ...CLAIMS, scope: 'beheer' })}.${staart}`)).toEqual(fout('handtekening'))
  })

  it('names a key we do not have', async () => {
    expect(await controleer(await teken({}, { kid: 'ander' }))).toEqual(fout('onbekende-sleutel'))
  })

  it('is for another audience, or for none', async () => {
    expect(await controleer(await teken({ aud: 'https://elders.example.nl' }))).toEqual(fout('doelgroep'))
    expect(await controleer(await teken({ aud: undefined }))).toEqual(fout('doelgroep'))
  })

  it('is not valid yet', async () => {
    expect(await controleer(await teken({ nbf: SECONDE + 6 }))).toEqual(fout('nog-niet-geldig'))
    expect(await controleer(await teken({ nbf: SECONDE + 5 }))).toMatchObject({ kind: 'goed' })
  })

  it('lacks exp, jti or a client, contradicts itself, or is another kind of JWT', async () => {
    for (const anders of [{ exp: undefined }, { jti: undefined }, { azp: undefined, client_id: undefined }]) {
      expect(await controleer(await teken(anders))).toEqual(fout('claims'))
    }
    expect(await controleer(await teken({ azp: 'iemand-anders' }))).toEqual(fout('claims'))
    expect(await controleer(await teken({}, { typ: 'logout+jwt' }))).toEqual(fout('claims'))
  })

  it('is not the fault of the caller when the keys cannot be had', async () => {
    const stuk = maakControleur({
      issuers: [{ issuer: ISSUER, jwks: () => Promise.reject(new Error('connect ECONNREFUSED')) }],
      audience: AUDIENCE,
      skewSeconden: 5,
    })
    expect(await stuk.controleer(`Bearer ${await teken()}`, NU)).toEqual({
      kind: 'onbereikbaar',
      detail: 'sleutels-onbereikbaar',
    })
  })
})

describe('the store of checked tokens', () => {
  const na = (seconden: number) => new Date(NU.getTime() + seconden * 1000)

  it('checks a signature once a minute', async () => {
    controleur = nieuwe()
    const token = await teken()
    for (const seconden of [0, 1, 59]) expect(await controleer(token, na(seconden))).toMatchObject({ kind: 'goed' })
    expect(gevraagd).toBe(1)
    expect(await controleer(token, na(60))).toMatchObject({ kind: 'goed' })
    expect(gevraagd).toBe(2)
  })

  it('forgets a token at its end', async () => {
    const token = await teken({ exp: SECONDE + 10 })
    expect(await controleer(token)).toMatchObject({ kind: 'goed' })
    expect(await controleer(token, na(16))).toMatchObject({ kind: 'verlopen' })
  })

  it('holds no refusals and no more than 5,000 tokens', async () => {
    controleur = nieuwe()
    const eerste = await teken({}, { alg: 'RS256' })
    await controleer(eerste)
    const slecht = `${eerste.slice(0, -8)}AAAAAAAA`
    for (const _ of [1, 2]) expect(await controleer(slecht)).toMatchObject({ detail: 'handtekening' })
    expect(gevraagd).toBe(3)
    for (let n = 0; n < 5_000; n++) await controleer(await teken({ jti: `${n}` }, { alg: 'ES256' }))
    await controleer(eerste)
    expect(gevraagd).toBe(5_004)
  })
})
