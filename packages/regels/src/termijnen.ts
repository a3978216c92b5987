import type { Afspraken } from './afspraken.ts'
import type { Dag } from './dag.ts'
import { amsterdamseDag, dagErbij, eindeVanDag, tijdstipOp } from './dag.ts'
import type { Kalender } from './kalender.ts'
import { eersteWerkdagNa, isWerkdag, rolNaarWerkdag, werkdagErbij, werkdagErvoor } from './kalender.ts'

/** `uiterlijkOp` is the last day; `tijdstip` the exclusive end. */
export type Termijn = { readonly uiterlijkOp: Dag; readonly tijdstip: Temporal.Instant }
export type TermijnMetHerinneringen = Termijn & { readonly herinneringen: readonly Temporal.Instant[] }
export type Incassostop = { readonly van: Dag; readonly totEnMet: Dag; readonly hervatbaarVanaf: Dag }
export type IncassostopTermijn = Incassostop & {
  /** Exclusive end of totEnMet. */
  readonly einde: Temporal.Instant
  readonly aankondiging: Temporal.Instant
}

const HERINNERINGSUUR = 9
const AANKONDIGING_DAGEN = 5
const BEDREIGEND_WERKDAGEN = 3

/** 09:00 on the last werkdag but one of the term and on the last, as far as these lie after day 0. */
function herinneringen(dagNul: Dag, uiterlijkOp: Dag, kalender: Kalender): Temporal.Instant[] {
  const laatste = isWerkdag(uiterlijkOp, kalender) ? uiterlijkOp : werkdagErvoor(uiterlijkOp, 1, kalender)
  return [werkdagErvoor(laatste, 1, kalender), laatste]
    .filter((dag) => dag > dagNul)
    .map((dag) => tijdstipOp(dag, HERINNERINGSUUR, 0))
}

function termijnInDagen(dagNul: Dag, uiterlijkOp: Dag, kalender: Kalender): TermijnMetHerinneringen {
  return {
    uiterlijkOp,
    tijdstip: eindeVanDag(uiterlijkOp),
    herinneringen: herinneringen(dagNul, uiterlijkOp, kalender),
  }
}

/** The last day still holds moments before `tijdstip`, so an end at midnight belongs to the day before. */
function termijnInUren(vanaf: Temporal.Instant, uren: number): TermijnMetHerinneringen {
  const tijdstip = vanaf.add({ hours: uren })
  return { uiterlijkOp: amsterdamseDag(tijdstip.subtract({ nanoseconds: 1 })), tijdstip, herinneringen: [] }
}

export type ContactVraag = {
  /** Only the variant in hours counts from it. */
  readonly aangenomenOp: Temporal.Instant
  /** Not counted: the Amsterdam day of acceptance, or of the operator's decision. */
  readonly dagNul: Dag
  readonly afspraken: Pick<Afspraken, 'contact'>
  readonly kalender: Kalender
}

/** When the gemeente must have made contact: N werkdagen, N calendar days (not rolled) or N hours (no reminders). */
export function contactTermijn({ aangenomenOp, dagNul, afspraken, kalender }: ContactVraag): TermijnMetHerinneringen {
  const { aantal, eenheid } = afspraken.contact
  switch (eenheid) {
    case 'werkdagen':
      return termijnInDagen(dagNul, werkdagErbij(dagNul, aantal, kalender), kalender)
    case 'dagen':
      return termijnInDagen(dagNul, dagErbij(dagNul, aantal), kalender)
    case 'uren':
      return termijnInUren(aangenomenOp, aantal)
  }
}

export type GesprekVraag = {
  readonly dagNul: Dag
  readonly afspraken: Pick<Afspraken, 'gesprek'>
  /** The day the threat became known (dagNul, or the day of the dreigingsmelding); null when nothing threatens. */
  readonly bedreigendVanaf: Dag | null
  readonly kalender: Kalender
}

const vroegste = (a: Dag, b: Dag): Dag => (a < b ? a : b)

/** When the first talk must have been: calendar days rolled to a werkdag, and never later than 3 werkdagen after a threat became known. */
export function gesprekTermijn({
  dagNul,
  afspraken,
  bedreigendVanaf,
  kalender,
}: GesprekVraag): TermijnMetHerinneringen {
  const gewoon = rolNaarWerkdag(dagErbij(dagNul, afspraken.gesprek.uiterlijkDagen), kalender)
  const uiterlijkOp =
    bedreigendVanaf === null ? gewoon : vroegste(gewoon, werkdagErbij(bedreigendVanaf, BEDREIGEND_WERKDAGEN, kalender))
  return termijnInDagen(dagNul, uiterlijkOp, kalender)
}

export type StopVraag = {
  readonly aangenomenOp: Temporal.Instant
  /** Calendar days, from the overeenkomst. */
  readonly dagen: number
  readonly kalender: Kalender
}

/** The pause in collection on the ground `warme-doorverwijzing`; announced at 09:00 on the fifth calendar day before its last. */
export function incassostop({ aangenomenOp, dagen, kalender }: StopVraag): IncassostopTermijn {
  const van = amsterdamseDag(aangenomenOp)
  const totEnMet = rolNaarWerkdag(dagErbij(van, dagen), kalender)
  return {
    van,
    totEnMet,
    hervatbaarVanaf: eersteWerkdagNa(totEnMet, kalender),
    einde: eindeVanDag(totEnMet),
    aankondiging: tijdstipOp(dagErbij(totEnMet, -AANKONDIGING_DAGEN), HERINNERINGSUUR, 0),
  }
}

/** Within 1 werkdag an operator decides on what has no address. */
export function operatorTermijn(aangenomenOp: Temporal.Instant, kalender: Kalender): Termijn {
  const uiterlijkOp = eersteWerkdagNa(amsterdamseDag(aangenomenOp), kalender)
  return { uiterlijkOp, tijdstip: eindeVanDag(uiterlijkOp) }
}

/** The reminders whose moment has not passed at `nu`; the others are not sent any more. */
export function nogTeHerinneren(momenten: readonly Temporal.Instant[], nu: Temporal.Instant): Temporal.Instant[] {
  return momenten.filter((moment) => Temporal.Instant.compare(moment, nu) >= 0)
}
