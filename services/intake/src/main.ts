import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakIntakeStage } from './stage.ts'

await draaiStage({
  naam: 'intake',
  rol: 'wk_intake',
  maak: (omgeving) => maakIntakeStage({ ...omgeving, register: maakRegister(omgeving.peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
