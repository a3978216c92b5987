import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { luister, poortVan } from '../../packages/platform/src/luister.ts'

/** A span as the collector got it. `kenmerken` are its attributes; `trace`, `id` and `ouder` are hex. */
export type Ontvangen = {
  readonly naam: string
  readonly soort: number
  readonly trace: string
  readonly id: string
  readonly ouder: string | null
  readonly verwijst: readonly { readonly trace: string; readonly id: string }[]
  readonly fout: boolean
  readonly kenmerken: Readonly<Record<string, unknown>>
  readonly bron: Readonly<Record<string, unknown>>
}

type Velden = Readonly<Record<string, unknown>>

/** An OpenTelemetry collector that takes OTLP over HTTP in JSON and keeps what it gets, also as it came. */
export type Collector = {
  readonly adres: string
  readonly poort: number
  readonly spans: Ontvangen[]
  readonly ruw: string[]
  readonly koppen: Velden[]
  /** stops listening; `start` listens on the same port again */
  stop(): Promise<void>
  start(): Promise<void>
}

export async function maakCollector(): Promise<Collector> {
  const collector = { adres: '', poort: 0, spans: [], ruw: [], koppen: [], stop: async () => undefined, start }
  const staat: Collector & { poort: number; adres: string; stop: () => Promise<void> } = collector
  async function start(): Promise<void> {
    const server = maakServer(staat)
    await luister(server, { adres: '127.0.0.1', poort: staat.poort, instelling: 'POORT' })
    staat.poort = poortVan(server)
    staat.adres = `http://127.0.0.1:${staat.poort}`
    staat.stop = async () => {
      server.closeAllConnections()
      await new Promise((klaar) => server.close(klaar))
    }
  }
  await start()
  return staat
}

function maakServer(collector: Pick<Collector, 'spans' | 'ruw' | 'koppen'>): Server {
  return createServer((verzoek, antwoord) => {
    const delen: Buffer[] = []
    verzoek.on('data', (deel: Buffer) => delen.push(deel))
    verzoek.on('end', () => {
      if (verzoek.url !== '/v1/traces') return void antwoord.writeHead(404).end()
      const tekst = Buffer.concat(delen).toString('utf8')
      collector.ruw.push(tekst)
      collector.koppen.push(verzoek.headers)
      collector.spans.push(...leesSpans(JSON.parse(tekst)))
      antwoord.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
}

function leesSpans(bericht: unknown): Ontvangen[] {
  return lijst(bericht, 'resourceSpans').flatMap((groep) => {
    const bron = leesKenmerken(lijst(groep.resource, 'attributes'))
    return lijst(groep, 'scopeSpans').flatMap((deel) => lijst(deel, 'spans').map((span) => leesSpan(span, bron)))
  })
}

function leesSpan(span: Velden, bron: Velden): Ontvangen {
  return {
    naam: String(span.name),
    soort: Number(span.kind),
    trace: String(span.traceId),
    id: String(span.spanId),
    ouder: span.parentSpanId ? String(span.parentSpanId) : null,
    verwijst: lijst(span, 'links').map(({ traceId, spanId }) => ({ trace: String(traceId), id: String(spanId) })),
    fout: velden(span.status).code === 2,
    kenmerken: leesKenmerken(lijst(span, 'attributes')),
    bron,
  }
}

function leesKenmerken(paren: readonly Velden[]): Velden {
  return Object.fromEntries(paren.map(({ key, value }) => [String(key), Object.values(velden(value))[0]]))
}

function velden(waarde: unknown): Velden {
  return typeof waarde === 'object' && waarde !== null ? Object.fromEntries(Object.entries(waarde)) : {}
}

function lijst(van: unknown, naam: string): Velden[] {
  const waarde = velden(van)[naam]
  return Array.isArray(waarde) ? waarde.map(velden) : []
}
