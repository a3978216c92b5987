import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import type { Dag } from '@warmknooppunt/regels/dag'
import type { KlokSoort, KlokStatus, Momenten } from '@warmknooppunt/regels/klok'
import type { TermijnberichtSoort } from '@warmknooppunt/regels/openbaarmaking'

/** At whom a dossier lies. */
export type Toewijzing = {
  readonly toewijzingId: string
  readonly dossierId: string
  readonly gemeentecode: string
  /** the deelnemer in whose postvak its messages come */
  readonly ontvanger: string
  readonly afspraken: Pick<Afspraken, 'contact'>
  readonly dagNul: Dag
  readonly aangenomenOp: Temporal.Instant
  readonly momenten: Momenten
}

type Basis = {
  readonly id: string
  readonly dossierId: string
  /** the accepted message that started it */
  readonly berichtId: string
  /** last day of the term */
  readonly dag: Dag
  /** exclusive end of the term */
  readonly tijdstip: Temporal.Instant
}

/** A term of the gemeente. */
export type Termijnklok = Basis & {
  readonly soort: KlokSoort
  readonly status: KlokStatus
  readonly toewijzingId: string
}
/** The operator's term for what has no address. */
export type Operatorklok = Basis & {
  readonly soort: 'operator'
  readonly status: 'open' | 'gehaald' | 'verstreken'
}
/** The stop of a dossier; the creditor's side is kept here because it may run without any toewijzing. */
export type Stopklok = Basis & {
  readonly soort: 'incassostop'
  readonly status: 'actief' | 'afgelopen'
  readonly hervatbaarVanaf: Dag
  readonly schuldeiser: string
  readonly intermediair: string | null
}
export type Klok = Termijnklok | Operatorklok | Stopklok

export type TimerSoort = 'herinnering' | 'aankondiging' | 'einde'
export type Timer = {
  readonly id: string
  readonly dossierId: string
  readonly klokId: string
  readonly soort: TimerSoort
  readonly vervaltOp: Temporal.Instant
  /** older messages of which it waits for: of the dossier's partition, or of all (an operator's order travels under its own id) */
  readonly wachtOp: 'dossier' | 'alles'
}

/** What sla knows of a dossier; toewijzingen in the order in which they began. */
export type Dossierstand = { readonly toewijzingen: readonly Toewijzing[]; readonly klokken: readonly Klok[] }

/** The timer or message that made a clock speak; what it says has an id that follows from it, so that it is said once. */
export type Aanleiding = { readonly id: string; readonly op: Temporal.Instant }

/** What a clock says. */
export type Melding = {
  readonly soort: TermijnberichtSoort
  readonly klok: Klok
  readonly aanleiding: Aanleiding
}

/** What a message does: rows that are new or changed, timers to set, and what the clocks say. */
export type Gevolg = {
  readonly toewijzingen: readonly Toewijzing[]
  readonly klokken: readonly Klok[]
  readonly timers: readonly Timer[]
  readonly meldingen: readonly Melding[]
}

export const GEEN_GEVOLG: Gevolg = { toewijzingen: [], klokken: [], timers: [], meldingen: [] }

/** The state after a consequence. */
export function pasGevolgToe(stand: Dossierstand, gevolg: Gevolg): Dossierstand {
  return {
    toewijzingen: vervang(stand.toewijzingen, gevolg.toewijzingen, (t) => t.toewijzingId),
    klokken: vervang(stand.klokken, gevolg.klokken, (k) => k.id),
  }
}

function vervang<T>(oud: readonly T[], nieuw: readonly T[], idVan: (rij: T) => string): T[] {
  const per = new Map([...oud, ...nieuw].map((rij) => [idVan(rij), rij]))
  return [...per.values()]
}
