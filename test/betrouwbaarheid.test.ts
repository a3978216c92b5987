import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Loop } from '../chaos/betrouwbaarheid.ts'
import { leesTabellen, leesUitkomsten, maakPapier, maakTabel } from '../chaos/betrouwbaarheid.ts'
import { CLUSTERFOUTEN, FOUTEN } from '../chaos/fouten/fouten.ts'

type Papierfout = Parameters<typeof maakTabel>[0][number]

const papier = readFileSync(fileURLToPath(new URL('../docs/betrouwbaarheid.md', import.meta.url)), 'utf8')
/** All but the outcome, which is of a run. */
const zonderUitkomst = (tekst: string) => tekst.replaceAll(/ [^|\n]+ \|$/gm, ' |')

const geenUitkomst = (fouten: readonly Papierfout[]) => maakTabel(fouten, { gedaan: [], schoon: true })

test('docs/betrouwbaarheid.md has the faults of the program, in its words and its order', () => {
  const leeg = maakPapier({ postgres: geenUitkomst(FOUTEN), kafka: geenUitkomst(CLUSTERFOUTEN) })
  expect(zonderUitkomst(papier)).toBe(zonderUitkomst(leeg))
  expect(zonderUitkomst(leeg)).toContain('`hub-gedood`')
  const minder = maakPapier({ postgres: geenUitkomst(FOUTEN), kafka: geenUitkomst(CLUSTERFOUTEN.slice(1)) })
  expect(zonderUitkomst(minder)).not.toBe(zonderUitkomst(leeg))
})

test('each way to run has a table of its own, and writing one leaves the other', () => {
  const tabellen = leesTabellen(papier)
  expect(maakPapier(tabellen)).toBe(papier)
  expect(tabellen.postgres).toContain('`hub-gedood`')
  expect(tabellen.kafka).toContain('`broker-gedood`')
})

test('the outcomes are those of runs in which every fault was done and every promise kept', () => {
  const uitkomsten = [...papier.matchAll(/^\| `.*\| ([^|]+) \|$/gm)].map(([, uitkomst]) => uitkomst)
  expect(uitkomsten).toEqual([...FOUTEN, ...CLUSTERFOUTEN].map(() => 'kept'))
})

test('an outcome is kept only when the fault was survived and nothing was broken', () => {
  const [fout] = FOUTEN
  if (!fout) throw new Error('no faults')
  const keer = { naam: fout.naam, tekst: 'why', herstelMs: 1 }
  const uitkomst = (gedaan: Loop['gedaan'], schoon: boolean, eerder = new Map<string, string>()) =>
    leesUitkomsten(maakTabel([fout], { gedaan, schoon, eerder })).get(fout.naam)
  expect(uitkomst([{ ...keer, uitkomst: 'hersteld' }], true)).toBe('kept')
  expect(uitkomst([{ ...keer, uitkomst: 'hersteld' }], false)).toBe('not kept')
  expect(
    uitkomst(
      [
        { ...keer, uitkomst: 'hersteld' },
        { ...keer, uitkomst: 'onhersteld' },
      ],
      true,
    ),
  ).toBe('not kept')
  expect(uitkomst([{ ...keer, uitkomst: 'overgeslagen' }], true)).toBe('not done: why')
  expect(uitkomst([], true)).toBe('not done')
  expect(uitkomst([], false, new Map([[fout.naam, 'kept']]))).toBe('kept')
  expect(uitkomst([{ ...keer, uitkomst: 'onhersteld' }], true, new Map([[fout.naam, 'kept']]))).toBe('not kept')
})
