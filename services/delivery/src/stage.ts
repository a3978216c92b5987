import { hubBron } from '@warmknooppunt/platform/bericht'
import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakHerstel } from '@warmknooppunt/platform/herstelstage'
import { maakHerverpakker } from '@warmknooppunt/platform/herverpakking'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Omgeving, Stage } from '@warmknooppunt/platform/stage'
import { maakWekker } from '@warmknooppunt/platform/wekker'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import type { Register } from '@warmknooppunt/register/stand'
import { maakAdapters } from './adapters/adapters.ts'
import { maakBeeindigdwerker } from './beeindigd.ts'
import { BEWARING } from './bewaring.ts'
import { LEASE_MS, maakBezorger } from './bezorger.ts'
import { voegEindpuntroutesToe } from './eindpunt-routes.ts'
import { voegEindpuntbeheerToe } from './eindpuntbeheer-routes.ts'
import { herverpakEindpunten } from './herverpak-eindpunten.ts'
import { maakBezorgMeters } from './meters.ts'
import { meetBezorgingen } from './metrieken.ts'
import { maakNazorg } from './nazorg.ts'
import { leesPostvakstanden } from './postvak-store.ts'
import { voegDeliveryRoutesToe } from './routes.ts'
import { maakVernietigdwerker } from './vernietigd.ts'
import { maakVerwerk } from './verwerk.ts'
import { WACHTVRAAG } from './wachtvraag.ts'
import { maakBezorgwerker } from './werker.ts'
import { maakOverzetwerker } from './zet-over.ts'

const PUSH = 'push'
const BEEINDIGD = 'beeindigd'

export type Deliveryomgeving = Omgeving & {
  readonly register: Register
  /** a new endpoint waits for a second operator */
  readonly vierOgen: boolean
}

/** Delivery: from topic `termijnen` into the receivers' postvakken and to their endpoints, telling of it on topic `bezorgingen`. */
export function maakDeliveryStage(o: Deliveryomgeving): Stage {
  const bron = hubBron(o.oin)
  const uitbak = uitbakVan('delivery')
  const meters = maakBezorgMeters(o.metrieken)
  meetBezorgingen(o.metrieken, o.peilPool)
  const wekker = maakWekker()
  const stop = new AbortController()
  const naCommit = () => o.wek('bezorgingen')
  const adapters = maakAdapters()
  const naRuimte = () => wekker.wek(PUSH)
  const bezorger = maakBezorger({ ...o, bron, uitbak, meters, adapters, naCommit, naRuimte })
  const hint = (eindpunten: readonly string[]) => {
    bezorger.hint(eindpunten)
    naRuimte()
  }
  const nazorg = maakNazorg({
    log: o.log,
    meters,
    nu: o.nu,
    wek: (deelnemer) => wekker.wek(postvak(deelnemer)),
    hint: bezorger.hint,
    geef: bezorger.geef,
  })
  const operator = maakOperatorcheck(o)
  const herstel = maakHerstel(o, { stage: 'delivery', operator })
  const consument = maakConsument({
    lezer: WACHTVRAAG.lezer,
    pool: o.pool,
    uitbak,
    naCommit: () => {
      wekker.wek(PUSH)
      naCommit()
    },
    lees: leesTopic('termijnen'),
    verwerk: herstel.noteer(maakVerwerk({ ...o, bron, nazorg, leaseMs: LEASE_MS, onderweg: bezorger.onderweg })),
    log: o.log,
    meters: o.meters,
    spoor: o.spoor,
  })
  const sluit = async () => {
    stop.abort()
    await adapters.webhook.sluit()
  }
  const routes = {
    ...o,
    bron,
    uitbak,
    naCommit,
    stopt: stop.signal,
    wachter: (d: string) => wekker.wachter(postvak(d)),
  }
  const beheer = { ...o, bron, uitbak, naCommit, hint, beeindigd: () => wekker.wek(BEEINDIGD) }
  return {
    naam: 'delivery',
    routes: (app) => {
      voegDeliveryRoutesToe(app, routes)
      voegEindpuntroutesToe(app, { ...o, operator })
      voegEindpuntbeheerToe(app, { ...beheer, operator })
      herstel.routes(app)
    },
    consumenten: [consument],
    werkers: [
      maakBezorgwerker({ bezorger, wacht: wekker.wachter(PUSH), log: o.log, sluit }),
      herstel.werker([consument], uitbak),
      maakVernietigdwerker({ ...o, bron, uitbak, naCommit, hint }),
      maakBeeindigdwerker({ ...o, bron, uitbak, naCommit, wacht: wekker.wachter(BEEINDIGD) }),
      maakOverzetwerker({ ...o, bron, uitbak, meters, naCommit, hint, wek: (d) => wekker.wek(postvak(d)) }),
      maakHerverpakker({ ...o, tabel: 'delivery.eindpunt', herverpak: herverpakEindpunten }),
    ],
    bewaring: BEWARING,
    wachtvraag: WACHTVRAAG,
    standen: async (db) => (await leesPostvakstanden(db)).map((stand) => ({ stage: 'postvak', ...stand })),
  }
}

function postvak(deelnemer: string): string {
  return `postvak:${deelnemer}`
}
