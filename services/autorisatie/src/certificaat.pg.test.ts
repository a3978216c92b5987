import { X509Certificate } from 'node:crypto'
import { maakControleur } from '@warmknooppunt/platform/auth'
import { leesNetwerken, maakCertificaatlezer } from '@warmknooppunt/platform/clientcertificaat'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Certificaat, Certificaten } from '../../../test/steun/certificaten.ts'
import { maakCertificaten } from '../../../test/steun/certificaten.ts'
import type { Dienst, Proef } from './dienst.proef.ts'
import { AUDIENCE, ISSUER, maakProef, schrijfClient, teken, vraag } from './dienst.proef.ts'

const OIN = '00000099900000003000'
let certificaten: Certificaten
let partij: Certificaat
let ander: Certificaat
let zonder: Certificaat
let proef: Proef
let dienst: Dienst
beforeAll(async () => {
  certificaten = maakCertificaten()
  partij = certificaten.maak({ naam: 'partij', oin: OIN })
  ander = certificaten.maak({ naam: 'ander', oin: '00000099900000004000' })
  zonder = certificaten.maak({ naam: 'zonder' })
  proef = await maakProef()
  const { jwks } = proef
  await schrijfClient(proef.database, {
    clientId: 'met-certificaat',
    deelnemer: 'waterbedrijf-maasdal',
    jwks,
    certificaat: OIN,
  })
  dienst = await proef.start({ certificaat: maakCertificaatlezer(leesNetwerken('127.0.0.1'), () => new Date()) })
})
afterAll(async () => {
  await proef.sluit()
  certificaten.sluit()
})

const kop = ({ certPem }: Certificaat) => ({
  'client-cert': `:${new X509Certificate(certPem).raw.toString('base64')}:`,
})
const meldAan = (certificaat: Certificaat | null) =>
  vraag(dienst, { client_id: 'met-certificaat' }, certificaat ? kop(certificaat) : {})

it('gives a token to who shows the certificate with the OIN of the register, bound to that certificate', async () => {
  const { status, body } = await meldAan(partij)
  expect([status, body.error]).toEqual([200, undefined])
  const token = String(body.access_token)
  const vingerafdruk = new X509Certificate(partij.certPem).fingerprint256.replaceAll(':', '')
  const x5t = Buffer.from(vingerafdruk, 'hex').toString('base64url')
  expect(decodeJwt(token)).toMatchObject({ azp: 'met-certificaat', cnf: { 'x5t#S256': x5t } })
  const controleur = maakControleur({
    issuers: [{ issuer: ISSUER, jwks: dienst.autorisatie.jwks }],
    audience: AUDIENCE,
    skewSeconden: 5,
  })
  expect(await controleur.controleer(`Bearer ${token}`, new Date())).toMatchObject({
    kind: 'goed',
    beller: { cnf: x5t },
  })
})

it('refuses another certificate, one without an OIN, and none', async () => {
  for (const certificaat of [ander, zonder, null]) {
    expect(await meldAan(certificaat)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  }
})

it('refuses a key of a client that signs in by a certificate, and a certificate of one that does by a key', async () => {
  const bewijs = await teken(proef.paren.get('PS256'), 'PS256', { sub: 'met-certificaat' })
  expect((await vraag(dienst, { client_assertion: bewijs })).status).toBe(401)
  expect((await vraag(dienst, { client_id: 'maasdal' }, kop(partij))).status).toBe(401)
})

it('says in its metadata that it can', async () => {
  const antwoord = await fetch(`${dienst.url}/oauth/.well-known/oauth-authorization-server`)
  expect(await antwoord.json()).toMatchObject({
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
    tls_client_certificate_bound_access_tokens: true,
  })
})
