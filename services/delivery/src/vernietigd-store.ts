import type { Db } from '@warmknooppunt/platform/db'

/** Parked pushes of content whose keys are destroyed, the oldest first. One whose message holds no content is none of them. */
export async function leesVernietigdGeparkeerd(
  db: Db,
  limiet: number,
): Promise<{ readonly bezorgingId: string; readonly dossierId: string }[]> {
  const { rows } = await db.query<{ bezorgingId: string; dossierId: string }>(
    `select b.id as "bezorgingId", b.dossier_id as "dossierId" from delivery.bezorging b
     where b.status = 'geparkeerd' and exists (select from kluis.vernietigd v where v.dossier_id = b.dossier_id offset 0)
       and exists (select from delivery.postvakbericht p
         where p.deelnemer = b.deelnemer and p.nummer = b.nummer and p.inhoud is not null offset 0)
     order by b.id limit $1`,
    [limiet],
  )
  return rows
}
