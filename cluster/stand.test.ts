import { expect, test } from 'vitest'
import { dienstprogramma } from './omgeving.ts'
import { naarStand } from './stand.ts'

const GEDEELD = {
  ...{ map: '/m', databaseUrlBestand: '/d', kekBestand: '/k', basis: 'http://b', issuer: 'i', jwks: 'j' },
  ...{ journaal: '/j', grafstenen: '/g', bus: { BUS: 'kafka' } },
}
const GEHEIM = {
  KAFKA_WACHTWOORD: 'geheim-1',
  KAFKA_TLS_SLEUTEL: 'geheim-2',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=geheim-3',
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=geheim-4',
}
const OPEN = { KAFKA_GEBRUIKER: 'hub', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', LOGNIVEAU: 'warn' }

test.each(['intake', 'delivery', 'relay'])(
  'cluster.json has the settings of %s, but not what is secret in them',
  (dienst) => {
    const gedeeld = { ...GEDEELD, env: { ...GEHEIM, ...OPEN } }
    const programma = dienstprogramma(gedeeld, { dienst, poort: 1, metriekenPoort: 2 })
    expect(programma.env).toMatchObject({ ...GEHEIM, ...OPEN })
    const { env } = naarStand({
      ...{ naam: `${dienst}-1`, dienst, nummer: 1, programma, poort: 1, metriekenPoort: 2, logbestand: '/l', url: 'u' },
      ...{ pid: () => 1, herstarts: () => 0, afloop: () => null, gereed: async () => true },
      ...{ neer: async () => undefined, op: () => undefined },
    })
    expect(env).toMatchObject({ ...OPEN, BUS: 'kafka', DATABASE_URL_BESTAND: '/d' })
    expect(JSON.stringify(env)).not.toContain('geheim')
  },
)
