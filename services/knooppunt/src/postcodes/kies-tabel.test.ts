import { describe, expect, test } from 'vitest'
import { kiesOpruiming } from './kies-opruiming.ts'
import { kiesTerug } from './kies-terug.ts'
import { kiesVanKracht } from './kies-van-kracht.ts'

const moment = (dag: string) => Temporal.Instant.from(`${dag}T12:00:00Z`)
const NU = moment('2026-11-26')
type Keuze = { open?: boolean; vanaf?: string; van?: number; tot?: number; uit?: string; weg?: boolean; klein?: true }
/** A table, in use since its day. */
const tabel = (versie: number, { open = true, vanaf = '2025-01-01', ...k }: Keuze = {}) => ({
  ...{ versie, open, geldigVanaf: vanaf, van: k.van ?? versie, tot: k.tot ?? null, inGebruikOp: moment(vanaf) },
  uitGebruikOp: k.uit === undefined ? null : moment(k.uit),
  verwijderdOp: k.weg ? NU : null,
  soort: k.klein ? null : ('cbs' as const),
})

test('in force is the table that began last, of those of one day the latest', () => {
  const tabellen = [
    tabel(1, { vanaf: '2025-01-01' }),
    tabel(2, { vanaf: '2026-01-01' }),
    tabel(3, { vanaf: '2026-01-01' }),
  ]
  expect(['2024-12-31', '2025-12-31', '2026-01-01'].map((dag) => kiesVanKracht(tabellen, dag)?.versie)).toEqual([
    undefined,
    1,
    3,
  ])
})

describe('going back', () => {
  test('reopens what the last import replaced', () => {
    const tabellen = [tabel(1, { open: false, van: 5, tot: 6 }), tabel(2, { van: 6 })]
    expect(kiesTerug(tabellen, '2026-11-26')).toEqual({ kind: 'terug', sluit: 2, heropen: [1], inGebruik: 1 })
  })

  test('a second time goes one further back, and not to what was just undone', () => {
    const na = [
      tabel(1, { open: false, van: 4, tot: 5 }),
      tabel(2, { van: 5 }),
      tabel(3, { open: false, van: 6, tot: 7 }),
    ]
    expect(kiesTerug(na, '2026-11-26')).toEqual({ kind: 'terug', sluit: 2, heropen: [1], inGebruik: 1 })
  })

  test('leaves tables of earlier days as they are', () => {
    const tabellen = [tabel(1, { vanaf: '2025-01-01' }), tabel(2, { vanaf: '2026-01-01' })]
    expect(kiesTerug(tabellen, '2026-11-26')).toEqual({ kind: 'terug', sluit: 2, heropen: [], inGebruik: 1 })
  })

  test('is refused when no table is left for today, or its rows are gone', () => {
    expect(kiesTerug([], '2026-11-26').kind).toBe('geen')
    expect(kiesTerug([tabel(1)], '2026-11-26').kind).toBe('geen')
    expect(kiesTerug([tabel(1, { vanaf: '2027-01-01' }), tabel(2)], '2026-11-26').kind).toBe('geen')
    expect(kiesTerug([tabel(1, { open: false, tot: 2, weg: true }), tabel(2)], '2026-11-26').kind).toBe('geen')
  })
})

describe('clearing away', () => {
  const kies = (tabellen: ReturnType<typeof tabel>[], genoemd: [number, number][] = []) =>
    kiesOpruiming(tabellen, new Map(genoemd), NU)

  test('waits for 13 months after a table was in force last', () => {
    expect(kies([tabel(1, { open: false, uit: '2025-10-26' }), tabel(2)]).verwijder).toEqual([1])
    expect(kies([tabel(1, { open: false, uit: '2025-10-27' }), tabel(2)]).verwijder).toEqual([])
    expect(kies([tabel(1, { vanaf: '2024-01-01' }), tabel(2, { vanaf: '2025-10-26' })]).verwijder).toEqual([1])
    expect(kies([tabel(1, { vanaf: '2024-01-01' }), tabel(2, { vanaf: '2025-10-27' })]).verwijder).toEqual([])
  })

  test('counts from when the next table was there, though it began on an earlier day', () => {
    const laat = { ...tabel(2, { vanaf: '2024-02-01' }), inGebruikOp: NU }
    expect(kies([tabel(1, { vanaf: '2024-01-01' }), laat]).verwijder).toEqual([])
  })

  test('leaves what is in force, to come, named, small or gone already', () => {
    expect(kies([tabel(1, { vanaf: '2020-01-01' })]).verwijder).toEqual([])
    expect(kies([tabel(1, { vanaf: '2020-01-01' }), tabel(2, { vanaf: '2027-01-01' })]).verwijder).toEqual([])
    const oud = { open: false, uit: '2020-01-01' }
    expect(kies([tabel(1, oud), tabel(2)], [[1, 4]])).toEqual({ verwijder: [], genoemd: [{ versie: 1, aantal: 4 }] })
    expect(kies([tabel(1, { ...oud, klein: true }), tabel(2, { ...oud, weg: true }), tabel(3)]).verwijder).toEqual([])
  })
})
