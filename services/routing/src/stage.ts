import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Stage } from '@warmknooppunt/platform/stage'
import type { Routingomgeving } from './omgeving.ts'
import { LEZER } from './omgeving.ts'
import { maakVerwerk } from './verwerk.ts'

/** The second stage: reads topic `berichten`, writes topic `routeringen`. It has no HTTP routes. */
export function maakRoutingStage(o: Routingomgeving): Stage {
  const consument = maakConsument({
    lezer: LEZER,
    pool: o.pool,
    uitbak: uitbakVan('routing'),
    naCommit: () => o.wek('routeringen'),
    lees: leesTopic('berichten'),
    verwerk: maakVerwerk(o),
    log: o.log,
    meters: o.meters,
  })
  return { naam: 'routing', routes: () => undefined, consumenten: [consument], werkers: [] }
}
