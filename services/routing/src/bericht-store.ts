import type { Db } from '@warmknooppunt/platform/db'

export type Bericht = { readonly berichtId: string; readonly sleutel: string; readonly bericht: string }

/** Notes these messages as handled and gives the ids that were not before; of an id given twice, one. */
export async function tekenAan(db: Db, berichten: readonly Bericht[], nu: Temporal.Instant): Promise<Set<string>> {
  const b = berichten.toSorted((x, y) => (x.berichtId < y.berichtId ? -1 : 1))
  const { rows } = await db.query<{ bericht_id: string }>(
    `insert into routing.bericht (bericht_id, sleutel, bericht, verwerkt_op)
     select n.bericht_id, n.sleutel, n.bericht, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (bericht_id, sleutel, bericht)
     on conflict do nothing returning bericht_id`,
    [b.map((x) => x.berichtId), b.map((x) => x.sleutel), b.map((x) => x.bericht), nu.toString()],
  )
  return new Set(rows.map((rij) => rij.bericht_id))
}
