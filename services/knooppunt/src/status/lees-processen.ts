import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { velden } from '@warmknooppunt/platform/http-verzoek'
import { request } from 'undici'
import type { Datamap } from '../datamap.ts'
import type { Lezing } from './besluit-hubstand.ts'
import { leesMetriektekst } from './besluit-metriektekst.ts'

const WACHT_MS = 5_000
const MAX_BYTES = 8_388_608
const STANDAARD = 'http://127.0.0.1:9464/metrics'

/**
 * Where the processes of the hub of a data folder tell their metrics: those of a cluster (cluster.json), else the address that the all-in-one wrote
 * down at its last start (hub.json), else the usual one.
 */
export async function vindAdressen(data: Datamap): Promise<readonly string[]> {
  const cluster = await leesJson(join(data.map, 'cluster.json'))
  const poorten = lijst(cluster.processen).flatMap(({ metriekenPoort: poort }) =>
    typeof poort === 'number' ? [`http://127.0.0.1:${poort}/metrics`] : [],
  )
  if (poorten.length > 0) return poorten
  const { metrieken } = await leesJson(data.hub)
  return [typeof metrieken === 'string' ? metrieken : STANDAARD]
}

/** Asks all at once. One that does not answer in five seconds, or says something else, is a reading without figures. */
export function leesProcessen(adressen: readonly string[]): Promise<readonly Lezing[]> {
  return Promise.all(
    adressen.map(async (adres) => {
      const metingen = leesMetriektekst(await haal(adres).catch(() => ''))
      const vanOns = metingen.some(({ naam }) => naam.startsWith('warmknooppunt_'))
      return { adres, metingen: vanOns ? metingen : null }
    }),
  )
}

async function haal(adres: string): Promise<string> {
  const { statusCode, body } = await request(adres, { headersTimeout: WACHT_MS, bodyTimeout: WACHT_MS })
  const delen: Buffer[] = []
  let bytes = 0
  for await (const deel of body) {
    bytes += deel.length
    if (bytes > MAX_BYTES) throw new Error('more than a page of metrics')
    delen.push(deel)
  }
  return statusCode === 200 ? Buffer.concat(delen).toString('utf8') : ''
}

type Knoop = Readonly<Record<string, unknown>>

async function leesJson(pad: string): Promise<Knoop> {
  try {
    const waarde: unknown = JSON.parse(await readFile(pad, 'utf8'))
    return velden(waarde)
  } catch {
    return {}
  }
}

function lijst(waarde: unknown): readonly Knoop[] {
  return Array.isArray(waarde) ? waarde.map(velden) : []
}
