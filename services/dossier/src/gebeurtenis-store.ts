import type { Db, Schrijver } from '@warmknooppunt/platform/db'

export type Partij = 'schuldeiser' | 'gemeente'

/** One line of a timeline: codes and dates only. */
export type Gebeurtenis = {
  readonly eventId: string
  readonly soort: string
  readonly dossierId: string
  readonly tijd: string
  readonly partijen: readonly Partij[]
  readonly deelnemer: string | null
  readonly gegevens: Readonly<Record<string, string | number>>
}

/** Adds to timelines; an event that is there already adds nothing. */
export function noteerGebeurtenissen(tx: Schrijver, gebeurtenissen: readonly Gebeurtenis[]): void {
  if (gebeurtenissen.length === 0) return
  tx.schrijf(
    `insert into dossier.gebeurtenis (event_id, soort, dossier_id, tijd, partijen, deelnemer, gegevens)
     select "eventId", soort, "dossierId", tijd, partijen, deelnemer, gegevens
     from jsonb_to_recordset($1::jsonb) as n("eventId" uuid, soort text, "dossierId" uuid, tijd timestamptz, partijen text[], deelnemer text, gegevens jsonb)
     order by "eventId", soort on conflict do nothing`,
    [JSON.stringify(gebeurtenissen)],
  )
}

export type Regel = {
  readonly id: string
  readonly soort: string
  readonly tijd: Date
  readonly gegevens: Readonly<Record<string, string | number>>
}

/**
 * The timeline of a dossier (its last thousand lines) as one party may see it; `partij` null: an operator, who sees every line. What intake
 * accepted is its first line also while the topic has yet to tell: then made from what intake has, as it will be told.
 */
export async function leesTijdlijn(
  db: Db,
  o: { dossierId: string; partij: Partij | null; deelnemer: string },
): Promise<Regel[]> {
  const { rows } = await db.query<Regel>(
    `with laatste as (
       select event_id as id, soort, tijd, gegevens from dossier.gebeurtenis
       where dossier_id = $1 and ($2::text is null or ($2 = any(partijen) and (deelnemer is null or deelnemer = $3)))
       union all
       select a.bericht_id, 'aangenomen', date_trunc('milliseconds', a.aangenomen_op), '{}' from intake.aangenomen a
       where a.dossier_id = $1
         and not exists (select from dossier.gebeurtenis g where g.dossier_id = $1 and g.soort = 'aangenomen')
       order by tijd desc, id desc, soort desc limit 1000
     )
     select id, soort, tijd, gegevens from laatste order by tijd, id, soort`,
    [o.dossierId, o.partij, o.deelnemer],
  )
  return rows
}
