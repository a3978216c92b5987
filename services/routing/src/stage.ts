import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakHerstel } from '@warmknooppunt/platform/herstelstage'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Stage } from '@warmknooppunt/platform/stage'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import type { Routingomgeving } from './omgeving.ts'
import { LEZER } from './omgeving.ts'
import { maakVerwerk } from './verwerk.ts'

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
  })
  const werkers = [herstel.werker([consument], uitbak)]
  return { naam: 'routing', routes: herstel.routes, consumenten: [consument], werkers }
}
