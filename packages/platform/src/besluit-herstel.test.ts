import { expect, test } from 'vitest'
import { besluitHerstel } from './besluit-herstel.ts'

const nieuw = { volgnummer: 7, verwerkt: 0, geweigerd: false } as const

test.each([
  ['vrijgeven', 7, { kind: 'verwerk' }],
  ['weigeren', 7, { kind: 'weiger' }],
  ['vrijgeven', 3, { kind: 'niets-te-doen', foutcode: 'niet-vooraan' }],
  ['weigeren', 3, { kind: 'niets-te-doen', foutcode: 'niet-vooraan' }],
  ['vrijgeven', 9, { kind: 'niets-te-doen', foutcode: 'niet-gevonden' }],
  ['weigeren', 9, { kind: 'niets-te-doen', foutcode: 'niet-gevonden' }],
  ['vrijgeven', null, { kind: 'niets-te-doen', foutcode: 'niet-gevonden' }],
  ['weigeren', null, { kind: 'niets-te-doen', foutcode: 'niet-gevonden' }],
] as const)('a new order to %s number 7 with %s in front: %j', (keuze, eerste, besluit) => {
  expect(besluitHerstel({ ...nieuw, keuze }, eerste)).toEqual(besluit)
})

test.each([
  { keuze: 'vrijgeven', verwerkt: 1 },
  { keuze: 'weigeren', geweigerd: true },
  { keuze: 'weigeren', geweigerd: true, verwerkt: 2 },
] as const)(
  'an order that has begun handles what follows, whatever it is, and refuses nothing more: %j',
  (begonnen) => {
    expect(besluitHerstel({ ...nieuw, ...begonnen }, 9)).toEqual({ kind: 'verwerk' })
    expect(besluitHerstel({ ...nieuw, ...begonnen }, null)).toEqual({ kind: 'klaar' })
  },
)
