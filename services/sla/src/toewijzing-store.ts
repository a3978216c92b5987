import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Toewijzing } from './stand.ts'

type Rij = {
  toewijzing_id: string
  dossier_id: string
  gemeentecode: string
  ontvanger: string
  afspraken: Toewijzing['afspraken']
  dag_nul: string
  aangenomen_op: Date
  eerste_poging_op: Date | null
  eerste_contact_op: Date | null
  eerste_gesprek_op: Date | null
}

/** The toewijzingen of these dossiers, of each in the order in which they began. */
export async function leesToewijzingen(db: Db, dossierIds: readonly string[]): Promise<Toewijzing[]> {
  const { rows } = await db.query<Rij>(
    `select toewijzing_id, dossier_id, gemeentecode, ontvanger, afspraken, dag_nul, aangenomen_op, eerste_poging_op, eerste_contact_op,
       eerste_gesprek_op
     from sla.toewijzing where dossier_id = any($1::uuid[]) order by dag_nul, toewijzing_id`,
    [dossierIds],
  )
  return rows.map((rij) => ({
    toewijzingId: rij.toewijzing_id,
    dossierId: rij.dossier_id,
    gemeentecode: rij.gemeentecode,
    ontvanger: rij.ontvanger,
    afspraken: rij.afspraken,
    dagNul: rij.dag_nul,
    aangenomenOp: rij.aangenomen_op.toTemporalInstant(),
    momenten: {
      eerstePogingOp: rij.eerste_poging_op?.toTemporalInstant() ?? null,
      eersteContactOp: rij.eerste_contact_op?.toTemporalInstant() ?? null,
      eersteGesprekOp: rij.eerste_gesprek_op?.toTemporalInstant() ?? null,
    },
  }))
}

/** Writes new toewijzingen, and the first moments of those that were there. */
export function bewaarToewijzingen(tx: Schrijver, toewijzingen: readonly Toewijzing[]): void {
  const t = toewijzingen
  tx.schrijf(
    `insert into sla.toewijzing (toewijzing_id, dossier_id, gemeentecode, ontvanger, afspraken, dag_nul, aangenomen_op, eerste_poging_op,
       eerste_contact_op, eerste_gesprek_op)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::date[], $7::timestamptz[], $8::timestamptz[],
       $9::timestamptz[], $10::timestamptz[])
     on conflict (toewijzing_id) do update set eerste_poging_op = excluded.eerste_poging_op,
       eerste_contact_op = excluded.eerste_contact_op, eerste_gesprek_op = excluded.eerste_gesprek_op`,
    [
      t.map((x) => x.toewijzingId),
      t.map((x) => x.dossierId),
      t.map((x) => x.gemeentecode),
      t.map((x) => x.ontvanger),
      t.map((x) => JSON.stringify(x.afspraken)),
      t.map((x) => x.dagNul),
      t.map((x) => x.aangenomenOp.toString()),
      t.map((x) => x.momenten.eerstePogingOp?.toString() ?? null),
      t.map((x) => x.momenten.eersteContactOp?.toString() ?? null),
      t.map((x) => x.momenten.eersteGesprekOp?.toString() ?? null),
    ],
  )
}
