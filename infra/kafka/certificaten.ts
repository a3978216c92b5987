import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** PEM of a certificate (with those that signed it) and of its private key. */
export type Paar = { readonly certificaat: string; readonly sleutel: string }
/** What a broker and its clients need of one another. */
export type Certificaten = { readonly ca: string; readonly broker: Paar; readonly hub: Paar }

/** An authority that lasts a day, and what it signed for a broker on this machine and for a client. Neither openssl nor keytool is needed. */
export function maakCertificaten(nu: Temporal.Instant): Certificaten {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const geldig = { van: nu.subtract({ hours: 1 }), tot: nu.add({ hours: 24 }) }
  const uitgever = { naam: 'proef-ca', sleutel: ca.privateKey, ...geldig }
  const eigen = pem(onderteken(uitgever, { naam: 'proef-ca', sleutel: ca.publicKey, uitbreidingen: [AUTORITEIT] }))
  const maak = (naam: string, uitbreidingen: readonly Buffer[]): Paar => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificaat = pem(onderteken(uitgever, { naam, sleutel: publicKey, uitbreidingen }))
    return { certificaat: certificaat + eigen, sleutel: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
  }
  return { ca: eigen, broker: maak('broker', [DEZE_MACHINE]), hub: maak('hub', []) }
}

// DER, X.690: a tag, a length, and what is in it.
const SEQUENCE = 0x30
const SET = 0x31

function der(tag: number, ...delen: readonly Buffer[]): Buffer {
  const inhoud = Buffer.concat(delen)
  return Buffer.concat([Buffer.from([tag, ...lengte(inhoud.length)]), inhoud])
}

/** The shortest form, or what is signed is not what a strict reader reads. */
function lengte(aantal: number): number[] {
  if (aantal < 0x80) return [aantal]
  return aantal < 0x1_00 ? [0x81, aantal] : [0x82, aantal >> 8, aantal & 0xff]
}

const oid = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes))
const tekst = (waarde: string) => der(0x0c, Buffer.from(waarde))
const octetten = (inhoud: Buffer) => der(0x04, inhoud)
const bits = (inhoud: Buffer) => der(0x03, Buffer.from([0]), inhoud)
const getal = (bytes: Buffer) => der(0x02, bytes)
const WAAR = der(0x01, Buffer.from([0xff]))

const ECDSA_SHA256 = der(SEQUENCE, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const COMMON_NAME = oid(0x55, 0x04, 0x03)
/** basicConstraints, critical: CA */
const AUTORITEIT = der(SEQUENCE, oid(0x55, 0x1d, 0x13), WAAR, octetten(der(SEQUENCE, WAAR)))
/** subjectAltName: localhost and 127.0.0.1 */
const DEZE_MACHINE = der(
  SEQUENCE,
  oid(0x55, 0x1d, 0x11),
  octetten(der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))),
)

type Uitgever = {
  readonly naam: string
  readonly sleutel: KeyObject
  readonly van: Temporal.Instant
  readonly tot: Temporal.Instant
}
type Aanvraag = { readonly naam: string; readonly sleutel: KeyObject; readonly uitbreidingen: readonly Buffer[] }

/** X.509 version 3 (RFC 5280). */
function onderteken(uitgever: Uitgever, { naam, sleutel, uitbreidingen }: Aanvraag): Buffer {
  const gegevens = der(
    SEQUENCE,
    der(0xa0, getal(Buffer.from([2]))),
    getal(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    alsNaam(uitgever.naam),
    der(SEQUENCE, alsTijd(uitgever.van), alsTijd(uitgever.tot)),
    alsNaam(naam),
    sleutel.export({ type: 'spki', format: 'der' }),
    ...(uitbreidingen.length === 0 ? [] : [der(0xa3, der(SEQUENCE, ...uitbreidingen))]),
  )
  return der(SEQUENCE, gegevens, ECDSA_SHA256, bits(sign('sha256', gegevens, uitgever.sleutel)))
}

function alsNaam(naam: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, tekst(naam))))
}

/** UTCTime: YYMMDDHHMMSSZ */
function alsTijd(moment: Temporal.Instant): Buffer {
  const cijfers = moment.toString({ smallestUnit: 'second' }).replaceAll(/[-:T]/g, '').slice(2)
  return der(0x17, Buffer.from(cijfers))
}

function pem(inhoud: Buffer): string {
  const regels = inhoud.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${regels.join('\n')}\n-----END CERTIFICATE-----\n`
}
