import { expect, it } from 'vitest'
import { zoekGat } from './wal.ts'

const EEN = [
  '000000010000000000000002',
  '000000010000000000000003',
  '0000000100000000000000FF',
  '000000010000000100000000',
]
const [TOT = '', NA = '', EINDE = '', VOLGEND = ''] = EEN

it.each([
  ['nothing after the back-up', [TOT, '00000002.history', `${NA}.partial`, `${NA}.deel`], TOT, null],
  ['all that followed, in whatever order', ['000000010000000000000004', NA, TOT], TOT, null],
  ['all that followed, over the end of a log', [VOLGEND, EINDE], EINDE, null],
  ['a segment missing', ['000000010000000000000004', TOT], TOT, NA],
  ['what was archived since a later moment only', [EINDE, VOLGEND], TOT, NA],
  ['what was pruned before the back-up', [TOT, EINDE, VOLGEND], EINDE, null],
  ['a later timeline that left this one', [NA, '000000020000000000000003', '000000020000000000000004'], TOT, null],
  [
    'a later timeline with a segment missing',
    [NA, '000000020000000000000003', '000000020000000000000005'],
    TOT,
    '000000020000000000000004',
  ],
  ['the back-up of a later timeline', [TOT, EINDE, '000000020000000000000004'], '000000020000000000000003', null],
])('an archive with %s is seen for what it is', (_wat, namen, tot, gat) => {
  expect(zoekGat(namen, tot)).toBe(gat)
})
