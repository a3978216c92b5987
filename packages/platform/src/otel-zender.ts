import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace'
import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import type { Log } from './log.ts'

/** What waits for the collector at most: at two kilobytes a span some megabytes, beyond which spans are dropped. */
export const MAX_WACHTEND = 4_096
const ELKE_MS = 1_000
const VERZEND_MS = 10_000

export type Zenderkeuze = {
  readonly zender: SpanExporter
  readonly log: Log
  readonly metrieken: Registry
}

/**
 * Sends spans in batches, counts them, and says when the collector stops taking them and when it takes them again: one line each, however long
 * it is away. What cannot be sent is dropped, because traces may be lost and memory may not grow.
 */
export function maakVerzending({ zender, log, metrieken }: Zenderkeuze): SpanProcessor {
  const teller = new Counter({
    name: 'warmknooppunt_spoor_spans_total',
    help: 'spans, by whether the collector took them (verzonden, verloren); only while traces are on',
    labelNames: ['uitkomst'],
    registers: [metrieken],
  })
  const staat = { wachtend: 0, weg: false }
  const verzending = new BatchSpanProcessor({
    exporter: {
      export: (spans, klaar) =>
        zender.export(spans, (uitkomst) => {
          const gelukt = uitkomst.code === 0
          staat.wachtend -= spans.length
          teller.inc({ uitkomst: gelukt ? 'verzonden' : 'verloren' }, spans.length)
          // Without its message: that of a collector may quote what it was sent.
          if (!gelukt && !staat.weg) log.warn({ soort: uitkomst.error?.name }, 'spoor.collector-weg')
          if (gelukt && staat.weg) log.info({}, 'spoor.collector-terug')
          staat.weg = !gelukt
          klaar(uitkomst)
        }),
      shutdown: () => zender.shutdown(),
    },
    maxQueueSize: MAX_WACHTEND,
    scheduledDelayMillis: ELKE_MS,
    exportTimeoutMillis: VERZEND_MS,
  })
  return {
    onStart: () => undefined,
    onEnd(span) {
      if (!isBemonsterd(span)) return
      // Held here and not by the package, which drops without a word.
      if (staat.wachtend >= MAX_WACHTEND) return teller.inc({ uitkomst: 'verloren' })
      staat.wachtend++
      verzending.onEnd(span)
    },
    forceFlush: () => verzending.forceFlush(),
    shutdown: () => verzending.shutdown(),
  }
}

function isBemonsterd(span: ReadableSpan): boolean {
  return (span.spanContext().traceFlags & 1) === 1
}
