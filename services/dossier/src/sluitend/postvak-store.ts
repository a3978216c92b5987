import type { Db } from '@warmknooppunt/platform/db'

export type Postvak = { readonly deelnemer: string; readonly hoogste: number }

export async function leesPostvakken(db: Db): Promise<Postvak[]> {
  const { rows } = await db.query<Postvak>(
    'select deelnemer, volgend_nummer - 1 as hoogste from delivery.sluit_postvak order by deelnemer',
    [],
  )
  return rows
}

export type Nummers = { readonly van: number; readonly totEnMet: number }

/** Numbers of a postvak that were given out and hold nothing, up to `limiet` gaps; what a restore passed over is none. */
export async function leesGaten(db: Db, { deelnemer, hoogste }: Postvak, limiet: number): Promise<Nummers[]> {
  const { rows } = await db.query<Nummers>(
    `select eerder + 1 as van, begin - 1 as "totEnMet" from (
       select begin, coalesce(max(einde) over (order by begin rows between unbounded preceding and 1 preceding), 0) as eerder from (
         select nummer as begin, nummer as einde from delivery.sluit_postvakbericht where deelnemer = $1 and nummer <= $2
         union all select van, tot_en_met from delivery.sluit_sprong where deelnemer = $1
         union all select $2 + 1, $2 + 1) n) g
     where begin > eerder + 1 order by 1 limit $3`,
    [deelnemer, hoogste, limiet],
  )
  return rows
}

export type Vreemd = {
  readonly nummer: number
  readonly berichtId: string
  readonly dossierId: string
  readonly soort: 'niet-aangenomen' | 'dubbel'
}

export type Vreemdlezing = { readonly vreemd: readonly Vreemd[]; readonly laatste: number | null }

export type Postvakblad = {
  readonly deelnemer: string
  readonly na: number
  readonly van: string
  readonly tot: string
  readonly limiet: number
}

/**
 * What lies in a stretch of a postvak although nothing that was accepted led to it, or a second time. `laatste`: its last number, null at the
 * end. A dossier whose content was destroyed may have lost its rows elsewhere.
 */
export async function leesVreemde(db: Db, b: Postvakblad): Promise<Vreemdlezing> {
  const { rows } = await db.query<Vreemdlezing>(
    `with p as materialized (
       select nummer, bericht_id, dossier_id, bericht from delivery.sluit_postvakbericht
       where deelnemer = $1 and nummer > $2 and geplaatst_op >= $3 and geplaatst_op < $4 order by nummer limit $5
     ), gekeurd as materialized (
       select p.nummer, p.bericht_id, p.dossier_id,
         case when d.er is null or (p.bericht = 'doorverwijzing' and t.er is null) then 'niet-aangenomen' when e.er then 'dubbel' end as soort
       from p
       left join lateral (select true as er from intake.sluit_dossier d where d.dossier_id = p.dossier_id offset 0) d on true
       left join lateral (select true as er from routing.sluit_toewijzing t where p.bericht = 'doorverwijzing' and t.event_id = p.bericht_id offset 0) t
         on true
       left join lateral (select true as er from delivery.sluit_postvakbericht e
         where e.bericht_id = p.bericht_id and e.deelnemer = $1 and e.nummer < p.nummer limit 1) e on true
     )
     select (select nummer from p order by nummer desc limit 1) as laatste,
       (select coalesce(jsonb_agg(jsonb_build_object('nummer', g.nummer, 'berichtId', g.bericht_id, 'dossierId', g.dossier_id, 'soort', g.soort)
         order by g.nummer), '[]')
        from gekeurd g
        where g.soort is not null and not exists (select from kluis.sluit_vernietigd v where v.dossier_id = g.dossier_id offset 0)) as vreemd`,
    [b.deelnemer, b.na, b.van, b.tot, b.limiet],
  )
  return rows[0] ?? { vreemd: [], laatste: null }
}
