import { GEEN_SPOOR } from './spoor.ts'
import type { Gestart, Spoorstart } from './spoor-keuze.ts'

/** Traces to the collector of the settings; without one OpenTelemetry is not even loaded (decision 024). */
export async function startSpoor(start: Spoorstart): Promise<Gestart> {
  if (start.config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) {
    return { spoor: GEEN_SPOOR, sluit: async () => undefined }
  }
  const { maakOtel } = await import('./otel.ts')
  return maakOtel(start, start.config.OTEL_EXPORTER_OTLP_ENDPOINT)
}
