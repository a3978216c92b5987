import type { Velden } from './config.ts'

/** Traces: the standard settings of OpenTelemetry, as far as the hub knows them. Without a collector nothing is traced or loaded. */
export const SPOOR_VELDEN = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    soort: 'tekst',
    patroon: /^https?:\/\/[^?#\s]+$/,
    uitleg:
      'OpenTelemetry collector that takes traces as OTLP over HTTP in JSON, such as http://127.0.0.1:4318 (/v1/traces is added); without it nothing is traced',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    soort: 'tekst',
    geheim: true,
    patroon: /^\s*[^=,\s]+=[^,]*(,\s*[^=,\s]+=[^,]*)*$/,
    uitleg: 'headers for the collector: name=value, percent-encoded, with commas between',
  },
  OTEL_SERVICE_NAME: {
    soort: 'tekst',
    uitleg: 'name in the traces (default warmknooppunt, of a stage warmknooppunt-<stage>)',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    soort: 'tekst',
    patroon: /^\s*[^=,\s]+=[^,]*(,\s*[^=,\s]+=[^,]*)*$/,
    uitleg: 'more about this process in the traces: name=value, percent-encoded, with commas between',
  },
  OTEL_TRACES_SAMPLER: {
    soort: 'keuze',
    standaard: 'parentbased_always_on',
    keuzes: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    uitleg: 'which requests are traced; parentbased: what a caller says of its own trace goes before',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    soort: 'getal',
    standaard: 1,
    min: 0,
    max: 1,
    uitleg: 'share of the traces that traceidratio takes',
  },
} as const satisfies Velden
