import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { leesTopic } from '@warmknooppunt/platform/events'
import type { Ingediend } from '@warmknooppunt/schemas/types/ingediend.v1'

export type Berichtsoort = Ingediend['bericht']
type Gegevens = { readonly [B in Berichtsoort]: Extract<Ingediend, { bericht: B }> }

/** An event of topic `berichten` by what its data are. */
export type Ingekomen<B extends Berichtsoort = Berichtsoort> = BusEvent<Gegevens[B]>

export function isSoort<B extends Berichtsoort>(event: Ingekomen, bericht: B): event is Ingekomen<B> {
  return event.data.bericht === bericht
}

export function vanSoort<B extends Berichtsoort>(events: readonly Ingekomen[], bericht: B): Ingekomen<B>[] {
  return events.flatMap((event) => (isSoort(event, bericht) ? [event] : []))
}

const lees = leesTopic('berichten')

/** Reads back an event that this stage kept as text. Throws when it is not what was kept. */
export function leesTerug<B extends Berichtsoort>(tekst: string, bericht: B): Ingekomen<B> {
  const lezing = lees(tekst)
  const event: Ingekomen | null = lezing.kind === 'event' ? lezing.event : null
  if (event === null || !isSoort(event, bericht)) throw new Error(`routing.wacht: not a ${bericht}`)
  return event
}
