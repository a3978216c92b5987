import type { Probleem as Bevinding } from '@warmknooppunt/regels/probleem'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import type { Routekenmerken } from '@warmknooppunt/register/bestemming'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'

/** A doorverwijzing as it was posted: the body passed its schema, the token is good. */
export type Aanvraag = {
  readonly body: Doorverwijzing
  readonly client: Clientnaam
  /** value of Idempotency-Key, or null */
  readonly kop: string | null
  readonly traceparent: string
}

/** An aanvraag of a party that may send it for this creditor. */
export type Kandidaat = {
  readonly aanvraag: Aanvraag
  readonly afzender: Deelnemer
  readonly schuldeiser: Deelnemer
  readonly kenmerken: Routekenmerken
  /** numbers that may not enter: BSN, IBAN */
  readonly bevindingen: readonly Bevinding[]
}
