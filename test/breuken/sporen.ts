import type { Breuk } from './breuk.ts'

const VERWERK = 'packages/platform/src/spoor-verwerk.ts'
const OTELPROEF = 'packages/platform/src/otel.pg.test.ts'
const ZENDER = 'packages/platform/src/otel-zender.ts'
const METRIEKPROEF = 'packages/platform/src/http-metrieken.test.ts'

/** Traces and metrics hang together, hold nothing of anybody, and cost no memory without end (decision 024). */
export const SPOREN: readonly Breuk[] = [
  {
    naam: 'spoor-draagt-door',
    gevolg: 'stages are siblings in a trace, and which message made which cannot be seen',
    wijzigingen: [
      {
        bestand: VERWERK,
        van: '{ ...event, traceparent: span.traceparent }',
        naar: '{ ...event, traceparent: event.traceparent ?? span.traceparent }',
      },
    ],
    proeven: [{ bestand: OTELPROEF, naam: 'what comes of each carries its own on' }],
  },
  {
    naam: 'spoor-teruggedraaid',
    gevolg: 'what was rolled back stays open in the trace for good',
    wijzigingen: [{ bestand: VERWERK, van: "    tx.bijFalen(() => eindig('rolled-back'))\n", naar: '' }],
    proeven: [{ bestand: OTELPROEF, naam: 'was not committed is told as rolled back' }],
  },
  {
    naam: 'spoor-begrensd',
    gevolg: 'spans that were dropped are not counted',
    wijzigingen: [{ bestand: ZENDER, van: 'staat.wachtend >= MAX_WACHTEND', naar: 'staat.wachtend < 0' }],
    proeven: [{ bestand: OTELPROEF, naam: 'keeps so many spans and no more' }],
  },
  {
    naam: 'metriek-zonder-adres',
    gevolg: 'addresses with ids in them become lines of metrics, without end',
    wijzigingen: [
      {
        bestand: 'packages/platform/src/http-spoor.ts',
        van: 'verzoek.is404 ? null : (verzoek.routeOptions.url ?? null)',
        naar: 'verzoek.url',
      },
    ],
    proeven: [{ bestand: METRIEKPROEF, naam: 'no address becomes a line' }],
  },
]
