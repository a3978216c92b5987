import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { DossierStatus } from '@warmknooppunt/regels/dossier'

/** Why intake found no gemeente, and which it may be. For operators only: no statement for a party reads it. */
export type Wachtreden = {
  readonly reden: 'meerdere' | 'onbekend'
  /** gemeentecodes; none when the address is not known */
  readonly kandidaten: readonly string[]
}

/** What an accepted doorverwijzing tells of a dossier; a gemeente only when intake found one. */
export type Aanname = {
  readonly id: string
  readonly schuldeiser: string
  readonly indiener: string
  readonly aangenomenOp: string
  readonly gevonden: boolean
  readonly reden: Wachtreden['reden'] | null
  readonly kandidaten: readonly string[] | null
  readonly gemeentecode: string | null
  readonly uitvoerder: string | null
  readonly loket: string | null
  readonly contactUiterlijkOp: string | null
  readonly van: string
  readonly totEnMet: string
  readonly hervatbaarVanaf: string
  readonly openTot: string
  readonly geslotenVanaf: string
}

/** Notes accepted doorverwijzingen; a gemeente that an operator chose meanwhile stays. */
export function noteerAannames(tx: Schrijver, aannames: readonly Aanname[]): void {
  tx.schrijf(
    `insert into dossier.dossier as d (id, schuldeiser, indiener, aangenomen_op, gevonden, reden, kandidaten, gemeentecode, uitvoerder,
       loket, contact_uiterlijk_op, stop_van, stop_tot_en_met, hervatbaar_vanaf, open_tot, gesloten_vanaf)
     select id, schuldeiser, indiener, "aangenomenOp", gevonden, reden, kandidaten, gemeentecode, uitvoerder, loket, "contactUiterlijkOp",
       van, "totEnMet", "hervatbaarVanaf", "openTot", "geslotenVanaf"
     from jsonb_to_recordset($1::jsonb) as n(id uuid, schuldeiser text, indiener text, "aangenomenOp" timestamptz, gevonden boolean,
       reden text, kandidaten text[], gemeentecode text, uitvoerder text, loket text, "contactUiterlijkOp" date, van date, "totEnMet" date, "hervatbaarVanaf" date,
       "openTot" timestamptz, "geslotenVanaf" timestamptz)
     order by id
     on conflict (id) do update set schuldeiser = excluded.schuldeiser, indiener = excluded.indiener, aangenomen_op = excluded.aangenomen_op,
       gevonden = excluded.gevonden, reden = excluded.reden, kandidaten = excluded.kandidaten, stop_van = excluded.stop_van, stop_tot_en_met = excluded.stop_tot_en_met,
       hervatbaar_vanaf = excluded.hervatbaar_vanaf, open_tot = excluded.open_tot, gesloten_vanaf = excluded.gesloten_vanaf,
       gemeentecode = coalesce(d.gemeentecode, excluded.gemeentecode), uitvoerder = coalesce(d.uitvoerder, excluded.uitvoerder),
       loket = coalesce(d.loket, excluded.loket), contact_uiterlijk_op = coalesce(d.contact_uiterlijk_op, excluded.contact_uiterlijk_op)`,
    [JSON.stringify(aannames)],
  )
}

/** An operator's choice for a dossier, or (everything null) its refusal. */
export type Keuze = {
  readonly id: string
  readonly gemeentecode: string | null
  readonly uitvoerder: string | null
  readonly loket: string | null
  readonly contactUiterlijkOp: string | null
}

export function noteerKeuzes(tx: Schrijver, keuzes: readonly Keuze[]): void {
  tx.schrijf(
    `insert into dossier.dossier as d (id, gemeentecode, uitvoerder, loket, contact_uiterlijk_op, gekozen, geweigerd)
     select id, gemeentecode, uitvoerder, loket, "contactUiterlijkOp", gemeentecode is not null, gemeentecode is null
     from jsonb_to_recordset($1::jsonb) as n(id uuid, gemeentecode text, uitvoerder text, loket text, "contactUiterlijkOp" date)
     order by id
     on conflict (id) do update set gemeentecode = excluded.gemeentecode, uitvoerder = excluded.uitvoerder, loket = excluded.loket,
       contact_uiterlijk_op = excluded.contact_uiterlijk_op, gekozen = excluded.gekozen, geweigerd = excluded.geweigerd`,
    [JSON.stringify(keuzes)],
  )
}

/** A dossier as it is read; `status` before time has closed it. */
export type Dossier = {
  readonly dossierId: string
  readonly schuldeiser: string
  readonly indiener: string
  readonly status: DossierStatus
  readonly gemeentecode: string | null
  readonly uitvoerder: string | null
  readonly loket: string | null
  readonly aangenomenOp: Date
  readonly contactUiterlijkOp: string | null
  readonly van: string
  readonly totEnMet: string
  readonly hervatbaarVanaf: string
}

/** Its status by what happened; time closes it later, at another moment for each party. */
export const KOLOMMEN = `d.id as "dossierId", d.schuldeiser, d.indiener, d.gemeentecode, d.uitvoerder, d.loket, d.aangenomen_op as "aangenomenOp",
  d.contact_uiterlijk_op as "contactUiterlijkOp", d.stop_van as van, d.stop_tot_en_met as "totEnMet", d.hervatbaar_vanaf as "hervatbaarVanaf",
  case when d.geweigerd then 'niet-bezorgbaar' when d.gevonden or d.gekozen then 'aangenomen' else 'wacht-op-routering' end as status`

/** One dossier: as the topics told it, or as intake has it where they have yet to tell that it was accepted, or what an operator decided. */
export async function leesDossier(db: Db, id: string): Promise<Dossier | null> {
  const verteld = await leesVerteld(db, id)
  if (verteld && verteld.status !== 'wacht-op-routering') return verteld
  // Intake is never behind the topics.
  return (await leesAangenomen(db, id)) ?? verteld
}

async function leesVerteld(db: Db, id: string): Promise<Dossier | null> {
  const { rows } = await db.query<Dossier>(
    `select ${KOLOMMEN} from dossier.dossier d where d.id = $1 and d.schuldeiser is not null`,
    [id],
  )
  return rows[0] ?? null
}

async function leesAangenomen(db: Db, id: string): Promise<Dossier | null> {
  const { rows } = await db.query<Dossier>(
    `select dossier_id as "dossierId", schuldeiser, indiener, status, gemeentecode, uitvoerder, loket, aangenomen_op as "aangenomenOp",
       contact_uiterlijk_op as "contactUiterlijkOp", stop_van as van, stop_tot_en_met as "totEnMet", hervatbaar_vanaf as "hervatbaarVanaf"
     from intake.aangenomen where dossier_id = $1`,
    [id],
  )
  return rows[0] ?? null
}

/** Why this dossier came to wait for an operator; null when it did not, or when no topic has told it yet. */
export async function leesWachtreden(db: Db, id: string): Promise<Wachtreden | null> {
  const { rows } = await db.query<Wachtreden>(
    'select d.reden, d.kandidaten from dossier.dossier d where d.id = $1 and d.reden is not null',
    [id],
  )
  return rows[0] ?? null
}
