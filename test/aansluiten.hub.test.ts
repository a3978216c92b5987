import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nieuwGeheim } from '@warmknooppunt/delivery/eindpunt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hubproef } from '../services/knooppunt/src/start.proef.ts'
import { einde, maakHubproef, vrijePoort } from '../services/knooppunt/src/start.proef.ts'
import type { Voorbeeld } from './steun/aansluiten.ts'
import { beproef, kan } from './steun/aansluiten.ts'

let hub: Hubproef
let geheim = ''
beforeAll(async () => {
  hub = await maakHubproef()
  await hub.start({}, ['--proef'])
  geheim = join(hub.data.map, 'webhookgeheim')
  await writeFile(geheim, nieuwGeheim())
}, 60_000)
afterAll(() => hub.ruimOp())

const node = process.execPath
const curl = (await kan('jq', '--version')) && (await kan('curl', '--version'))

/** Which sample plays which party; of those at once no two share a postvak. */
const RONDE: readonly (readonly [string, string, string, boolean, Voorbeeld])[] = [
  ['TypeScript', 'schuldeiser', 'waterbedrijf-maasdal', true, { opdracht: [node, 'typescript/schuldeiser.ts'] }],
  ['curl', 'schuldeiser', 'telecom-beeklijn', curl, { opdracht: ['bash', 'curl/schuldeiser.sh'] }],
  ['TypeScript', 'gemeente', 'gemeente-roermond', true, { opdracht: [node, 'typescript/gemeente.ts'] }],
  ['curl', 'gemeente', 'gemeente-heerlen', curl, { opdracht: ['bash', 'curl/gemeente.sh'] }],
  ['TypeScript', 'webhook', 'schulddienst-land-van-weert', true, { opdracht: [node, 'typescript/webhook.ts'] }],
]

test.for(RONDE.map((rij) => [...rij] as const))(
  '%s passes the test as %s',
  { concurrent: true, timeout: 60_000 },
  async ([taal, rol, deelnemer, aanwezig, voorbeeld], { expect, skip }) => {
    if (!aanwezig) {
      process.stderr.write(`SKIPPED: the sample of ${rol} in ${taal}, for which this machine has no programs\n`)
      skip()
    }
    const poort = await vrijePoort()
    const naar = await vrijePoort()
    const webhook = ['--webhook', `http://127.0.0.1:${naar}/`, '--geheim', geheim]
    const uit = await beproef(
      hub,
      { rol: rol === 'webhook' ? 'gemeente' : rol, deelnemer, poort, meer: rol === 'webhook' ? webhook : [] },
      { ...voorbeeld, env: { POORT: String(naar), GEHEIM: (await readFile(geheim, 'utf8')).trim() } },
    )
    expect(uit.stappen.filter(({ oordeel }) => oordeel !== 'gehaald')).toEqual([])
    expect([uit.code, uit.uit]).toEqual([0, expect.stringContaining('Klaar voor')])
    expect(await readFile(join(hub.data.map, `verslag-${poort}.md`), 'utf8')).toContain('**geslaagd**')
  },
)

test('a system that sends once, without a key, fails; the report says what to do', async () => {
  const poort = await vrijePoort()
  const script = `fetch(process.env.HUB + '/v1/postvak/berichten')`
  const uit = await beproef(
    hub,
    { rol: 'schuldeiser', deelnemer: 'waterbedrijf-maasdal', poort, meer: ['--wacht', '2'] },
    { opdracht: [node, '-e', script] },
  )
  expect(uit.code).toBe(1)
  expect(uit.stappen[0]).toMatchObject({
    naam: 'aanmelden',
    oordeel: 'open',
    gezien: 'GET /v1/postvak/berichten gaf 401',
  })
  expect(await readFile(join(hub.data.map, `verslag-${poort}.md`), 'utf8')).toContain('- **indienen**: Dien een')
}, 30_000)

test('the test runs at a proef only, and says what it misses', async () => {
  const geen = hub.draai([
    'aansluittest',
    '--rol',
    'gemeente',
    '--deelnemer',
    'gemeente-roermond',
    '--url',
    hub.metrieken,
  ])
  const webhook = hub.draai([
    'aansluittest',
    '--rol',
    'gemeente',
    '--deelnemer',
    'x',
    '--webhook',
    'http://127.0.0.1:9/',
  ])
  const vreemd = hub.draai(['aansluittest', '--rol', 'gemeente', '--deelnemer', 'gemeente-onbekend'])
  expect([await einde(geen), geen.fout.join('')]).toEqual([[78, null], expect.stringContaining('is no proef')])
  expect([await einde(webhook), webhook.fout.join('')]).toEqual([[64, null], expect.stringContaining('--geheim')])
  expect([await einde(vreemd), vreemd.fout.join('')]).toEqual([[64, null], expect.stringContaining('--woont')])
}, 30_000)
