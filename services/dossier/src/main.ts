import { draaiStage } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakDossierStage } from './stage.ts'

await draaiStage({
  naam: 'dossier',
  rol: 'wk_dossier',
  maak: (omgeving) => maakDossierStage({ ...omgeving, register: maakRegister(omgeving.peilPool) }),
  nu: () => Temporal.Instant.fromEpochMilliseconds(Date.now()),
})
