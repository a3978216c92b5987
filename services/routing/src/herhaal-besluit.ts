import type { Bestemming } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import { contactTermijn } from '@warmknooppunt/regels/termijnen'
import type { Bestemmingsbesluit } from '@warmknooppunt/register/bestemming'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Besluit, Gevonden } from '@warmknooppunt/schemas/types/ingediend.v1'

/** Where a doorverwijzing goes, with the terms that hold there. */
export type Plaats = {
  readonly gemeentecode: string
  readonly uitvoerder: string
  readonly loket: string
  readonly ontvanger: string
  readonly overeenkomst: Overeenkomst
  /** as the sender was told */
  readonly contactUiterlijkOp: string
}

/** When it was decided, and on which calendar. */
export type Moment = { readonly besloten: Temporal.Instant; readonly kalender: Kalender }

export type Herhaling =
  | { readonly kind: 'gevonden'; readonly plaats: Plaats }
  | { readonly kind: 'wacht'; readonly reden: 'meerdere' | 'onbekend' }
  | { readonly kind: 'verschilt' }

const VERSCHILT: Herhaling = { kind: 'verschilt' }

/** The decision of intake beside the one routing comes to on the same versions (design section 3); only when they agree is it carried out. */
export function herhaalBesluit(besluit: Besluit, opnieuw: Bestemmingsbesluit, moment: Moment): Herhaling {
  if (besluit.status === 'gevonden') {
    return opnieuw.kind === 'gemeente' ? herhaalKeuze(besluit, opnieuw.bestemming, moment) : VERSCHILT
  }
  if (opnieuw.kind !== 'wacht' || opnieuw.reden !== besluit.status) return VERSCHILT
  return zelfdeSet(besluit.kandidaten, opnieuw.kandidaten) ? { kind: 'wacht', reden: besluit.status } : VERSCHILT
}

type Keuze = Omit<Gevonden, 'status'>

/** The same for a gemeente that is given: as found, or as an operator chose it. */
export function herhaalKeuze(keuze: Keuze, bestemming: Bestemming, { besloten, kalender }: Moment): Herhaling {
  const { gemeentecode, toekenning, overeenkomst: besluit } = bestemming
  if (toekenning.kind !== 'toegekend' || besluit.kind !== 'ok') return VERSCHILT
  const { uitvoerder, loket, ontvanger } = toekenning
  const { overeenkomst } = besluit
  const { afspraken } = overeenkomst
  const dagNul = amsterdamseDag(besloten)
  const contactUiterlijkOp = contactTermijn({ aangenomenOp: besloten, dagNul, afspraken, kalender }).uiterlijkOp
  const gelijk =
    keuze.gemeentecode === gemeentecode &&
    keuze.uitvoerder === uitvoerder &&
    keuze.loket === loket &&
    keuze.overeenkomst === overeenkomst.overeenkomst &&
    keuze.contactUiterlijkOp === contactUiterlijkOp
  const plaats = { gemeentecode, uitvoerder, loket, ontvanger, overeenkomst, contactUiterlijkOp }
  return gelijk ? { kind: 'gevonden', plaats } : VERSCHILT
}

/** With the content gone nothing can be decided again: what was decided then is carried out, so that the clocks run on. */
export function neemOver(keuze: Keuze, stand: RegisterStand): Plaats {
  const { gemeentecode, uitvoerder, loket, contactUiterlijkOp } = keuze
  const ontvanger = stand.uitvoerder(uitvoerder)?.ontvanger
  const overeenkomst = stand.overeenkomst(keuze.overeenkomst)
  if (ontvanger === undefined || overeenkomst === null) {
    throw new Error(`register version ${stand.versie} lacks uitvoerder or overeenkomst of a message pinned on it`)
  }
  return { gemeentecode, uitvoerder, loket, ontvanger, overeenkomst, contactUiterlijkOp }
}

function zelfdeSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set(a).symmetricDifference(new Set(b)).size === 0
}
