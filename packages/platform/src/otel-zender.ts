import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import type { Log } from './log.ts'

/**
 * An exporter that counts, and says when the collector stops taking spans and when it takes them again: one line each, however long it is away.
 * What could not be sent is dropped, because traces may be lost and memory may not grow.
 */
export function metWoord(zender: SpanExporter, o: { readonly log: Log; readonly metrieken: Registry }): SpanExporter {
  const teller = new Counter({
    name: 'warmknooppunt_spoor_spans_total',
    help: 'spans handed to the collector, by whether it took them; only while traces are on',
    labelNames: ['uitkomst'],
    registers: [o.metrieken],
  })
  let weg = false
  return {
    export: (spans, klaar) =>
      zender.export(spans, (uitkomst) => {
        const gelukt = uitkomst.code === 0
        teller.inc({ uitkomst: gelukt ? 'verzonden' : 'verloren' }, spans.length)
        // Without its message: that of a collector may quote what it was sent.
        if (!gelukt && !weg) o.log.warn({ soort: uitkomst.error?.name }, 'spoor.collector-weg')
        if (gelukt && weg) o.log.info({}, 'spoor.collector-terug')
        weg = !gelukt
        klaar(uitkomst)
      }),
    forceFlush: async () => zender.forceFlush?.(),
    shutdown: () => zender.shutdown(),
  }
}
