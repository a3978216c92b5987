import { randomUUID } from 'node:crypto'
import type { Tracer } from '@opentelemetry/api'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import type { Sampler } from '@opentelemetry/sdk-trace'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { maakVerzending } from './otel-zender.ts'
import type { Span, Spankeuze } from './spoor.ts'
import { isTraceparent } from './spoor.ts'
import type { Gestart, Spoorstart } from './spoor-keuze.ts'
import { binnen } from './tijdslimiet.ts'

const VERZEND_MS = 10_000
const SLUIT_MS = 2_000

const SOORT = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consument: SpanKind.CONSUMER,
  intern: SpanKind.INTERNAL,
} as const

/** Traces by OpenTelemetry. Nothing is patched and nothing is global: a span is begun where our own code says so. */
export function maakOtel(start: Spoorstart, endpoint: string): Gestart {
  const { config, dienst } = start
  const zender = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: leesParen(config.OTEL_EXPORTER_OTLP_HEADERS),
    timeoutMillis: VERZEND_MS,
  })
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.instance.id': randomUUID(),
        ...leesParen(config.OTEL_RESOURCE_ATTRIBUTES),
        'service.name': config.OTEL_SERVICE_NAME ?? dienst,
      }),
    ),
    sampler: kiesSampler(config.OTEL_TRACES_SAMPLER, config.OTEL_TRACES_SAMPLER_ARG),
    spanProcessors: [maakVerzending({ ...start, zender })],
  })
  const tracer = provider.getTracer('warmknooppunt')
  return {
    spoor: { aan: true, begin: (keuze) => begin(tracer, keuze) },
    // What the collector does not take now is lost, and no fault of the stop.
    sluit: async () => void (await binnen(SLUIT_MS, provider.shutdown()).catch(() => undefined)),
  }
}

function begin(tracer: Tracer, { naam, soort, ouder, kenmerken, verwijst }: Spankeuze): Span {
  const van = ouder === undefined ? null : leesContext(ouder)
  const span = tracer.startSpan(
    naam,
    {
      kind: SOORT[soort],
      ...(kenmerken ? { attributes: kenmerken } : {}),
      links: (verwijst ?? []).flatMap((een) => leesContext(een) ?? []).map((context) => ({ context })),
    },
    van ? trace.setSpanContext(ROOT_CONTEXT, van) : ROOT_CONTEXT,
  )
  const { traceId, spanId, traceFlags } = span.spanContext()
  let open = true
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    zet: (meer) => void span.setAttributes(meer),
    eindig(foutcode) {
      if (!open) return
      open = false
      if (foutcode !== undefined) {
        span.setAttribute('error.type', foutcode)
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
      span.end()
    },
  }
}

function leesContext(traceparent: string) {
  if (!isTraceparent(traceparent)) return null
  const [, traceId = '', spanId = '', vlaggen = '00'] = traceparent.split('-')
  return { traceId, spanId, traceFlags: Number.parseInt(vlaggen, 16) & 1, isRemote: true }
}

function kiesSampler(naam: string, deel: number): Sampler {
  const root = naam.endsWith('traceidratio')
    ? new TraceIdRatioBasedSampler(deel)
    : naam.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new AlwaysOnSampler()
  return naam.startsWith('parentbased') ? new ParentBasedSampler({ root }) : root
}

/** Pairs name=value as the settings of OpenTelemetry write them. */
function leesParen(tekst: string | undefined): Record<string, string> {
  const paren = (tekst ?? '').split(',').filter((paar) => paar.trim() !== '')
  return Object.fromEntries(
    paren.map((paar) => {
      const teken = paar.indexOf('=')
      return [ontcijfer(paar.slice(0, teken)), ontcijfer(paar.slice(teken + 1))]
    }),
  )
}

/** A lone percent sign is one. */
function ontcijfer(tekst: string): string {
  try {
    return decodeURIComponent(tekst.trim())
  } catch {
    return tekst.trim()
  }
}
