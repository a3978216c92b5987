import { maakHerverpakker } from '@warmknooppunt/platform/herverpakking'
import type { Belasting } from '@warmknooppunt/platform/http'
import type { Stage } from '@warmknooppunt/platform/stage'
import { maakAannemer } from './aannemer.ts'
import type { Stageomgeving } from './omgeving.ts'
import { maakOpruimer } from './opruimer.ts'
import { deelnameRoutes } from './routes/deelname.ts'
import { contactregistratieRoute, doorverwijzingRoute } from './routes/doorverwijzingen.ts'
import { opdrachtRoutes } from './routes/opdrachten.ts'
import { registerRoutes } from './routes/register.ts'
import { meetSleutels } from './sleutel-metriek.ts'
import { herverpakZoeksleutels } from './zoeksleutel-store.ts'

/** Doorverwijzingen not answered yet beyond which new ones are shed: about half a second of work at the rate this stage reaches. */
const MAX_WACHTEND = 250
/** Requests that wait for a connection beyond which new ones of every kind are shed: what they do takes a few milliseconds each. */
const MAX_ZONDER_VERBINDING = 100

/** The first stage: accepts messages over HTTPS and puts them on topic `berichten`. */
export function maakIntakeStage(o: Stageomgeving): Stage {
  const aannemer = maakAannemer(o)
  meetSleutels({ ...o, db: o.peilPool })
  const zonderVerbinding = () => o.pool.waitingCount >= MAX_ZONDER_VERBINDING
  const rijVol = () => aannemer.wachtend() >= MAX_WACHTEND
  const algemeen = { ...o, http: { ...o.http, belasting: () => belasting(zonderVerbinding()) } }
  // A queue of doorverwijzingen holds up neither operators nor who asks whether a gemeente takes part.
  const indienen = { ...o, http: { ...o.http, belasting: () => belasting(zonderVerbinding() || rijVol()) } }
  return {
    naam: 'intake',
    routes: (app) => {
      doorverwijzingRoute(app, indienen, aannemer)
      contactregistratieRoute(app, algemeen)
      deelnameRoutes(app, algemeen)
      opdrachtRoutes(app, algemeen)
      registerRoutes(app, algemeen)
    },
    bewaring: [{ soort: 'weigeringen', tabel: 'intake.weigering', kolom: 'dag' }],
    consumenten: [],
    werkers: [
      maakOpruimer(o),
      maakHerverpakker({ ...o, tabel: 'intake.zoeksleutel', herverpak: herverpakZoeksleutels }),
    ],
  }
}

function belasting(vol: boolean): Belasting {
  return vol ? { kind: 'vol', wachtSeconden: 2 } : { kind: 'ruim' }
}
