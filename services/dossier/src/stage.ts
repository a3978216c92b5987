import { herstelbewaring } from '@warmknooppunt/platform/bewaarder'
import type { Consument } from '@warmknooppunt/platform/consument'
import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakHerstel } from '@warmknooppunt/platform/herstelstage'
import type { Stage } from '@warmknooppunt/platform/stage'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import type { Stageomgeving } from './inzage.ts'
import { PROJECTIES } from './projectie.ts'
import { dossierRoutes } from './routes.ts'
import { maakNachtronde, meetSluiting } from './sluitend/nachtronde.ts'

/** A status may be this much later: a GET straight after the 201 does not lean on it, and the line gets the processor. */
const BUNDEL_MS = 100

/** The read side: reads all four topics, answers parties, writes no topic. */
export function maakDossierStage(o: Stageomgeving): Stage {
  const herstel = maakHerstel(o, { stage: 'dossier', operator: maakOperatorcheck(o) })
  // An order comes by on three of the topics; it is taken from the first that tells of it.
  const verwerkers: typeof PROJECTIES = { ...PROJECTIES, berichten: herstel.noteer(PROJECTIES.berichten) }
  const lees = <T extends keyof typeof PROJECTIES>(topic: T): Consument =>
    maakConsument({
      lezer: { stage: 'dossier', consument: 'dossier', topic },
      pool: o.pool,
      uitbak: null,
      naCommit: () => undefined,
      lees: leesTopic(topic),
      verwerk: verwerkers[topic],
      log: o.log,
      meters: o.meters,
      bundelMs: BUNDEL_MS,
    })
  meetSluiting(o)
  const consumenten = [lees('berichten'), lees('routeringen'), lees('termijnen'), lees('bezorgingen')]
  return {
    naam: 'dossier',
    routes: (app) => {
      dossierRoutes(app, o)
      herstel.routes(app)
    },
    bewaring: herstelbewaring('dossier'),
    consumenten,
    werkers: [herstel.werker(consumenten, null), maakNachtronde(o)],
  }
}
