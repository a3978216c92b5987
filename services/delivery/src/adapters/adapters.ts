import type { Adapters } from './verstuur.ts'
import type { ZoekOp } from './webhook/adreswacht.ts'
import { maakWebhook } from './webhook/webhook.ts'

/** Every kind of endpoint there is. `zoekOp` resolves names; the system's resolver when left out. */
export function maakAdapters(keuze: { readonly zoekOp?: ZoekOp } = {}): Adapters {
  return { webhook: maakWebhook(keuze) }
}
