import type { Db } from '@warmknooppunt/platform/db'

export type Registratierij = {
  readonly berichtId: string
  readonly dossierId: string
  readonly geregistreerdOp: string
  readonly uitkomst: 'verwerkt' | 'inhoud-vernietigd'
}

/** Notes registrations. Returns the ids of those that were new: the others have had their effect. */
export async function noteerRegistraties(db: Db, rijen: readonly Registratierij[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ bericht_id: string }>(
    `insert into sla.registratie (bericht_id, dossier_id, geregistreerd_op, uitkomst)
     select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[])
     on conflict (bericht_id) do nothing returning bericht_id`,
    [
      rijen.map((r) => r.berichtId),
      rijen.map((r) => r.dossierId),
      rijen.map((r) => r.geregistreerdOp),
      rijen.map((r) => r.uitkomst),
    ],
  )
  return new Set(rows.map(({ bericht_id }) => bericht_id))
}
