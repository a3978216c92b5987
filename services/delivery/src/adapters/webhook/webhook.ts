import type { Dispatcher, Pool } from 'undici'
import type { Afloop } from '../../afloop.ts'
import type { Adapter, OpenEindpunt, Zending } from '../verstuur.ts'
import type { ZoekOp } from './adreswacht.ts'
import { NIET_TOEGESTAAN, zoekMetSysteem } from './adreswacht.ts'
import { onderteken } from './handtekening.ts'
import type { Opzoekkeuze } from './opzoeker.ts'
import { maakOpzoeker } from './opzoeker.ts'
import { maakVerbinding } from './verbinding.ts'

/** How much of an answer is read and kept, and how long a body may take once the status is known. */
export const MAX_ANTWOORD_BYTES = 4_096
const LEES_MS = 1_000

/** CloudEvents in structured JSON, signed by Standard Webhooks. Redirects are not followed: a 3xx is a refusal. */
export function maakWebhook(keuze: Opzoekkeuze & { readonly zoekOp?: ZoekOp } = {}): Adapter {
  const zoekOp = maakOpzoeker(keuze.zoekOp ?? zoekMetSysteem, keuze)
  const verbindingen = new Map<string, { readonly voor: string; readonly pool: Pool }>()
  const verbinding = (eindpunt: OpenEindpunt): Pool => {
    const { geheimen: _geheimen, ...rest } = eindpunt
    const voor = JSON.stringify(rest)
    const bekend = verbindingen.get(eindpunt.id)
    if (bekend?.voor === voor) return bekend.pool
    // An endpoint that changed gets connections of its own; the old ones end when their last answer is in.
    bekend?.pool.close().catch(() => undefined)
    const pool = maakVerbinding(eindpunt, zoekOp)
    verbindingen.set(eindpunt.id, { voor, pool })
    return pool
  }
  return {
    async verstuur(zending, signal) {
      try {
        return await stuur(verbinding(zending.eindpunt), zending, signal)
      } catch (fout) {
        return { kind: 'onbereikbaar', reden: signal.aborted ? 'tijd' : redenVan(fout) }
      }
    },
    async sluit() {
      await Promise.allSettled([...verbindingen.values()].map(({ pool }) => pool.destroy()))
      verbindingen.clear()
    },
  }
}

async function stuur(pool: Pool, zending: Zending, signal: AbortSignal): Promise<Afloop> {
  const { pathname, search } = new URL(zending.eindpunt.adres)
  const body = JSON.stringify(zending.event)
  const antwoord = await pool.request({
    method: 'POST',
    path: `${pathname}${search}`,
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'warmknooppunt',
      ...onderteken(zending.eindpunt.geheimen, zending.berichtId, zending.tijdstip, body),
    },
    body,
    signal,
  })
  const gelezen = await leesBegin(antwoord.body)
  return beoordeel(antwoord.statusCode, gelezen, kop(antwoord.headers['retry-after']))
}

/** The start of the body; a body that drips, breaks off or never ends does not change what the status said. */
async function leesBegin(body: Dispatcher.ResponseData['body']): Promise<Buffer> {
  const delen: Buffer[] = []
  let bytes = 0
  // Without a listener, what destroying the body makes it emit would end the process.
  body.on('error', () => undefined)
  const wekker = setTimeout(() => body.destroy(), LEES_MS)
  try {
    for await (const deel of body) {
      const stuk: Buffer = deel
      delen.push(stuk)
      bytes += stuk.length
      if (bytes >= MAX_ANTWOORD_BYTES) break
    }
  } catch {
    // what was read so far is what there is
  } finally {
    clearTimeout(wekker)
  }
  return Buffer.concat(delen).subarray(0, MAX_ANTWOORD_BYTES)
}

function beoordeel(statuscode: number, antwoord: Buffer, herhaalNa: string | null): Afloop {
  // No status of HTTP: whatever answered, it is no receiver.
  if (statuscode < 200 || statuscode > 599) return { kind: 'onbereikbaar', reden: 'verbinding' }
  const wat = { statuscode, antwoord, herhaalNa }
  if (statuscode >= 200 && statuscode < 300) return { kind: 'afgeleverd', ...wat }
  const tijdelijk = statuscode === 408 || statuscode === 425 || statuscode === 429 || statuscode >= 500
  return tijdelijk ? { kind: 'onbereikbaar', reden: 'antwoord', ...wat } : { kind: 'geweigerd', ...wat }
}

function kop(waarde: string | string[] | undefined): string | null {
  return (Array.isArray(waarde) ? waarde[0] : waarde) ?? null
}

const TIJDCODES = ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/

function redenVan(fout: unknown): 'verbinding' | 'tls' | 'tijd' | 'adres-niet-toegestaan' {
  const code = fout instanceof Error && 'code' in fout ? String(fout.code) : ''
  if (code === NIET_TOEGESTAAN) return 'adres-niet-toegestaan'
  if (TIJDCODES.includes(code)) return 'tijd'
  return TLS_CODES.test(code) ? 'tls' : 'verbinding'
}
