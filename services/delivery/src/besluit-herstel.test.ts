import { expect, test } from 'vitest'
import { besluitPush } from './besluit-herstel.ts'

const op = Temporal.Instant.from('2026-03-05T10:00:00Z')
const voor = op.subtract({ minutes: 1 })
const na = op.add({ minutes: 1 })

// A doorverwijzing has one moment; an operator's choice and a timer that fires again have a later `tijd`.
test.each([
  ['never restored', null, null, voor, voor, 'gewoon'],
  ['taken before', true, { gepusht: true }, voor, voor, 'afgeleverd'],
  ['taken before, and nothing else known', false, { gepusht: true }, voor, na, 'afgeleverd'],
  ['placed before, not known to be taken', true, { gepusht: false }, voor, voor, 'parkeer'],
  ['under way, and not in the journal', true, null, voor, voor, 'parkeer'],
  ['decided after the restore, not in the journal', true, null, voor, na, 'gewoon'],
  ['decided after the restore, without a journal', false, null, voor, na, 'parkeer'],
  ['begun after the restore, with a journal', true, null, na, na, 'gewoon'],
  ['begun after the restore, without a journal', false, null, na, na, 'gewoon'],
] as const)('a push of a message that was %s', (_, metJournaal, bekend, ontstaanOp, tijd, lot) => {
  const grens = metJournaal === null ? null : { op, metJournaal }
  expect(besluitPush({ grens, bekend, ontstaanOp, tijd })).toBe(lot)
})
