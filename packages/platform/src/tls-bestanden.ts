import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SecureContextOptions } from 'node:tls'
import type { Deurconfig } from './deur-velden.ts'
import { startfout } from './proces.ts'

export type Tlspaden = { readonly certificaat: string; readonly sleutel: string; readonly clientCa: string | null }

/** What a server speaks TLS with, and until when its certificate holds, and what it was signed by. */
export type Tls = {
  readonly context: SecureContextOptions
  readonly vraagtCertificaat: boolean
  readonly geldigTot: Date
}

/** The files of the settings; null when the port speaks plain HTTP. */
export function tlspaden({ TLS_CERTIFICAAT, TLS_SLEUTEL, TLS_CLIENT_CA }: Deurconfig): Tlspaden | null {
  if (TLS_CERTIFICAAT === undefined || TLS_SLEUTEL === undefined) return null
  return { certificaat: TLS_CERTIFICAAT, sleutel: TLS_SLEUTEL, clientCa: TLS_CLIENT_CA ?? null }
}

/** Reads the files and sees whether they fit: a certificate, its key, authorities. Throws a start error that says which file is wrong and what it must be. */
export async function leesTls(paden: Tlspaden): Promise<Tls> {
  const cert = await lees('TLS_CERTIFICAAT', paden.certificaat)
  const key = await lees('TLS_SLEUTEL', paden.sleutel)
  const ca = paden.clientCa === null ? null : await lees('TLS_CLIENT_CA', paden.clientCa)
  const keten = ontleed('TLS_CERTIFICAAT', paden.certificaat, cert)
  if (ca !== null) ontleed('TLS_CLIENT_CA', String(paden.clientCa), ca)
  if (!keten[0] || !past(keten[0], key)) {
    throw startfout(`TLS_SLEUTEL: ${paden.sleutel} holds no private key of the certificate in ${paden.certificaat}.`)
  }
  return {
    context: { cert, key, ...(ca === null ? {} : { ca }), minVersion: 'TLSv1.2' },
    vraagtCertificaat: ca !== null,
    geldigTot: new Date(Math.min(...zonderWortel(keten).map(({ validToDate }) => validToDate.getTime()))),
  }
}

async function lees(instelling: string, pad: string): Promise<string> {
  return readFile(pad, 'utf8').catch((fout: unknown) => {
    const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreadable'
    throw startfout(`${instelling}: ${pad} cannot be read (${code}).`, fout)
  })
}

const BLOK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g

/** Every certificate of a file of a setting, in its order. */
export async function leesCertificaten(instelling: string, pad: string): Promise<readonly X509Certificate[]> {
  return ontleed(instelling, pad, await lees(instelling, pad))
}

/** Of a chain what others must be shown: the server's own certificate and those between, not the root, which they have themselves. */
export function zonderWortel(keten: readonly X509Certificate[]): readonly X509Certificate[] {
  return keten.filter(({ issuer, subject }, i) => i === 0 || issuer !== subject)
}

function ontleed(instelling: string, pad: string, pem: string): readonly X509Certificate[] {
  const blokken = pem.match(BLOK) ?? []
  if (blokken.length === 0) {
    throw startfout(`${instelling}: ${pad} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).`)
  }
  return blokken.map((blok, i) => {
    try {
      return new X509Certificate(blok)
    } catch (fout) {
      throw startfout(`${instelling}: certificate ${i + 1} in ${pad} cannot be read.`, fout)
    }
  })
}

function past(certificaat: X509Certificate, key: string): boolean {
  try {
    return certificaat.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}
