import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nieuwGeheim } from '@warmknooppunt/delivery/eindpunt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { voegAansluittestToe } from '../services/knooppunt/src/commando/aansluittest.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import type { Hubproef } from '../services/knooppunt/src/start.proef.ts'
import { einde, maakHubproef, totdat, vrijePoort } from '../services/knooppunt/src/start.proef.ts'
import type { Voorbeeld } from './steun/aansluiten.ts'
import { beproef, kan, VOORBEELDEN } from './steun/aansluiten.ts'

const bouw = await mkdtemp(join(tmpdir(), 'warmknooppunt-voorbeelden-'))
const java = (await readdir(join(VOORBEELDEN, 'java'))).map((naam) => join(VOORBEELDEN, 'java', naam))
/** Of each language: whether its programs are on this machine, with what the samples need; what must be built is built by that. */
const AANWEZIG = {
  TypeScript: true,
  curl: (await kan('jq', '--version')) && (await kan('curl', '--version')),
  Python: await kan('python3', '-c', 'import cryptography'),
  Java: await kan('javac', '-d', bouw, ...java),
  'C#': await kan('dotnet', 'build', join(VOORBEELDEN, 'csharp'), '--output', bouw),
} as const

let hub: Hubproef
let geheim = ''
beforeAll(async () => {
  hub = await maakHubproef()
  await hub.start({}, ['--proef'])
  geheim = join(hub.data.map, 'webhookgeheim')
  await writeFile(geheim, nieuwGeheim())
}, 60_000)
afterAll(async () => {
  await hub.ruimOp()
  await rm(bouw, { recursive: true, force: true })
})

type Rij = readonly [taal: keyof typeof AANWEZIG, rol: string, deelnemer: string, opdracht: Voorbeeld['opdracht']]

const node = process.execPath
const dotnet = join(bouw, 'Voorbeeld.dll')
/** Which sample plays which party. Of one round no two share a postvak: what one confirms, the other would not see. */
const RONDEN: readonly (readonly Rij[])[] = [
  [
    ['TypeScript', 'schuldeiser', 'waterbedrijf-maasdal', [node, 'typescript/schuldeiser.ts']],
    ['curl', 'schuldeiser', 'telecom-beeklijn', ['bash', 'curl/schuldeiser.sh']],
    ['TypeScript', 'gemeente', 'gemeente-roermond', [node, 'typescript/gemeente.ts']],
    ['curl', 'gemeente', 'gemeente-heerlen', ['bash', 'curl/gemeente.sh']],
    ['Python', 'gemeente', 'gemeente-maastricht', ['python3', 'python/gemeente.py']],
    ['TypeScript', 'webhook', 'schulddienst-land-van-weert', [node, 'typescript/webhook.ts']],
  ],
  [
    ['Python', 'schuldeiser', 'waterbedrijf-maasdal', ['python3', 'python/schuldeiser.py']],
    ['Java', 'schuldeiser', 'telecom-beeklijn', ['java', '-cp', bouw, 'Schuldeiser']],
    ['Java', 'webhook', 'gemeente-sittard-geleen', ['java', '-cp', bouw, 'Webhook']],
    ['Python', 'webhook', 'gemeente-roermond', ['python3', 'python/webhook.py']],
  ],
  [
    ['C#', 'schuldeiser', 'waterbedrijf-maasdal', ['dotnet', dotnet, 'schuldeiser']],
    ['C#', 'webhook', 'gemeente-heerlen', ['dotnet', dotnet, 'webhook']],
  ],
]

describe.for(RONDEN.map((rijen, ronde) => ({ rijen, ronde: ronde + 1 })))('round $ronde', ({ rijen }) => {
  test.for(rijen.map((rij) => [...rij] as const))(
    'the sample in %s passes as %s',
    { concurrent: true, timeout: 60_000 },
    async ([taal, rol, deelnemer, opdracht], { expect: verwacht, skip }) => {
      if (!AANWEZIG[taal]) {
        process.stderr.write(`SKIPPED: the sample of a ${rol} in ${taal}, for which this machine lacks what it needs\n`)
        skip()
      }
      const [poort, naar] = [await vrijePoort(), await vrijePoort()]
      const webhook = rol === 'webhook'
      const meer = webhook ? ['--webhook', `http://127.0.0.1:${naar}/`, '--geheim', geheim] : []
      const env = { POORT: String(naar), GEHEIM: (await readFile(geheim, 'utf8')).trim() }
      const verslag = join(hub.data.map, `verslag-${poort}.md`)
      const uit = await beproef(
        hub,
        { rol: webhook ? 'gemeente' : rol, deelnemer, poort, verslag, meer: [...meer, '--wacht', '45'] },
        { opdracht, env },
      )
      verwacht(uit.stappen.filter(({ oordeel }) => oordeel !== 'gehaald')).toEqual([])
      verwacht([uit.code, uit.fout]).toEqual([0, verwacht.stringContaining('Klaar voor')])
      verwacht(await readFile(verslag, 'utf8')).toContain('**geslaagd**')
    },
  )
})

test('a system that signs on without a token fails; the report says what to do', async () => {
  const verslag = join(hub.data.map, 'verslag-niet.md')
  const uit = await beproef(
    hub,
    {
      ...{ rol: 'schuldeiser', deelnemer: 'waterbedrijf-maasdal' },
      poort: await vrijePoort(),
      verslag,
      meer: ['--wacht', '2'],
    },
    { opdracht: [node, '-e', `fetch(process.env.HUB + '/v1/postvak/berichten')`] },
  )
  expect(uit.code).toBe(1)
  const gezien = 'GET /v1/postvak/berichten gaf 401'
  expect(uit.stappen[0]).toMatchObject({ naam: 'aanmelden', oordeel: 'open', gezien })
  expect(await readFile(verslag, 'utf8')).toContain('- **indienen**: Dien een')
}, 30_000)

test('the test runs at a proef only, and says what it misses', async () => {
  const gemeente = (...rest: string[]) =>
    doe(voegAansluittestToe, ['aansluittest', '--rol', 'gemeente', '--deelnemer', ...rest], {
      env: { DATA_MAP: hub.data.map },
      nu: Temporal.Now.instant().toString(),
    })
  expect(await gemeente('gemeente-roermond', '--url', hub.metrieken)).toMatchObject({
    code: 78,
    fout: expect.stringContaining('is no proef'),
  })
  expect(await gemeente('gemeente-roermond', '--webhook', 'http://127.0.0.1:9/')).toMatchObject({
    code: 64,
    fout: expect.stringContaining('--geheim'),
  })
  expect(await gemeente('gemeente-onbekend')).toMatchObject({ code: 64, fout: expect.stringContaining('--woont') })
})

test('a party that makes its own key is taken up with a test OIN only, and signs on', async () => {
  const map = join(bouw, 'eigen')
  await mkdir(map)
  await promisify(execFile)(node, [join(VOORBEELDEN, 'typescript/sleutel.ts')], { cwd: map })
  const wie = ['deelnemer', 'toevoegen', 'mijn-bedrijf', '--soort', 'schuldeiser', '--soort-schuldeiser', 'overig']
  const neemOp = (oin: string) =>
    hub.draai([...wie, '--naam', 'Mijn Bedrijf', '--oin', oin, '--publiek', join(map, 'openbaar.jwk.json')])
  const echt = neemOp('00000001900000005000')
  expect([await einde(echt), echt.fout.join('')]).toEqual([[1, null], expect.stringContaining('buiten-proef')])
  expect(echt.fout.join('')).toContain('/zet/deelnemers/0/oin')
  expect(await einde(neemOp('00000099900000099000'))).toEqual([0, null])
  const token = hub.draai(['token', 'mijn-bedrijf', '--sleutel', join(map, 'prive.jwk.json')])
  expect(await einde(token)).toEqual([0, null])
  expect(token.uit.join('')).toMatch(/^eyJ/)
}, 30_000)

test('the command runs from a shell, and ends in order with its report when it is stopped', async () => {
  const verslag = join(hub.data.map, 'verslag-gestopt.md')
  const wie = ['--rol', 'schuldeiser', '--deelnemer', 'waterbedrijf-maasdal', '--poort', String(await vrijePoort())]
  const test = hub.draai(['aansluittest', ...wie, '--verslag', verslag])
  await totdat(() => test.fout.join('').includes('Klaar voor'), 20_000)
  test.proces.kill('SIGTERM')
  expect(await einde(test)).toEqual([143, null])
  expect(test.uit.join('')).toContain('niet geslaagd: 0 van 11 stappen gehaald; verslag in')
  expect(await readFile(verslag, 'utf8')).toContain('## Akkoord')
}, 30_000)
