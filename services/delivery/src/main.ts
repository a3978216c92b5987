import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakDeliveryStage } from './stage.ts'

await draaiStage({
  naam: 'delivery',
  rol: 'wk_delivery',
  maak: (omgeving) => maakDeliveryStage({ ...omgeving, register: maakRegister(omgeving.peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
