import type { Db } from '@warmknooppunt/platform/db'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'
import type { Wijziging } from './wijziging.ts'

/** Reorganisations as one version of the register has them. */
export async function leesGemeenteWijzigingen(db: Db, versie: number): Promise<GemeenteWijziging[]> {
  const { rows } = await db.query<GemeenteWijziging>(
    `select ingangsdatum, opgeheven, opvolgers from register.gemeente_wijziging
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by ingangsdatum, opgeheven`,
    [versie],
  )
  return rows
}

/** Adds reorganisations, at most one a gemeente that goes up in others, or replaces what is known of those gemeenten. */
export async function registreerGemeenteWijzigingen(
  w: Wijziging,
  wijzigingen: readonly GemeenteWijziging[],
): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(ingangsdatum date, opgeheven text, opvolgers text[])
     ), gesloten as (
       update register.gemeente_wijziging g set versie_tot = $1 from nieuw n
       where g.opgeheven = n.opgeheven and g.versie_tot is null
         and (g.ingangsdatum, g.opvolgers) is distinct from (n.ingangsdatum, n.opvolgers)
       returning g.opgeheven
     )
     insert into register.gemeente_wijziging (ingangsdatum, opgeheven, opvolgers, versie_van)
     select ingangsdatum, opgeheven, opvolgers, $1 from nieuw n
     where n.opgeheven in (select opgeheven from gesloten)
       or not exists (select from register.gemeente_wijziging g where g.opgeheven = n.opgeheven and g.versie_tot is null)`,
    [w.versie, JSON.stringify(wijzigingen)],
  )
}
