import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { buildConnector, Pool } from 'undici'
import type { OpenEindpunt } from '../verstuur.ts'
import { TOTAAL_MS } from '../verstuur.ts'
import type { Toegang, ZoekOp } from './adreswacht.ts'
import { veiligeAdressen } from './adreswacht.ts'

const VERBIND_MS = 3_000
const IN_LEVEN_MS = 30_000
const MAX_KOPPEN_BYTES = 16_384

/** Kept-alive connections to one endpoint. Addresses are guarded when a connection is made; TLS is verified always. */
export function maakVerbinding(eindpunt: OpenEindpunt, zoekOp: ZoekOp): Pool {
  const { origin, protocol } = new URL(eindpunt.adres)
  const toegang = {
    toegestaneNetten: eindpunt.toegestaneNetten,
    onversleuteld: protocol !== 'https:',
    alleenNetten: eindpunt.alleenNetten,
  }
  return new Pool(origin, {
    connect: bewaakt(eindpunt, toegang, zoekOp),
    connections: eindpunt.gelijktijdig,
    pipelining: 1,
    headersTimeout: TOTAAL_MS,
    bodyTimeout: TOTAAL_MS,
    keepAliveTimeout: IN_LEVEN_MS,
    keepAliveMaxTimeout: IN_LEVEN_MS,
    maxHeaderSize: MAX_KOPPEN_BYTES,
  })
}

function bewaakt({ httpToegestaan }: OpenEindpunt, toegang: Toegang, zoekOp: ZoekOp): buildConnector.connector {
  // Without http allowed nothing matches, whatever the allow-list says.
  const streng = toegang.onversleuteld && !httpToegestaan ? { ...toegang, toegestaneNetten: [] } : toegang
  return (opties, klaar) => {
    veiligeAdressen(opties.hostname, streng, zoekOp).then(
      (adressen) => verbindMet(adressen)(opties, klaar),
      (fout: unknown) => klaar(fout instanceof Error ? fout : new Error('look-up failed'), null),
    )
  }
}

/** Connects to these addresses only: what the socket would look up is already decided. */
function verbindMet(adressen: readonly LookupAddress[]): buildConnector.connector {
  const zoek: LookupFunction = (_naam, { all }, klaar) => {
    const eerste = adressen[0]
    if (all) return klaar(null, [...adressen])
    if (eerste) return klaar(null, eerste.address, eerste.family)
    klaar(new Error('no address'), '', 4)
  }
  return buildConnector({ lookup: zoek, timeout: VERBIND_MS, allowH2: false, rejectUnauthorized: true })
}
