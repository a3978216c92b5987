import type { Wachtvraag } from '@warmknooppunt/platform/oudste-store'

/** Of what was accepted, that which has a receiver. */
export const WACHTVRAAG: Wachtvraag = {
  lezer: { stage: 'sla', consument: 'sla', topic: 'routeringen' },
  telt: `bericht like '%"ontvangers":[{%'`,
}
