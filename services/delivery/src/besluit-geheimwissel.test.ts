import { expect, it } from 'vitest'
import { besluitGeheimwissel } from './besluit-geheimwissel.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const LATER = NU.add({ hours: 1 })
const b = { geheim: 'b', tot: null }
const besluit = (geheimen: Parameters<typeof besluitGeheimwissel>[0], geheim: string, meteen = false) =>
  besluitGeheimwissel(geheimen, { geheim, meteen }, NU)

it('gives another secret when one counts, or the older one is over', () => {
  expect(besluit([b], 'c')).toEqual({ kind: 'wissel' })
  expect(besluit([b, { geheim: 'a', tot: NU }], 'c')).toEqual({ kind: 'wissel' })
})

it('waits while the older one counts, unless the old must go at once', () => {
  expect(besluit([b, { geheim: 'a', tot: LATER }], 'c')).toEqual({ kind: 'loopt', oudTot: LATER })
  expect(besluit([b, { geheim: 'a', tot: LATER }], 'c', true)).toEqual({ kind: 'wissel' })
})

it('knows a request that was done', () => {
  expect(besluit([b, { geheim: 'a', tot: LATER }], 'b')).toEqual({ kind: 'gedaan', oudTot: LATER })
  expect(besluit([b], 'b', true)).toEqual({ kind: 'gedaan', oudTot: null })
  expect(besluit([b, { geheim: 'a', tot: LATER }], 'b', true)).toEqual({ kind: 'wissel' })
})
