import { leesDatabaseklok } from '@warmknooppunt/platform/klokverschil'
import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakSlaStage } from './stage.ts'

/** The stage as main.ts runs it, with a lease that a test can wait for and turns that are small beside its timers. */
const [leaseMs, limiet] = process.argv.slice(2).map(Number)
await draaiStage({
  naam: 'sla',
  rol: 'wk_sla',
  maak: (omgeving) =>
    maakSlaStage({
      ...omgeving,
      register: maakRegister(omgeving.peilPool),
      databaseklok: () => leesDatabaseklok(omgeving.pool),
      ...(leaseMs === undefined || limiet === undefined ? {} : { leaseMs, limiet }),
    }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
