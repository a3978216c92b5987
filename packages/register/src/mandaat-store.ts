import type { Db } from '@warmknooppunt/platform/db'
import type { Mandaat } from '@warmknooppunt/regels/overeenkomst'
import type { Wijziging } from './wijziging.ts'

export async function leesMandaten(db: Db, versie: number): Promise<Mandaat[]> {
  const { rows } = await db.query<Mandaat>(
    `select intermediair, schuldeiser, van, tot_en_met as "totEnMet" from register.mandaat
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by intermediair, schuldeiser, van`,
    [versie],
  )
  return rows
}

/** Adds mandates, or sets the end of those that began on the same day. */
export async function registreerMandaten(w: Wijziging, mandaten: readonly Mandaat[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(intermediair text, schuldeiser text, van date, "totEnMet" date)
     ), gesloten as (
       update register.mandaat m set versie_tot = $1 from nieuw n
       where (m.intermediair, m.schuldeiser, m.van) = (n.intermediair, n.schuldeiser, n.van) and m.versie_tot is null
         and m.tot_en_met is distinct from n."totEnMet"
       returning m.intermediair, m.schuldeiser, m.van
     )
     insert into register.mandaat (intermediair, schuldeiser, van, tot_en_met, versie_van)
     select intermediair, schuldeiser, van, "totEnMet", $1 from nieuw n
     where (n.intermediair, n.schuldeiser, n.van) in (select intermediair, schuldeiser, van from gesloten)
       or not exists (select from register.mandaat m
         where (m.intermediair, m.schuldeiser, m.van) = (n.intermediair, n.schuldeiser, n.van) and m.versie_tot is null)`,
    [w.versie, JSON.stringify(mandaten)],
  )
}
