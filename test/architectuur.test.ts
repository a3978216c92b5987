import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { topics } from '@warmknooppunt/schemas/topics'
import { describe, expect, test } from 'vitest'
import type { Bron } from './architectuur/bron.ts'
import { leesBronnen, lijst, ontleed } from './architectuur/bron.ts'
import { keurTabellen, keurTopics, keurVolledig } from './architectuur/bus.ts'
import type { Pakket } from './architectuur/imports.ts'
import { keurAfhankelijkheden, keurBesluiten, keurDelen, keurKern, keurKringen } from './architectuur/imports.ts'
import { keurDocs, keurKlok, keurLengte, keurVormen, keurWoorden } from './architectuur/stijl.ts'
import { DEFAULT_EXPORTS, KLOKKEN, LEEST, ZUIVER } from './architectuur/tekening.ts'

const wortel = fileURLToPath(new URL('..', import.meta.url))
const paden = lijst(wortel)
const bronnen = leesBronnen(wortel)
const lees = (pad: string) => readFileSync(`${wortel}/${pad}`, 'utf8')
/** A file that breaks a rule, held against the same check as the tree: what it must report. */
const fout = (pad: string, ...regels: string[]): Bron => ontleed(pad, `${regels.join('\n')}\n`)

function leesPakket(pad: string): Pakket {
  const { name, dependencies = {}, devDependencies = {} } = JSON.parse(lees(pad))
  return { naam: name, afhankelijk: Object.keys(dependencies), ontwikkel: Object.keys(devDependencies) }
}

function pakketVan(pad: string): Pakket {
  for (let map = dirname(pad); map !== '.'; map = dirname(map)) {
    if (existsSync(`${wortel}/${map}/package.json`)) return leesPakket(`${map}/package.json`)
  }
  return leesPakket('package.json')
}

describe('who imports whom', () => {
  test('the floor, the stages and the roof import as drawn; no stage imports another', () => {
    expect(keurDelen(bronnen)).toEqual([])
    expect(
      keurDelen([
        fout('services/sla/src/x.ts', "import { a } from '@warmknooppunt/routing/stage'"),
        fout('packages/platform/src/x.ts', "import type { A } from '@warmknooppunt/regels/afspraken'"),
        fout('services/intake/src/x.ts', "import { a } from '../../knooppunt/src/main.ts'"),
        fout('services/intake/src/y.ts', "import { a } from '../../../test/steun/database.ts'"),
        fout('services/intake/src/z.ts', "export { a } from '@warmknooppunt/sla/stage'"),
      ]),
    ).toEqual([
      'services/sla/src/x.ts:1 sla may not import routing',
      'packages/platform/src/x.ts:1 platform may not import regels',
      'services/intake/src/x.ts:1 reaches into knooppunt by a relative path',
      'services/intake/src/y.ts:1 imports test/steun/database.ts, which lies outside every part',
      'services/intake/src/z.ts:1 intake may not import sla',
    ])
  })

  test('the pure core imports its own files and types of the message specifications, nothing else', () => {
    expect(keurKern(bronnen)).toEqual([])
    expect(
      keurKern([
        fout('packages/regels/src/x.ts', "import { readFileSync } from 'node:fs'", "import { z } from 'zod'"),
        fout('packages/regels/src/y.ts', "import { topics } from '@warmknooppunt/schemas/topics'"),
      ]),
    ).toHaveLength(3)
  })

  test('a decision reaches only what is pure', () => {
    expect(keurBesluiten(bronnen)).toEqual([])
    const tussen = fout('services/sla/src/tussen.ts', "import { a } from './timer-store.ts'")
    const besluit = fout(
      'services/sla/src/besluit.ts',
      "import { a } from './tussen.ts'",
      "import type { Pool } from 'pg'",
    )
    expect(keurBesluiten([besluit, tussen])).toEqual([
      'services/sla/src/tussen.ts:1 a decision may not reach ./timer-store.ts',
    ])
    expect(keurBesluiten([fout('services/sla/src/bepaal-x.ts', "import { Pool } from 'pg'")])).toHaveLength(1)
  })

  test('no two files import one another in a circle', () => {
    expect(keurKringen(bronnen)).toEqual([])
    const kring = ['a', 'b', 'c'].map((naam, i) => fout(`test/${naam}.ts`, `import { x } from './${'bca'[i]}.ts'`))
    expect(keurKringen(kring)).toEqual(['test/a.ts -> test/b.ts -> test/c.ts -> test/a.ts'])
  })

  test('every package that is imported is declared by the one who imports it', () => {
    const root = leesPakket('package.json')
    expect(keurAfhankelijkheden(bronnen, pakketVan, root)).toEqual([])
    const los = fout(
      'services/sla/src/x.ts',
      "import { fastify } from 'fastify/x'",
      "import { b } from '@fastify/swagger'",
    )
    expect(keurAfhankelijkheden([los], pakketVan, root)).toEqual([
      'services/sla/src/x.ts:2 @fastify/swagger is not in the package.json of @warmknooppunt/sla',
    ])
  })
})

describe('which topic flows where', () => {
  test('a stage writes its own topic and reads those that the table of topics gives it', () => {
    expect(keurTopics(bronnen, topics)).toEqual([])
    const terug = fout(
      'services/routing/src/x.ts',
      "leesTopic('termijnen')",
      "uitbakVan('intake')",
      "o.wek('berichten')",
      "maakConsument({ lezer: { stage: 'sla', consument: 'routing', topic: 'bezorgingen' } })",
    )
    expect(keurTopics([terug], topics)).toEqual([
      'services/routing/src/x.ts:1 routing does not read topic termijnen',
      'services/routing/src/x.ts:2 routing writes the outbox of intake',
      'services/routing/src/x.ts:3 routing does not write topic berichten',
      'services/routing/src/x.ts:4 routing keeps its position as sla',
      'services/routing/src/x.ts:4 routing does not read topic bezorgingen',
    ])
  })

  test('every topic has its writer and all its readers', () => {
    expect(keurVolledig(bronnen, topics)).toEqual([])
    const zonder = bronnen.filter(({ pad }) => pad !== 'services/sla/src/stage.ts')
    expect(keurVolledig(zonder, topics)).toContain('sla does not read topic routeringen')
  })

  test("a stage's SQL names its own tables, and views made for it", () => {
    expect(keurTabellen(bronnen, LEEST)).toEqual([])
    const vreemd = fout(
      'services/sla/src/x.ts',
      'db.query(`select 1 from sla.timer join delivery.bezorging using (id)`)',
    )
    expect(keurTabellen([vreemd], LEEST)).toEqual(['services/sla/src/x.ts:1 sla uses delivery.bezorging'])
  })
})

describe('how a file is written', () => {
  test('no any, no as, no !, no enum, no default export, no check switched off', () => {
    expect(keurVormen(bronnen)).toEqual([])
    const regels = [
      'let a: any',
      'a as string',
      'a!.b',
      'enum E { A }',
      'export default 1',
      "import { type T } from './t.ts'",
    ]
    const gevonden = keurVormen([fout('services/sla/src/x.ts', ...regels, '// @ts-ignore', "const b = ['x'] as const")])
    expect(gevonden.map((melding) => melding.replace(/^.*:/, ''))).toEqual([
      '1 any',
      '2 as',
      '3 !',
      '4 enum',
      '5 default export',
      '6 inline type import',
      '7 a check switched off',
    ])
  })

  test('the process clock is read in main.ts and the places named', () => {
    expect(keurKlok(bronnen)).toEqual([])
    const klokken = fout('services/sla/src/x.ts', 'Date.now()', 'new Date()', 'Temporal.Now.instant()', 'new Date(0)')
    expect(keurKlok([klokken])).toHaveLength(3)
    expect(keurKlok([fout('services/sla/src/main.ts', 'Temporal.Now.instant()')])).toEqual([])
  })

  test('no file grows past 250 lines', () => {
    expect(keurLengte(bronnen)).toEqual([])
    expect(keurLengte([fout('services/sla/src/x.ts', ...Array.from({ length: 251 }, () => ''))])).toHaveLength(1)
  })

  test('what a package exports to be called says what it does', () => {
    expect(keurDocs(bronnen)).toEqual([])
    const stil = fout(
      'packages/platform/src/x.ts',
      'export function f() {}',
      '/** Says. */',
      'export const g = () => 1',
      'export const h = 1',
    )
    expect(keurDocs([stil])).toEqual(['packages/platform/src/x.ts:1 f has no docstring'])
  })

  test('nothing is left open, no path of one machine, no word about how it was made', () => {
    const teksten = paden.filter(
      // In a worktree `.git` is a file too.
      (pad) => /\.(ts|json|md|sql|ya?ml)$|^\.ci\/|^\.[a-z]+$/.test(pad) && !['package-lock.json', '.git'].includes(pad),
    )
    expect(keurWoorden(teksten.map((pad) => ({ pad, tekst: lees(pad) })))).toEqual([])
    const slecht = ['TO', 'DO later\n/ho', 'me/jan/x en Co', 'pilot'].join('')
    expect(keurWoorden([{ pad: 'x.md', tekst: slecht }])).toHaveLength(3)
  })

  test('every exception that is named still exists', () => {
    const genoemd = [KLOKKEN, DEFAULT_EXPORTS, ZUIVER].flatMap((lijst) => Object.keys(lijst))
    expect(genoemd.filter((pad) => !paden.includes(pad))).toEqual([])
  })
})

describe('packages', () => {
  test('every version is exact, and the lock holds no download address', () => {
    const pakketten = paden.filter((pad) => pad.endsWith('package.json'))
    const los = (pad: string) =>
      Object.entries<string>({ ...JSON.parse(lees(pad)).dependencies, ...JSON.parse(lees(pad)).devDependencies })
        .filter(
          ([naam, versie]) =>
            !(naam.startsWith('@warmknooppunt/') ? versie === '*' : /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(versie)),
        )
        .map(([naam, versie]) => `${pad}: ${naam} ${versie}`)
    expect(pakketten.flatMap(los)).toEqual([])
    expect(lees('package-lock.json')).not.toContain('"resolved": "http')
  })

  test('every install script in the lock is approved or denied', () => {
    const { packages } = JSON.parse(lees('package-lock.json'))
    const met = Object.keys(packages).filter((pad) => packages[pad].hasInstallScript)
    const { allowScripts } = JSON.parse(lees('package.json'))
    expect(Object.keys(allowScripts).sort()).toEqual(met.map((pad) => pad.replace(/^.*node_modules\//, '')).sort())
  })
})
