import type { Wachtvraag } from '@warmknooppunt/platform/oudste-store'
import { LEZER } from './omgeving.ts'

/** What goes to no receiver by itself: kept within the hub, or without a gemeente until an operator has chosen. */
const ZONDER_ONTVANGER = [
  '%"type":"nl.warmknooppunt.contactregistratie.ingediend"%',
  '%"type":"nl.warmknooppunt.herbezorgopdracht.ingediend"%',
  '%"type":"nl.warmknooppunt.herstelopdracht.ingediend"%',
  '%"besluit":{"status":"meerdere"%',
  '%"besluit":{"status":"onbekend"%',
]
export const WACHTVRAAG: Wachtvraag = {
  lezer: LEZER,
  telt: `bericht not like all (array[${ZONDER_ONTVANGER.map((patroon) => `'${patroon}'`).join(', ')}])`,
}
