import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Geschakeld } from './keten.ts'
import { deelIn, isGeschakeld, ketenSleutel } from './keten.ts'

function bericht(partitie: number, positie: number, vorige: number, bron = 'a'): Geschakeld {
  return { topic: 'berichten', partitie, bron, positie, vorige, waarde: '', merk: null }
}

/** The chains of two producers in three partitions, numbered over all partitions as an outbox does. */
const ketens = fc
  .array(fc.record({ partitie: fc.nat({ max: 2 }), bron: fc.constantFrom('a', 'b') }), { maxLength: 30 })
  .map((plekken) => {
    const laatste = new Map<string, number>()
    return plekken.map(({ partitie, bron }, n) => {
      const sleutel = ketenSleutel(partitie, bron)
      const vorige = laatste.get(sleutel) ?? 0
      laatste.set(sleutel, n + 1)
      return bericht(partitie, n + 1, vorige, bron)
    })
  })

describe('a chain', () => {
  test('applies what follows, skips what was applied, and drops a partition from a gap on', () => {
    const batch = [
      bericht(0, 3, 0),
      bericht(0, 5, 3),
      bericht(1, 9, 8),
      bericht(1, 10, 9),
      bericht(0, 5, 3),
      bericht(0, 7, 5),
    ]
    const { toe, gaten, standen } = deelIn(batch, new Map([[ketenSleutel(0, 'a'), 3]]))
    expect(toe.map(({ positie }) => positie)).toEqual([5, 7])
    expect(gaten).toEqual([1])
    expect(standen).toEqual(new Map([['0|a', 7]]))
  })

  test('of another producer in the same partition begins at 0 and does not move this one', () => {
    const standen = new Map([[ketenSleutel(0, 'a'), 500]])
    const uit = deelIn([bericht(0, 1, 0, 'b'), bericht(0, 501, 500), bericht(0, 2, 1, 'b')], standen)
    expect(uit.toe.map(({ bron, positie }) => `${bron}${positie}`)).toEqual(['b1', 'a501', 'b2'])
    expect(uit.standen).toEqual(
      new Map([
        ['0|b', 2],
        ['0|a', 501],
      ]),
    )
  })

  test('a message that says it follows what lies before the position is a gap, never applied', () => {
    expect(deelIn([bericht(0, 9, 3)], new Map([['0|a', 5]]))).toEqual({ toe: [], gaten: [0], standen: new Map() })
  })

  test('a message without bron, positie or vorige is not ours', () => {
    expect(isGeschakeld(bericht(0, 1, 0))).toBe(true)
    for (const gemis of [{ bron: null }, { positie: null }, { vorige: null }]) {
      expect(isGeschakeld({ ...bericht(0, 1, 0), ...gemis })).toBe(false)
    }
  })
})

describe('whatever a transport does with the messages', () => {
  const geleverd = ketens.chain((alle) =>
    fc.record({
      alle: fc.constant(alle),
      batches: fc
        .array(fc.array(fc.nat({ max: 29 }), { maxLength: 40 }), { maxLength: 8 })
        .map((batches) => batches.map((plekken) => plekken.flatMap((plek) => alle.slice(plek, plek + 1)))),
    }),
  )

  test('nothing is applied twice, out of order, or past a missing one', () => {
    fc.assert(
      fc.property(geleverd, ({ alle, batches }) => {
        const standen = new Map<string, number>()
        const toegepast: Geschakeld[] = []
        for (const batch of batches) {
          const uit = deelIn(batch, standen)
          for (const [sleutel, positie] of uit.standen) standen.set(sleutel, positie)
          toegepast.push(...uit.toe)
        }
        for (const sleutel of new Set(alle.map((b) => ketenSleutel(b.partitie, b.bron)))) {
          const hier = (b: Geschakeld) => ketenSleutel(b.partitie, b.bron) === sleutel
          const gedaan = toegepast.filter(hier).map(({ positie }) => positie)
          const keten = alle.filter(hier).map(({ positie }) => positie)
          expect(gedaan).toEqual(keten.slice(0, gedaan.length))
          expect(standen.get(sleutel) ?? 0).toBe(gedaan.at(-1) ?? 0)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('delivered once more from the start, everything is applied in the end', () => {
    fc.assert(
      fc.property(geleverd, ({ alle, batches }) => {
        const standen = new Map<string, number>()
        let aantal = 0
        for (const batch of [...batches, alle]) {
          const uit = deelIn(batch, standen)
          for (const [sleutel, positie] of uit.standen) standen.set(sleutel, positie)
          aantal += uit.toe.length
        }
        expect(aantal).toBe(alle.length)
      }),
    )
  })
})
