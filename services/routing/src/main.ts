import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakRoutingStage } from './stage.ts'

await draaiStage({
  naam: 'routing',
  rol: 'wk_routing',
  maak: (omgeving) =>
    maakRoutingStage({
      ...omgeving,
      register: maakRegister(omgeving.peilPool),
      alarm: maakAlarmteller(omgeving.metrieken),
    }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
