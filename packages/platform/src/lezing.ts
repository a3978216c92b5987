import type { BusEvent } from './bericht.ts'

/** What reading a message gave: an event of the stage's own type, one of a schema this code does not know yet, or nothing readable. */
export type Lezing<E extends BusEvent> =
  | { readonly kind: 'event'; readonly event: E }
  | { readonly kind: 'nieuwere-versie'; readonly dataschema: string }
  | { readonly kind: 'onleesbaar'; readonly code: string }

export type LeesEvent<E extends BusEvent> = (waarde: string) => Lezing<E>
