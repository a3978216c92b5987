import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SecureContextOptions } from 'node:tls'
import type { Deurconfig } from './deur-velden.ts'
import { startfout } from './proces.ts'

export type Tlspaden = { readonly certificaat: string; readonly sleutel: string; readonly clientCa: string | null }

/** What a server speaks TLS with, and until when its certificate holds. */
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
  const eigen = leesCertificaat('TLS_CERTIFICAAT', paden.certificaat, cert)
  if (ca !== null) leesCertificaat('TLS_CLIENT_CA', String(paden.clientCa), ca)
  if (!past(eigen, key)) {
    throw startfout(`TLS_SLEUTEL: ${paden.sleutel} holds no private key of the certificate in ${paden.certificaat}.`)
  }
  return {
    context: { cert, key, ...(ca === null ? {} : { ca }), minVersion: 'TLSv1.2' },
    vraagtCertificaat: ca !== null,
    geldigTot: new Date(eigen.validTo),
  }
}

async function lees(instelling: string, pad: string): Promise<string> {
  return readFile(pad, 'utf8').catch((fout: unknown) => {
    const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreadable'
    throw startfout(`${instelling}: ${pad} cannot be read (${code}).`, fout)
  })
}

/** The first certificate of a file: the server's own, what signed it comes after. */
function leesCertificaat(instelling: string, pad: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (fout) {
    throw startfout(`${instelling}: ${pad} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).`, fout)
  }
}

function past(certificaat: X509Certificate, key: string): boolean {
  try {
    return certificaat.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}
