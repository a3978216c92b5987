import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lijst } from './architectuur/bron.ts'
import { wijzig } from './breuken/breuk.ts'
import { BREUKEN } from './breuken/tabel.ts'

const wortel = fileURLToPath(new URL('..', import.meta.url))
const lees = (pad: string) => readFileSync(join(wortel, pad), 'utf8')

// `npm run breek` runs them; here they are only held against the tree, so that none drifts away from what it breaks.
describe('a guard that is broken on purpose', () => {
  test('has a name of its own, and a test that must notice', () => {
    const namen = BREUKEN.map(({ naam }) => naam)
    expect(namen).toEqual([...new Set(namen)])
    for (const { naam, proeven, wijzigingen } of BREUKEN) {
      expect([naam, proeven.length > 0, wijzigingen.length > 0]).toEqual([naam, true, true])
    }
  })

  test.each(BREUKEN)('is still there: $naam', ({ wijzigingen }) => {
    for (const wijziging of wijzigingen) {
      const heel = lees(wijziging.bestand)
      expect(wijzig(heel, wijziging)).not.toBe(heel)
    }
    const twee = { bestand: 'x.ts', van: 'a', naar: 'b' }
    for (const tekst of ['', 'aa']) expect(() => wijzig(tekst, twee)).toThrow('x.ts has')
  })

  test('names a test that stands in the file it names, or in a suite which that imports', () => {
    const proeven = lijst(wortel).filter((pad) => pad.endsWith('.test.ts'))
    const verloren = BREUKEN.flatMap((breuk) => breuk.proeven).filter(
      ({ bestand, naam }) => !proeven.includes(bestand) || !metSuites(bestand).includes(naam ?? ''),
    )
    expect(verloren).toEqual([])
    expect(metSuites('packages/platform/src/postgres-bus.pg.test.ts')).toContain(
      lees('packages/platform/src/bus-gif.suite.ts'),
    )
  })
})

/** The text of a test file, and of the suites that it imports. */
function metSuites(pad: string): string {
  const tekst = lees(pad)
  const suites = [...tekst.matchAll(/^import \{.* from '(\..*\.suite\.ts)'$/gm)].map(([, suite = '']) => suite)
  return [tekst, ...suites.map((suite) => metSuites(join(dirname(pad), suite)))].join('\n')
}
