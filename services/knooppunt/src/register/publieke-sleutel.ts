import { createPublicKey, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { oinVan } from '@warmknooppunt/platform/clientcertificaat'
import { vingerafdruk } from '@warmknooppunt/register/sleutel'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'

export type Jwk = Readonly<Record<string, unknown>>
export type Sleutelopties = { readonly publiek?: string; readonly maak?: string }

/** The public keys that a party gave (a JWK, a JWKS, or PEM), or of a pair made here, whose private part stays in a file of its own. */
export async function haalSleutels({ publiek, maak }: Sleutelopties): Promise<readonly Jwk[]> {
  if (publiek !== undefined && maak !== undefined) throw gebruik('choose --publiek or --maak, not both')
  if (publiek !== undefined) return leesPubliek(publiek)
  return maak === undefined ? [] : [await maakPaar(maak)]
}

/** The OIN in a client certificate; null for `geen`. Ends the command when the file holds none, or one without. */
export async function leesOin(pad: string): Promise<string | null> {
  if (pad === 'geen') return null
  const pem = await readFile(pad, 'utf8').catch((fout: unknown) => {
    throw gebruik(`${pad} cannot be read`, fout)
  })
  const oin = oinIn(pem)
  if (oin === undefined) throw gebruik(`${pad} holds no certificate in PEM`)
  if (oin === null)
    throw gebruik(
      `the certificate in ${pad} has no OIN (twenty digits in subject:serialNumber); ask for one for Digikoppeling`,
    )
  return oin
}

function oinIn(pem: string): string | null | undefined {
  try {
    return oinVan(new X509Certificate(pem))
  } catch {
    return undefined
  }
}

async function leesPubliek(pad: string): Promise<readonly Jwk[]> {
  const tekst = await readFile(pad, 'utf8').catch((fout: unknown) => {
    throw gebruik(`${pad} cannot be read`, fout)
  })
  const json = leesJson(tekst)
  const sleutels = json === undefined ? [vanPem(pad, tekst)] : (lijst(json) ?? [json])
  return sleutels.map((sleutel) => metNaam(pad, sleutel))
}

function lijst(json: Jwk): readonly Jwk[] | null {
  return Array.isArray(json.keys) ? json.keys : null
}

/** A private key is refused here already: it must not travel, not even to be refused. */
function metNaam(pad: string, sleutel: Jwk): Jwk {
  if ('d' in sleutel || 'k' in sleutel) {
    const raad = 'ask the party for the public part only, and for another key: this one has been with others now'
    throw gebruik(`${pad} holds a private key; ${raad}`)
  }
  return { ...sleutel, kid: typeof sleutel.kid === 'string' ? sleutel.kid : vingerafdruk(sleutel).slice(0, 16) }
}

function vanPem(pad: string, tekst: string): Jwk {
  if (/PRIVATE KEY/.test(tekst)) return metNaam(pad, { d: '' })
  try {
    return { ...createPublicKey(tekst).export({ format: 'jwk' }) }
  } catch (fout) {
    throw gebruik(`${pad} holds no public key: a JWK, a JWKS (RFC 7517), or PEM`, fout)
  }
}

/** Never over a key that is there: a system may sign with it. */
async function maakPaar(pad: string): Promise<Jwk> {
  if ((await leesGeheim(pad)) !== null) throw gebruik(`${pad} is there already; name a new file`)
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3_072 })
  const kid = randomUUID().slice(0, 8)
  await schrijfGeheim(pad, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'PS256' }))
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'PS256' }
}

function leesJson(tekst: string): Jwk | undefined {
  try {
    const waarde: unknown = JSON.parse(tekst)
    return typeof waarde === 'object' && waarde !== null ? { ...waarde } : undefined
  } catch {
    return undefined
  }
}

function gebruik(tekst: string, fout?: unknown): Error {
  return commandofout(AFLOOP.gebruik, tekst, fout)
}
