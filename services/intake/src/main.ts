import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakIntakeStage } from './stage.ts'

await draaiStage({
  naam: 'intake',
  rol: 'wk_intake',
  maak: (omgeving, peilPool) => maakIntakeStage({ ...omgeving, register: maakRegister(peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
