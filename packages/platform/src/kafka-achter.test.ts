import { describe, expect, test } from 'vitest'
import type { Achterstand } from './kafka-achter.ts'
import { volgAchter } from './kafka-achter.ts'

const grenzen = new Map([0, 1, 2].map((partitie) => [partitie, { laag: 0n, hoog: 10n }]))
const peil = (was: Achterstand, gelezen: readonly (readonly [number, bigint])[] | null, nuMs: number) =>
  volgAchter(was, { gelezen: gelezen && new Map(gelezen), grenzen }, nuMs)

describe('the lag of a reader', () => {
  const [eerst, later] = [peil(new Map(), [[0, 4n]], 1_000), 50_000]

  test('counts from when a partition was read no further, and not at its end', () => {
    expect(
      peil(
        eerst,
        [
          [0, 4n],
          [1, 10n],
        ],
        later,
      ),
    ).toEqual(new Map([[0, { bij: 4n, sindsMs: 1_000 }]]))
    expect(peil(eerst, [[0, 5n]], later)).toEqual(new Map([[0, { bij: 5n, sindsMs: later }]]))
    expect(peil(eerst, [[0, 10n]], later)).toEqual(new Map())
  })

  test('of a partition that another reader has by now, or while something is in hand, is not this one’s', () => {
    expect(peil(eerst, [[2, 10n]], later)).toEqual(new Map())
    expect(peil(eerst, null, later)).toEqual(new Map())
    expect(peil(peil(eerst, [], later), [[0, 4n]], 60_000)).toEqual(new Map([[0, { bij: 4n, sindsMs: 60_000 }]]))
  })
})
