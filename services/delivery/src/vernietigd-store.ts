import type { Db } from '@warmknooppunt/platform/db'

export type Geparkeerd = { readonly bezorgingId: string; readonly dossierId: string }

/** `laatste`: the last one looked at, null when there are no more. */
export type Geparkeerdblad = { readonly vernietigd: readonly Geparkeerd[]; readonly laatste: string | null }

/**
 * Of the parked pushes after `na`, up to `limiet` of them, those of content whose keys are destroyed. One whose message holds no content is none
 * of them. There may be very many parked, and few or none destroyed: so a look is at a stretch, not at all.
 */
export async function leesVernietigdGeparkeerd(db: Db, na: string, limiet: number): Promise<Geparkeerdblad> {
  const { rows } = await db.query<Geparkeerdblad>(
    `with b as materialized (
       select id, dossier_id, deelnemer, nummer from delivery.bezorging where status = 'geparkeerd' and id > $1 order by id, nummer limit $2
     )
     select (select id from b order by id desc limit 1) as laatste,
       (select coalesce(jsonb_agg(jsonb_build_object('bezorgingId', b.id, 'dossierId', b.dossier_id) order by b.id), '[]') from b
        where exists (select from kluis.vernietigd v where v.dossier_id = b.dossier_id offset 0)
          and exists (select from delivery.postvakbericht p
            where p.deelnemer = b.deelnemer and p.nummer = b.nummer and p.inhoud is not null offset 0)) as vernietigd`,
    [na, limiet],
  )
  return rows[0] ?? { vernietigd: [], laatste: null }
}
