import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { maakPapier } from '../chaos/betrouwbaarheid.ts'
import { FOUTEN } from '../chaos/fouten/fouten.ts'

const papier = readFileSync(fileURLToPath(new URL('../docs/betrouwbaarheid.md', import.meta.url)), 'utf8')
/** All but the outcome, which is of a run. */
const zonderUitkomst = (tekst: string) => tekst.replaceAll(/ [^|\n]+ \|$/gm, ' |')

test('docs/betrouwbaarheid.md has the faults of the program, in its words and its order', () => {
  const geenUitkomst = maakPapier(FOUTEN, [], true)
  expect(zonderUitkomst(papier)).toBe(zonderUitkomst(geenUitkomst))
  expect(zonderUitkomst(geenUitkomst)).toContain('`hub-gedood`')
  expect(zonderUitkomst(maakPapier(FOUTEN.slice(1), [], true))).not.toBe(zonderUitkomst(geenUitkomst))
})

test('the outcomes are those of a run in which every fault was done and every promise kept', () => {
  const uitkomsten = [...papier.matchAll(/^\| `.*\| ([^|]+) \|$/gm)].map(([, uitkomst]) => uitkomst)
  expect(uitkomsten).toEqual(FOUTEN.map(() => 'kept'))
})

test('an outcome is kept only when the fault was survived and nothing was broken', () => {
  const [fout] = FOUTEN
  if (!fout) throw new Error('no faults')
  const keer = { naam: fout.naam, tekst: 'why', herstelMs: 1 }
  const uitkomst = (gedaan: Parameters<typeof maakPapier>[1], schoon: boolean) =>
    /\| ([^|]+) \|\n$/.exec(maakPapier([fout], gedaan, schoon))?.[1]
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
})
