import type { Tussen, Uitkomst } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'
import type { Verwachting } from '../services/knooppunt/src/simulatie/verwachting.ts'

/** A doorverwijzing that a creditor sent until it was answered. */
export type Zending = {
  readonly referentienummer: string
  readonly afzender: string
  readonly schuldeiser: string
  readonly sleutel: string
  readonly body: string
  readonly verwacht: Verwachting
  readonly bedreigend: boolean
  readonly uitkomst: Uitkomst | { readonly kind: 'onbeantwoord'; readonly reden: string }
  /** the `incassostop` of the answer as JSON, and its first day */
  readonly stop: string
  readonly stopVan: string | null
  readonly contactUiterlijkOp: string | null
  readonly fouten: readonly string[]
}

/** An operator's decision on a dossier that waited. `gemeentecode` null: refused. */
export type Keuze = {
  readonly dossierId: string
  readonly gemeentecode: string | null
  readonly ontvanger: string | null
  /** when the hub took it */
  readonly tussen: readonly Tussen[]
}

/** A contactregistratie of a gemeente that was answered. */
export type Melding = {
  readonly dossierId: string
  readonly soort: 'contact' | 'eerste-gesprek'
  readonly plaatsgevondenOp: Temporal.Instant
}

/** A message in a postvak. Of `data` only what is judged is kept. */
export type Ontvangst = {
  readonly postvak: string
  readonly nummer: number
  readonly id: string
  readonly dossierId: string
  readonly type: string
  readonly referentienummer: string | null
  readonly stop: string
  readonly contactUiterlijkOp: string | null
  /** of a termijnbericht */
  readonly soort: string | null
  readonly dag: string | null
}

/** A push as it came in; `gedaanMs` when it was answered 204, null when it was answered otherwise or not at all. */
export type Push = {
  readonly deelnemer: string
  readonly id: string
  readonly dossierId: string
  readonly opMs: number
  readonly gedaanMs: number | null
}

/** What everybody around the hub wrote down. */
export type Boek = {
  readonly zendingen: Zending[]
  readonly keuzes: Keuze[]
  readonly meldingen: Melding[]
  /** as the readers of the postvakken saw it while it happened */
  readonly gezien: Ontvangst[]
  /** the moment by the hub's clock at which a doorverwijzing was seen in a postvak, by dossier */
  readonly gezienOp: Map<string, Temporal.Instant>
  readonly pushes: Push[]
  readonly herbezorgd: Set<string>
  /** moments by the hub's clock at which nothing was due that had not fired */
  readonly rustpunten: Temporal.Instant[]
  /** what went wrong beside the messages themselves */
  readonly fouten: string[]
}

export function nieuwBoek(): Boek {
  return {
    zendingen: [],
    keuzes: [],
    meldingen: [],
    gezien: [],
    gezienOp: new Map(),
    pushes: [],
    herbezorgd: new Set(),
    rustpunten: [],
    fouten: [],
  }
}

/** A dossierId is a UUIDv7, made at acceptance: the moment in it. */
export function momentVan(id: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}
