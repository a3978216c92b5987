import type { Belasting } from '@warmknooppunt/platform/http'
import type { Stage } from '@warmknooppunt/platform/stage'
import { maakAannemer } from './aannemer.ts'
import type { Stageomgeving } from './omgeving.ts'
import { maakOpruimer } from './opruimer.ts'
import { deelnameRoutes } from './routes/deelname.ts'
import { doorverwijzingRoutes } from './routes/doorverwijzingen.ts'
import { opdrachtRoutes } from './routes/opdrachten.ts'

/** Doorverwijzingen not answered yet beyond which new ones are shed: about half a second of work at the rate this stage reaches. */
const MAX_WACHTEND = 250
/** Requests that wait for a connection beyond which new ones of any kind are shed: what they do takes a few milliseconds each. */
const MAX_ZONDER_VERBINDING = 100

/** The first stage: accepts messages over HTTPS and puts them on topic `berichten`. */
export function maakIntakeStage(o: Stageomgeving): Stage {
  const aannemer = maakAannemer(o)
  const belasting = (): Belasting =>
    aannemer.wachtend() < MAX_WACHTEND && o.pool.waitingCount < MAX_ZONDER_VERBINDING
      ? { kind: 'ruim' }
      : { kind: 'vol', wachtSeconden: 2 }
  const metBelasting = { ...o, http: { ...o.http, belasting } }
  return {
    naam: 'intake',
    routes: (app) => {
      doorverwijzingRoutes(app, metBelasting, aannemer)
      deelnameRoutes(app, metBelasting)
      opdrachtRoutes(app, metBelasting)
    },
    consumenten: [],
    werkers: [maakOpruimer(o)],
  }
}
