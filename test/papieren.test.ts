import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CLUSTERFOUTEN } from '@warmknooppunt/platform/kafka-cluster'
import { KAFKAFOUTEN } from '@warmknooppunt/platform/kafkafout'
import { PROBLEMEN } from '@warmknooppunt/platform/probleem'
import { berichten, isBericht } from '@warmknooppunt/schemas/berichten'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { topics } from '@warmknooppunt/schemas/topics'
import { describe, expect, test } from 'vitest'
import { AFLOOP, AFLOOP_UITLEG } from '../services/knooppunt/src/commando/afloop.ts'
import { lijst } from './architectuur/bron.ts'
import { instellingenrijen, rijenOnder, shellblokken } from './papieren/tabellen.ts'

const wortel = fileURLToPath(new URL('..', import.meta.url))
const lees = (pad: string) => readFileSync(join(wortel, pad), 'utf8')
const readme = lees('README.md')
const papieren = lijst(wortel).filter((pad) => pad.endsWith('.md'))

/** Words in backticks: codes, names, paths. */
const codes = (tekst: string) => new Set([...tekst.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code))

/** Every closed code in a schema, wherever it stands. */
function gesloten(knoop: unknown): string[] {
  if (Array.isArray(knoop)) return knoop.flatMap(gesloten)
  if (typeof knoop !== 'object' || knoop === null) return []
  return Object.entries(knoop).flatMap(([sleutel, waarde]) => {
    if (sleutel === 'const' || sleutel === 'enum') return [waarde].flat().filter((w) => typeof w === 'string')
    return sleutel === 'examples' ? [] : gesloten(waarde)
  })
}

/** Fixed by CloudEvents, not words of ours. */
const VREEMD = new Set(['1.0', 'application/json', 'Integer'])

describe('the glossary', () => {
  const woorden = codes(lees('docs/GLOSSARY.md'))
  const ontbreekt = (nodig: readonly string[]) =>
    [...new Set(nodig)].filter((code) => !woorden.has(code) && !VREEMD.has(code))

  test('has every closed code of the message specifications', () => {
    const namen = Object.keys(berichten).filter(isBericht)
    expect(ontbreekt(namen.flatMap((bericht) => gesloten(leesSchema(bericht))))).toEqual([])
    expect(ontbreekt(gesloten({ properties: { a: { enum: ['onbekende-code'] } } }))).toEqual(['onbekende-code'])
  })

  test('has every topic, stage and problem code', () => {
    const stages = Object.values(topics).flatMap(({ schrijver, lezers }) => [schrijver, ...lezers])
    expect(ontbreekt([...Object.keys(topics), ...stages, ...Object.keys(PROBLEMEN)])).toEqual([])
  })
})

describe('the README', () => {
  test('begins with the two commands, and nothing before them', () => {
    expect(shellblokken(readme).slice(0, 2)).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n'])
  })

  test('has every setting of the all-in-one as the hub reads it', () => {
    expect(rijenOnder(readme, 'Configuration').slice(1)).toEqual(instellingenrijen())
  })

  test('has every command of the command line', async () => {
    const main = join(wortel, 'services/knooppunt/src/main.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--help'])
    const [, lijst = ''] = stdout.split('Commands:')
    const namen = [...lijst.matchAll(/^ {2}([a-z-]+) /gm)]
      .map(([, naam = '']) => naam)
      .filter((naam) => naam !== 'help')
    const rijen = rijenOnder(readme, 'The command line').slice(1)
    expect(rijen.map((rij) => /^\| `([a-z-]+)` \|/.exec(rij)?.[1]).sort()).toEqual(namen.sort())
  })
})

test('what an operator must know of Kafka has every code that a hub tells of it', () => {
  const rijen = rijenOnder(lees('docs/beheer-kafka.md'), 'What the codes ask').slice(1)
  const genoemd = rijen.map((rij) => /^\| `([a-z-]+)` \|/.exec(rij)?.[1])
  expect(genoemd.toSorted()).toEqual([...new Set([...KAFKAFOUTEN, ...CLUSTERFOUTEN])].toSorted())
})

test('the table of exit codes in the README is that of the command line', () => {
  const rijen = rijenOnder(readme, 'Exit codes').slice(1)
  const codes = Object.values(AFLOOP).sort((een, ander) => een - ander)
  expect(rijen.map((rij) => /^\| (\d+ \| [^|]+) \| [^|]+ \|$/.exec(rij)?.[1])).toEqual(
    codes.map((code) => `${code} | ${AFLOOP_UITLEG[code]}`),
  )
})

test('the table of libraries holds exactly the packages that the package files name', () => {
  const uitBestanden = lijst(wortel)
    .filter((pad) => pad.endsWith('package.json'))
    .flatMap((pad) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(lees(pad))
      return Object.keys({ ...dependencies, ...devDependencies })
    })
  const tabel = lees('docs/decisions/000-libraries.md')
    .split('\n')
    .flatMap((regel) =>
      /^\| (?:package|---)/.test(regel) ? [] : (/^\| ([^|]+) \|/.exec(regel)?.[1]?.split(', ') ?? []),
    )
  const nodig = new Set(uitBestanden.filter((naam) => !naam.startsWith('@warmknooppunt/')))
  expect(tabel.sort()).toEqual([...nodig].sort())
})

test('the architecture paper draws the topics as the table of topics has them', () => {
  const rijen = rijenOnder(lees('docs/ARCHITECTURE.md'), 'The stages')
  for (const [topic, { schrijver }] of Object.entries(topics)) {
    expect(
      rijen.find((rij) => rij.startsWith(`| ${schrijver} |`)),
      topic,
    ).toMatch(new RegExp(`\\| \`${topic}\` \\|$`))
  }
})

test('every link between papers leads somewhere', () => {
  const dood = papieren.flatMap((pad) =>
    [...lees(pad).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)].flatMap(([, naar = '', anker]) => {
      const doel = naar === '' ? pad : join(dirname(pad), naar)
      if (!existsSync(join(wortel, doel))) return [`${pad}: ${naar}`]
      const koppen =
        anker === undefined
          ? []
          : [...lees(doel).matchAll(/^#+ (.+)$/gm)].map(([, kop = '']) => kop.toLowerCase().replaceAll(' ', '-'))
      return anker === undefined || koppen.includes(anker) ? [] : [`${pad}: ${naar}#${anker}`]
    }),
  )
  expect(dood).toEqual([])
})

test('every path that a paper names exists', () => {
  const genoemd = papieren.flatMap((pad) =>
    [...codes(lees(pad))]
      .filter((code) => /^(docs|test|bench|packages|services|openapi|schemas|migrations)\/[\w./-]+$/.test(code))
      .map((code) => [pad, code]),
  )
  expect(genoemd.filter(([, code = '']) => !existsSync(join(wortel, code)))).toEqual([])
  expect(genoemd.length).toBeGreaterThan(5)
})

test('every paper and every decision that sources, images and manifests name exists', () => {
  const nummers = new Set(lijst(join(wortel, 'docs/decisions')).map((naam) => naam.slice(0, 3)))
  const noemers = lijst(wortel).filter((pad) => /(?:\.(?:tsx?|sql|sh|ya?ml|json)|Dockerfile|Caddyfile)$/.test(pad))
  const vind = (tekst: string) => ({
    papieren: [...tekst.matchAll(/\bdocs\/[\w./-]+\.md\b/g)].map(([papier]) => papier),
    besluiten: [...tekst.matchAll(/\bdecisions?[ /](\d{3})\b/gi)].map(([, nummer = '']) => nummer),
  })
  const vreemd = (tekst: string) => [
    ...vind(tekst).papieren.filter((papier) => !existsSync(join(wortel, papier))),
    ...vind(tekst).besluiten.filter((nummer) => !nummers.has(nummer)),
  ]
  const fout = noemers.flatMap((pad) => vreemd(lees(pad)).map((wat) => `${pad}: ${wat}`))
  expect(fout).toEqual([])
  const geen = ['docs', 'geen.md'].join('/')
  expect(vreemd(`${'decision'} 999 and ${geen}`)).toEqual([geen, '999'])
  for (const pad of ['infra/docker/Dockerfile', 'infra/k8s/base/dienst.yaml', 'docker-compose.yml']) {
    expect(Object.values(vind(lees(pad))).flat().length, pad).toBeGreaterThan(0)
  }
})

test('decisions are numbered without gaps, and the changelog has a place for what is not released', () => {
  const nummers = lijst(join(wortel, 'docs/decisions'))
    .sort()
    .map((naam) => Number(naam.slice(0, 3)))
  expect(nummers).toEqual(nummers.map((_, plaats) => plaats))
  expect(lees('CHANGELOG.md')).toMatch(/^## Unreleased$/m)
})
