import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakSlaStage } from './stage.ts'

await draaiStage({
  naam: 'sla',
  rol: 'wk_sla',
  maak: (omgeving, peilPool) => maakSlaStage({ ...omgeving, register: maakRegister(peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
