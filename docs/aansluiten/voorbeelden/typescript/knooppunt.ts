// Wat beide rollen nodig hebben: een token, en verzoeken die herhaald worden tot er een antwoord is. Node.js 22.18 of nieuwer, zonder pakketten.
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as wacht } from 'node:timers/promises'

const HUB = process.env.HUB ?? 'http://127.0.0.1:8080'
const ISSUER = process.env.ISSUER ?? `${HUB}/oauth`
const CLIENT = process.env.CLIENT ?? ''
const JWK = JSON.parse(readFileSync(process.env.SLEUTEL ?? '', 'utf8'))

const base64url = (waarde: unknown) => Buffer.from(JSON.stringify(waarde)).toString('base64url')
let token = { waarde: '', totMs: 0 }

/** Een token met private_key_jwt (RFC 7523); bewaard tot kort voor het verloopt. */
async function haalToken(): Promise<string> {
  if (token.totMs > Date.now()) return token.waarde
  const nu = Math.floor(Date.now() / 1000)
  const kop = { alg: 'ES256', typ: 'JWT', kid: JWK.kid }
  const inhoud = { iss: CLIENT, sub: CLIENT, aud: `${ISSUER}/token`, jti: randomUUID(), iat: nu, exp: nu + 60 }
  const tekst = `${base64url(kop)}.${base64url(inhoud)}`
  const sleutel = createPrivateKey({ key: JWK, format: 'jwk' })
  const handtekening = sign('sha256', Buffer.from(tekst), { key: sleutel, dsaEncoding: 'ieee-p1363' })
  const antwoord = await fetch(`${ISSUER}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${tekst}.${handtekening.toString('base64url')}`,
    }),
  })
  if (!antwoord.ok) throw new Error(`geen token: ${antwoord.status} ${await antwoord.text()}`)
  const { access_token, expires_in } = await antwoord.json()
  token = { waarde: access_token, totMs: Date.now() + (expires_in - 30) * 1000 }
  return token.waarde
}

/** Eén verzoek, met dezelfde body en dezelfde sleutel herhaald bij 429, 503 en een verbroken verbinding. */
export async function vraag(methode: string, pad: string, body?: unknown, sleutel?: string) {
  for (;;) {
    let wachtSeconden = 1
    try {
      const antwoord = await fetch(`${HUB}${pad}`, {
        method: methode,
        headers: {
          Authorization: `Bearer ${await haalToken()}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(sleutel === undefined ? {} : { 'Idempotency-Key': `"${sleutel}"` }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      if (antwoord.status !== 429 && antwoord.status !== 503) {
        return { status: antwoord.status, body: await antwoord.json() }
      }
      wachtSeconden = Number(antwoord.headers.get('Retry-After') ?? 1)
    } catch (fout) {
      console.error(`geen antwoord (${String(fout)}); het verzoek wordt herhaald`)
    }
    await wacht(wachtSeconden * 1000)
  }
}
