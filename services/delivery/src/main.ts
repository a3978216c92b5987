import { eisConfig } from '@warmknooppunt/platform/dienst-proces'
import { draaiStage, keurStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { DELIVERY_VELDEN } from './instellingen.ts'
import { maakDeliveryStage } from './stage.ts'

const { VIER_OGEN: vierOgen } = eisConfig(DELIVERY_VELDEN, keurStage)

await draaiStage({
  naam: 'delivery',
  rol: 'wk_delivery',
  maak: (omgeving) => maakDeliveryStage({ ...omgeving, vierOgen, register: maakRegister(omgeving.peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
