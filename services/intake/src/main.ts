import { eisConfig } from '@warmknooppunt/platform/dienst-proces'
import { draaiStage, keurStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { INTAKE_VELDEN } from './instellingen.ts'
import { maakIntakeStage } from './stage.ts'

const { VIER_OGEN: vierOgen } = eisConfig(INTAKE_VELDEN, keurStage)

await draaiStage({
  naam: 'intake',
  rol: 'wk_intake',
  maak: (omgeving) => maakIntakeStage({ ...omgeving, vierOgen, register: maakRegister(omgeving.peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
