import { herstelbewaring } from '@warmknooppunt/platform/bewaarder'
import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakHerstel } from '@warmknooppunt/platform/herstelstage'
import { maakHerverpakker } from '@warmknooppunt/platform/herverpakking'
import { meetKeks } from '@warmknooppunt/platform/kek-metrieken'
import { kiesKek } from '@warmknooppunt/platform/kek-store'
import { herverpakSleutels } from '@warmknooppunt/platform/kluis'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Stage } from '@warmknooppunt/platform/stage'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import type { Routingomgeving } from './omgeving.ts'
import { LEZER } from './omgeving.ts'
import { maakVerwerk } from './verwerk.ts'
import { WACHTVRAAG } from './wachtvraag.ts'

/** The second stage: reads topic `berichten`, writes topic `routeringen`. Over HTTP it answers operators only, about what it put aside. */
export function maakRoutingStage(o: Routingomgeving): Stage {
  const uitbak = uitbakVan('routing')
  const herstel = maakHerstel(o, { stage: 'routing', operator: maakOperatorcheck(o) })
  const consument = maakConsument({
    lezer: LEZER,
    pool: o.pool,
    uitbak,
    naCommit: () => o.wek('routeringen'),
    lees: leesTopic('berichten'),
    verwerk: herstel.noteer(maakVerwerk(o)),
    log: o.log,
    meters: o.meters,
    spoor: o.spoor,
  })
  meetKeks(o.metrieken, o.peilPool)
  // Routing may read every audience, so the vault is its to re-wrap, and it says by which KEK all others do.
  const herverpakker = maakHerverpakker({
    ...o,
    tabel: 'kluis.sleutel',
    vooraf: () => kiesKek(o.pool, o.keks.huidig),
    herverpak: herverpakSleutels,
  })
  const werkers = [herstel.werker([consument], uitbak), herverpakker]
  const bewaring = herstelbewaring('routing')
  return {
    naam: 'routing',
    bewaring,
    routes: herstel.routes,
    consumenten: [consument],
    werkers,
    wachtvraag: WACHTVRAAG,
  }
}
