import type { Uitkomst } from './afloop.ts'
import { statuscodeVan } from './afloop.ts'
import type { Besluit } from './besluit.ts'
import type { Geclaimd } from './bezorging-store.ts'
import type { Nieuwestand, Pogingrij } from './resultaat-store.ts'

/** An attempt that ended: what was sent, how it went, when. `antwoord` is the answer, already encrypted. */
export type Resultaat = {
  readonly bezorging: Geclaimd
  readonly uitkomst: Uitkomst
  readonly antwoord: string | null
  readonly begonnenOp: Temporal.Instant
  readonly duurMs: number
}

/** A result and what was decided on it. */
export type Beslist = Resultaat & { readonly besluit: Besluit }

/** How the attempt ended, in the closed words of the bezorging event; null when the message was no more for this receiver before it. */
export function afloopVan(
  uitkomst: Uitkomst,
): 'afgeleverd' | 'geweigerd' | 'onbereikbaar' | 'inhoud-vernietigd' | null {
  return uitkomst.kind === 'geen-mandaat' || uitkomst.kind === 'overgegaan' ? null : uitkomst.kind
}

export function naarStand({ bezorging, uitkomst, besluit }: Beslist): Nieuwestand {
  const basis = {
    id: bezorging.id,
    poging: bezorging.poging,
    afloop: afloopVan(uitkomst),
    statuscode: statuscodeVan(uitkomst),
    volgendeOp: null,
    parkeerreden: null,
  }
  switch (besluit.kind) {
    case 'klaar':
      return { ...basis, status: 'afgeleverd' }
    case 'vervallen':
      return { ...basis, status: 'vervallen' }
    case 'opnieuw':
      return { ...basis, status: 'wacht', volgendeOp: besluit.op }
    case 'parkeer':
      return { ...basis, status: 'geparkeerd', volgendeOp: besluit.proefOp, parkeerreden: besluit.reden }
  }
}

export function naarPoging({ bezorging, uitkomst, ...rest }: Resultaat): Pogingrij {
  return {
    bezorging: bezorging.id,
    poging: bezorging.poging,
    begonnenOp: rest.begonnenOp,
    duurMs: rest.duurMs,
    afloop: uitkomst.kind,
    reden: 'reden' in uitkomst ? uitkomst.reden : null,
    statuscode: statuscodeVan(uitkomst),
    antwoord: rest.antwoord,
  }
}
