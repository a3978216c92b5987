import { expect, test } from 'vitest'
import type { Einde } from './besluit-journaal.ts'
import { besluitJournaal } from './besluit-journaal.ts'

const EIGEN = { tot: '2026-03-05T10:00:00.000Z', gevolgd: 40 }
const NIETS: Einde = { tot: null, positie: null, later: false }
const BIJ: Einde = { tot: '2026-03-05T10:00:02.000Z', positie: 44, later: false }
const IETS_ACHTER: Einde = { tot: '2026-03-05T09:59:51.000Z', positie: 40, later: false }
const OUD: Einde = { tot: '2026-03-05T09:00:00.000Z', positie: 40, later: false }
/** As one that ends within the seconds that it may lag, but lacks what was on disk. */
const ONTBREEKT: Einde = { tot: '2026-03-05T09:59:59.000Z', positie: 39, later: false }
const NET_HERSTELD: Einde = { tot: '2026-03-05T10:00:01.000Z', positie: null, later: false }
const LATER_LEVEN: Einde = { tot: '2026-03-05T12:00:00.000Z', positie: 12, later: true }

test.each([
  ['both reach', BIJ, BIJ, 0, true],
  ['both lag a little, with all that was on disk', IETS_ACHTER, IETS_ACHTER, 0, true],
  ['nothing was told yet of a new life', NET_HERSTELD, NET_HERSTELD, 0, true],
  ['a later life is told of', LATER_LEVEN, LATER_LEVEN, 0, true],
  ['that of delivery is missing', BIJ, NIETS, 0, false],
  ['that of intake is missing', NIETS, BIJ, 0, false],
  ['that of delivery is old', BIJ, OUD, 0, false],
  ['that of intake is old', OUD, BIJ, 0, false],
  ['that of delivery lacks what was on disk', BIJ, ONTBREEKT, 0, false],
  ['it was damaged', BIJ, BIJ, 1, false],
] as const)('of a journal of which %s', (_, intake, delivery, beschadigd, metJournaal) => {
  const oordeel = besluitJournaal({
    einden: { intake, delivery },
    eigen: { intake: EIGEN, delivery: EIGEN },
    beschadigd,
  })
  expect(oordeel.metJournaal).toBe(metJournaal)
  expect([oordeel.stappen.intake.tot, oordeel.stappen.delivery.tot]).toEqual([intake.tot, delivery.tot])
})

test('a database in which nothing ever happened still needs both stages to tell something', () => {
  const eigen = { tot: null, gevolgd: 0 }
  const oordeel = (delivery: Einde) =>
    besluitJournaal({ einden: { intake: BIJ, delivery }, eigen: { intake: eigen, delivery: eigen }, beschadigd: 0 })
  expect([oordeel(BIJ).metJournaal, oordeel(NIETS).metJournaal]).toEqual([true, false])
})
