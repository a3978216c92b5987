import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** PEM of a certificate (with the authority that signed it) and of its private key. */
export type Paar = { readonly certificaat: string; readonly sleutel: string }

export type Aanvraag = {
  readonly naam: string
  /** in subject:serialNumber */
  readonly oin?: string
  /** for a server on localhost and 127.0.0.1 */
  readonly dezeMachine?: true
  /** how long it lasts; a day when left out */
  readonly uren?: number
}

/** `ca`: PEM of its own certificate. */
export type Autoriteit = { readonly ca: string; geef(aanvraag: Aanvraag): Paar }

const UREN = 24

/** An authority of our own, to try things with: P-256, no openssl and no keytool. What it signs began an hour ago. */
export function maakAutoriteit(nu: Temporal.Instant, naam = 'proef-ca'): Autoriteit {
  const paar = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const uitgever = { naam: { naam }, sleutel: paar.privateKey }
  const van = nu.subtract({ hours: 1 })
  const zelf = {
    naam: { naam },
    sleutel: paar.publicKey,
    van,
    tot: nu.add({ hours: 365 * 24 }),
    uitbreidingen: [AUTORITEIT],
  }
  const ca = pem(onderteken(uitgever, zelf))
  return {
    ca,
    geef({ naam: wie, oin, dezeMachine, uren = UREN }) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const uitbreidingen = dezeMachine ? [DEZE_MACHINE] : []
      const deel = { naam: { naam: wie, oin }, sleutel: publicKey, van, tot: nu.add({ hours: uren }), uitbreidingen }
      const sleutel = privateKey.export({ type: 'pkcs8', format: 'pem' })
      return { certificaat: pem(onderteken(uitgever, deel)) + ca, sleutel }
    },
  }
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
/** where Digikoppeling has the OIN of an organisation */
const SERIAL_NUMBER = oid(0x55, 0x04, 0x05)
/** basicConstraints, critical: CA */
const AUTORITEIT = der(SEQUENCE, oid(0x55, 0x1d, 0x13), WAAR, octetten(der(SEQUENCE, WAAR)))
/** subjectAltName: localhost and 127.0.0.1 */
const DEZE_MACHINE = der(
  SEQUENCE,
  oid(0x55, 0x1d, 0x11),
  octetten(der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))),
)

type Uitgever = { readonly naam: Naam; readonly sleutel: KeyObject }
type Naam = { readonly naam: string; readonly oin?: string | undefined }
type Onderdeel = {
  readonly naam: Naam
  readonly sleutel: KeyObject
  readonly van: Temporal.Instant
  readonly tot: Temporal.Instant
  readonly uitbreidingen: readonly Buffer[]
}

/** X.509 version 3 (RFC 5280). */
function onderteken(uitgever: Uitgever, { naam, sleutel, van, tot, uitbreidingen }: Onderdeel): Buffer {
  const gegevens = der(
    SEQUENCE,
    der(0xa0, getal(Buffer.from([2]))),
    getal(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    alsNaam(uitgever.naam),
    der(SEQUENCE, alsTijd(van), alsTijd(tot)),
    alsNaam(naam),
    sleutel.export({ type: 'spki', format: 'der' }),
    ...(uitbreidingen.length === 0 ? [] : [der(0xa3, der(SEQUENCE, ...uitbreidingen))]),
  )
  return der(SEQUENCE, gegevens, ECDSA_SHA256, bits(sign('sha256', gegevens, uitgever.sleutel)))
}

function alsNaam({ naam, oin }: Naam): Buffer {
  const deel = (soort: Buffer, waarde: string) => der(SET, der(SEQUENCE, soort, tekst(waarde)))
  return der(SEQUENCE, deel(COMMON_NAME, naam), ...(oin === undefined ? [] : [deel(SERIAL_NUMBER, oin)]))
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
