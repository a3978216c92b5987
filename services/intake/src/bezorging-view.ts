import type { Db } from '@warmknooppunt/platform/db'

export type Bezorgingsstand = { readonly dossierId: string; readonly status: string }

/** Of which dossier a delivery is, and whether it is parked (a view of delivery made for intake); null when there is none. */
export async function zoekBezorging(db: Db, bezorgingId: string): Promise<Bezorgingsstand | null> {
  const { rows } = await db.query<Bezorgingsstand>(
    'select dossier_id as "dossierId", status from delivery.bezorging_dossier where bezorging_id = $1',
    [bezorgingId],
  )
  return rows[0] ?? null
}
