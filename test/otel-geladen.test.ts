import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const PROCES = fileURLToPath(new URL('./steun/otel-geladen.ts', import.meta.url))

async function geladen(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROCES], {
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  return JSON.parse(stdout)
}

test('OpenTelemetry is loaded only when there is a collector', async () => {
  // Of the API alone: prom-client brings and loads it, for exemplars.
  expect(await geladen({})).toEqual(['@opentelemetry/api'])
  expect(await geladen({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toContain('@opentelemetry/sdk-trace')
})
