import { leesDatabaseklok } from '@warmknooppunt/platform/klokverschil'
import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakSlaStage } from './stage.ts'

await draaiStage({
  naam: 'sla',
  rol: 'wk_sla',
  maak: (omgeving) =>
    maakSlaStage({
      ...omgeving,
      register: maakRegister(omgeving.peilPool),
      databaseklok: () => leesDatabaseklok(omgeving.pool),
    }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
