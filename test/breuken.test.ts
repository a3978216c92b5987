import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

  test('names tests that exist', () => {
    const proeven = lijst(wortel).filter((pad) => /\.(test|suite)\.ts$/.test(pad) && pad !== 'test/breuken.test.ts')
    const teksten = proeven.map(lees)
    const verloren = BREUKEN.flatMap((breuk) => breuk.proeven).filter(
      ({ bestand, naam }) =>
        !proeven.includes(bestand) || !(naam === undefined || teksten.some((tekst) => tekst.includes(naam))),
    )
    expect(verloren).toEqual([])
  })
})
