import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Config } from '@warmknooppunt/platform/config'
import { leesTls, tlspaden } from '@warmknooppunt/platform/tls-bestanden'
import type { VELDEN } from '../velden.ts'
import type { Certificaatfeit, Tlsfeiten } from './besluit-tls.ts'

const VERBIND_MS = 3_000
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

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
    const { geldigTot } = await leesTls(paden)
    const eigen = { waar: paden.certificaat, wat: 'the certificate of the hub', geldigTot: alsTijdstip(geldigTot) }
    return { fout: null, certificaten: [eigen, ...(await leesAutoriteiten(paden.clientCa))] }
  } catch (fout) {
    return { fout: fout instanceof Error ? fout.message : 'cannot be read', certificaten: [] }
  }
}

/** Every authority of the list: of one that ended, no client certificate counts any more. */
async function leesAutoriteiten(pad: string | null): Promise<Certificaatfeit[]> {
  if (pad === null) return []
  const delen = (await readFile(pad, 'utf8')).match(PEM) ?? []
  return delen.map((pem, i) => {
    const { validToDate } = new X509Certificate(pem)
    return { waar: pad, wat: `authority ${i + 1} of that list`, geldigTot: alsTijdstip(validToDate) }
  })
}

/** What a party is shown that connects, by whichever gateway; nothing when nobody can be reached there from here. */
async function leesGetoond(basis: string | undefined): Promise<Certificaatfeit[]> {
  const url = basis === undefined ? null : URL.parse(basis)
  if (url?.protocol !== 'https:') return []
  const einde = await vraagEinde(url.hostname.replace(/^\[(.*)\]$/, '$1'), Number(url.port || '443'))
  return einde === null ? [] : [{ waar: url.origin, wat: 'the certificate that parties are shown', geldigTot: einde }]
}

function vraagEinde(host: string, port: number): Promise<Temporal.Instant | null> {
  const { promise, resolve } = Promise.withResolvers<Temporal.Instant | null>()
  // Whether it may be trusted is not asked: only its date is read, and nothing is sent.
  const naam = isIP(host) === 0 ? { servername: host } : {}
  const verbinding = connect({ host, port, ...naam, rejectUnauthorized: false, timeout: VERBIND_MS })
  const klaar = (einde: Temporal.Instant | null) => {
    resolve(einde)
    verbinding.destroy()
  }
  verbinding.once('secureConnect', () => {
    const certificaat = verbinding.getPeerX509Certificate()
    klaar(certificaat === undefined ? null : alsTijdstip(certificaat.validToDate))
  })
  for (const gebeurtenis of ['timeout', 'error', 'close']) verbinding.once(gebeurtenis, () => klaar(null))
  return promise
}

function alsTijdstip(datum: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(datum.getTime())
}
