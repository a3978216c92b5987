import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Config } from '@warmknooppunt/platform/config'
import { leesCertificaten, leesTls, tlspaden, zonderWortel } from '@warmknooppunt/platform/tls-bestanden'
import type { VELDEN } from '../velden.ts'
import type { Certificaatfeit, Tlsfeiten } from './besluit-tls.ts'

const VERBIND_MS = 3_000

/** The certificates of the door: of the files of the settings, and the one that is shown at the address that parties use. */
export async function verzamelTls(config: Config<typeof VELDEN>): Promise<Tlsfeiten> {
  const bestanden = await leesBestanden(config)
  const getoond = await leesGetoond(config.BASIS_URL)
  return { ...bestanden, certificaten: [...bestanden.certificaten, ...getoond] }
}

async function leesBestanden(config: Config<typeof VELDEN>): Promise<Tlsfeiten> {
  const paden = tlspaden(config)
  if (paden === null) return { fout: null, certificaten: [] }
  try {
    await leesTls(paden)
    return { fout: null, certificaten: [...(await leesKeten(paden.certificaat)), ...(await leesLijst(paden.clientCa))] }
  } catch (fout) {
    return { fout: fout instanceof Error ? fout.message : 'cannot be read', certificaten: [] }
  }
}

async function leesKeten(waar: string): Promise<Certificaatfeit[]> {
  const keten = zonderWortel(await leesCertificaten('TLS_CERTIFICAAT', waar))
  return keten.map((een, i) => {
    const wat =
      i === 0 ? 'the certificate of the hub' : `${naamVan(een)}, by which the certificate of the hub was signed,`
    return { soort: 'deur', waar, wat, ...geldigheid(een) }
  })
}

/** Every authority of the list: of one that ended, no client certificate counts any more. */
async function leesLijst(waar: string | null): Promise<Certificaatfeit[]> {
  if (waar === null) return []
  const lijst = await leesCertificaten('TLS_CLIENT_CA', waar)
  return lijst.map((een, i) => {
    const wat = `authority ${i + 1} of that list (${naamVan(een)})`
    return { soort: 'autoriteit', waar, wat, ...geldigheid(een) }
  })
}

/** Its name on one line. */
function naamVan({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ')
}

function geldigheid({ validFromDate, validToDate }: X509Certificate): Pick<Certificaatfeit, 'geldigVan' | 'geldigTot'> {
  return { geldigVan: alsTijdstip(validFromDate), geldigTot: alsTijdstip(validToDate) }
}

/** What a party is shown that connects, by whichever gateway; nothing when nobody can be reached there from here. */
async function leesGetoond(basis: string | undefined): Promise<Certificaatfeit[]> {
  const url = basis === undefined ? null : URL.parse(basis)
  if (url?.protocol !== 'https:') return []
  const getoond = await vraagCertificaat(url.hostname.replace(/^\[(.*)\]$/, '$1'), Number(url.port || '443'))
  if (getoond === null) return []
  const vast = { soort: 'deur', waar: url.origin, wat: 'the certificate that parties are shown' } as const
  return [{ ...vast, ...geldigheid(getoond) }]
}

function vraagCertificaat(host: string, port: number): Promise<X509Certificate | null> {
  const { promise, resolve } = Promise.withResolvers<X509Certificate | null>()
  // Whether it may be trusted is not asked: only its date is read, and nothing is sent.
  const naam = isIP(host) === 0 ? { servername: host } : {}
  const verbinding = connect({ host, port, ...naam, rejectUnauthorized: false, timeout: VERBIND_MS })
  const klaar = (certificaat: X509Certificate | null) => {
    resolve(certificaat)
    verbinding.destroy()
  }
  verbinding.once('secureConnect', () => klaar(verbinding.getPeerX509Certificate() ?? null))
  for (const gebeurtenis of ['timeout', 'error', 'close']) verbinding.once(gebeurtenis, () => klaar(null))
  return promise
}

function alsTijdstip(datum: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(datum.getTime())
}
