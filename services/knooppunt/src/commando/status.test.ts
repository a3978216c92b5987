import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doe } from './commando.proef.ts'
import { voegStatusToe } from './status.ts'

/** Tells metrics at /metrics; anything else is a page of something else. */
let tekst = ''
const server: Server = createServer((req, res) => res.end(req.url === '/metrics' ? tekst : '<p>iets anders</p>'))
let map = ''
let poort = 0

beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-status-'))
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no port')
  poort = adres.port
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(map, { recursive: true, force: true })
})

const status = (...opties: string[]) => doe(voegStatusToe, ['status', ...opties], { env: { DATA_MAP: map } })

test('`status` asks where the hub of the data folder says it tells its metrics', async () => {
  tekst = 'warmknooppunt_gereed 1\nwarmknooppunt_sla_timers_open 12\n'
  await writeFile(join(map, 'hub.json'), JSON.stringify({ metrieken: `http://127.0.0.1:${poort}/metrics` }))
  const { code, uit } = await status()
  expect(code).toBe(0)
  expect(uit).toContain('12 timers open')
  expect(uit).toContain('Nothing wants attention.')
})

test('`status` asks every process of a cluster, and ends with 1 when one is away', async () => {
  const processen = [{ metriekenPoort: poort }, { metriekenPoort: null }, { metriekenPoort: 1 }]
  await writeFile(join(map, 'cluster.json'), JSON.stringify({ processen }))
  const { code, uit } = await status('--json')
  expect(code).toBe(1)
  const stand = JSON.parse(uit)
  expect(stand.processen).toMatchObject([{ bereikt: true, gereed: true }, { bereikt: false }])
  expect(stand.aandacht).toMatchObject([{ melding: 'GeenMeting', wat: 'http://127.0.0.1:1/metrics does not answer' }])
  await rm(join(map, 'cluster.json'))
})

test('`status --metrieken` goes before the data folder; what is no page of ours is no answer', async () => {
  const { code, fout } = await status('--metrieken', `http://127.0.0.1:${poort}/elders`)
  expect(code).toBe(69)
  expect(fout).toContain(`no process of the hub answers at http://127.0.0.1:${poort}/elders`)
  expect((await status('--metrieken', `http://127.0.0.1:${poort}`)).code).toBe(0)
})

test.each([
  ['--metrieken', 'hub.example.nl'],
  ['--seconden', '0'],
  ['--seconden', '1e3'],
])('`status %s %s` is used wrongly', async (...opties) => {
  expect((await status(...opties)).code).toBe(64)
})
