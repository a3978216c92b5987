import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clientcertificaat } from './besluit-certificaat.ts'

/** RFC 9440 section 2.1: one certificate as a byte sequence of structured fields. */
const KOP = /^:([A-Za-z0-9+/]+={0,2}):$/
const MAX_KOP = 16_384
const MAX_BEWAARD = 500

/** Finds the client certificate of a request; null when there is none. */
export type Certificaatlezer = (req: IncomingMessage) => Gezien | null

/** Addresses and networks of the setting PROXY_VERTROUWD. Throws when one of them is none. */
export function leesNetwerken(tekst: string): BlockList {
  const lijst = new BlockList()
  for (const deel of tekst.split(/[\s,]+/).filter((een) => een !== '')) {
    const [adres = '', lengte] = deel.split('/')
    const soort = isIP(adres) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(adres) === 0) throw new Error(`PROXY_VERTROUWD: ${deel} is no address or network`)
    if (lengte === undefined) lijst.addAddress(adres, soort)
    else if (Number(lengte) > (soort === 'ipv6' ? 128 : 32)) throw new Error(`PROXY_VERTROUWD: ${deel} is no network`)
    else lijst.addSubnet(adres, Number(lengte), soort)
  }
  return lijst
}

/**
 * Reads the certificate of the connection itself, or the one that a gateway on the list tells of in `Client-Cert`; from anybody else that header is
 * nothing. What a gateway passes on it has verified: it is its setting, not ours, which authorities count.
 */
export function maakCertificaatlezer(vertrouwd: BlockList | null, nu: () => Date): Certificaatlezer {
  const perSocket = new WeakMap<Socket, Gezien | null>()
  const perKop = new Map<string, Gezien | null>()
  const vanSocket = (socket: Socket): Gezien | null => {
    const bekend = perSocket.get(socket)
    if (bekend !== undefined) return bekend
    const gelezen = socket instanceof TLSSocket ? vanTls(socket) : null
    perSocket.set(socket, gelezen)
    return gelezen
  }
  const vanKopVan = (kop: string): Gezien | null => {
    const bekend = perKop.get(kop)
    if (bekend !== undefined) return bekend
    if (perKop.size >= MAX_BEWAARD) perKop.clear()
    const gelezen = vanKop(kop)
    perKop.set(kop, gelezen)
    return gelezen
  }
  return (req) => {
    const eigen = vanSocket(req.socket)
    if (eigen !== null || vertrouwd === null || !isVertrouwd(vertrouwd, req.socket.remoteAddress)) {
      return naDagen(eigen, nu())
    }
    const kop = req.headers['client-cert']
    return typeof kop === 'string' ? naDagen(vanKopVan(kop), nu()) : null
  }
}

/** What of a certificate stays the same, and from when to when it counts. */
export type Gezien = Clientcertificaat & { readonly x509: X509Certificate; readonly van: number; readonly tot: number }

/** A certificate out of its days is not trusted, also when the connection was made while it was in them. */
function naDagen(gezien: Gezien | null, nu: Date): Gezien | null {
  if (gezien === null) return null
  const inDagen = gezien.van <= nu.getTime() && nu.getTime() <= gezien.tot
  return inDagen ? gezien : { ...gezien, vertrouwd: false }
}

function isVertrouwd(vertrouwd: BlockList, adres: string | undefined): boolean {
  if (adres === undefined) return false
  const v4 = adres.startsWith('::ffff:') ? adres.slice(7) : adres
  return vertrouwd.check(v4, isIP(v4) === 6 ? 'ipv6' : 'ipv4')
}

function vanTls(socket: TLSSocket): Gezien | null {
  const certificaat = socket.getPeerX509Certificate()
  return certificaat === undefined ? null : beschrijf(certificaat, socket.authorized)
}

function vanKop(kop: string): Gezien | null {
  const der = kop.length <= MAX_KOP ? KOP.exec(kop)?.[1] : undefined
  if (der === undefined) return null
  try {
    return beschrijf(new X509Certificate(Buffer.from(der, 'base64')), true)
  } catch {
    return null
  }
}

/** What the hub looks at of a certificate; `geverifieerd`: by whoever made the connection. */
export function beschrijf(certificaat: X509Certificate, geverifieerd: boolean): Gezien {
  return {
    vingerafdruk: createHash('sha256').update(certificaat.raw).digest('base64url'),
    oin: oinVan(certificaat),
    vertrouwd: geverifieerd,
    x509: certificaat,
    van: Date.parse(certificaat.validFrom),
    tot: Date.parse(certificaat.validTo),
  }
}

/** The OIN in subject:serialNumber, where PKIoverheid puts it; null without one. */
export function oinVan(certificaat: X509Certificate): string | null {
  return /^serialNumber=(\d{20})$/m.exec(certificaat.subject)?.[1] ?? null
}
