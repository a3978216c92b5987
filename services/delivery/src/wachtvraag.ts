import type { Wachtvraag } from '@warmknooppunt/platform/oudste-store'

/** Of what was accepted, that which has a receiver; what the clocks say was not accepted. */
export const WACHTVRAAG: Wachtvraag = {
  lezer: { stage: 'delivery', consument: 'delivery', topic: 'termijnen' },
  telt: `bericht like '%"ontvangers":[{%' and bericht not like '%"type":"nl.warmknooppunt.termijnbericht.%'`,
}
