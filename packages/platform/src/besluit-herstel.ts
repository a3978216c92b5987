/** How far an order is: nothing done yet, or the message it names is handled or refused. */
export type Herstelstand = {
  readonly volgnummer: number
  readonly keuze: 'vrijgeven' | 'weigeren'
  readonly verwerkt: number
  readonly geweigerd: boolean
}

export type Herstelbesluit =
  | { readonly kind: 'verwerk' }
  | { readonly kind: 'weiger' }
  | { readonly kind: 'klaar' }
  | { readonly kind: 'niets-te-doen'; readonly foutcode: 'niet-gevonden' | 'niet-vooraan' }

/**
 * What an order does next, by the message that stands first in its queue (null: there is none). It begins only with the message it names: one
 * that comes late or twice touches no other. What follows that one is then handled too, until the queue is empty.
 */
export function besluitHerstel(opdracht: Herstelstand, eerste: number | null): Herstelbesluit {
  if (opdracht.verwerkt > 0 || opdracht.geweigerd) return { kind: eerste === null ? 'klaar' : 'verwerk' }
  if (eerste === opdracht.volgnummer) return { kind: opdracht.keuze === 'weigeren' ? 'weiger' : 'verwerk' }
  // Numbers rise, and a queue is left at its front only: with an earlier one in front the message named stands behind it.
  const erachter = eerste !== null && eerste < opdracht.volgnummer
  return { kind: 'niets-te-doen', foutcode: erachter ? 'niet-vooraan' : 'niet-gevonden' }
}
