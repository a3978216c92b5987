import type { Db } from '@warmknooppunt/platform/db'
import type { Feestdag } from '@warmknooppunt/regels/kalender'
import type { Wijziging } from './wijziging.ts'

export async function leesFeestdagen(db: Db, versie: number): Promise<Feestdag[]> {
  const { rows } = await db.query<Feestdag>(
    `select dag, naam, grond from register.feestdag
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by dag`,
    [versie],
  )
  return rows
}

/** Replaces the days of one year by these, the complete list; days that were there already stay as they are. */
export async function registreerFeestdagen(w: Wijziging, jaar: number, feestdagen: readonly Feestdag[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($3::jsonb) as n(dag date, naam text, grond text)
     ), gesloten as (
       update register.feestdag f set versie_tot = $1
       where extract(year from f.dag) = $2 and f.versie_tot is null
         and not exists (select from nieuw n where (n.dag, n.naam, n.grond) = (f.dag, f.naam, f.grond))
       returning f.dag
     )
     insert into register.feestdag (dag, naam, grond, versie_van)
     select dag, naam, grond, $1 from nieuw n
     where n.dag in (select dag from gesloten)
       or not exists (select from register.feestdag f where f.dag = n.dag and f.versie_tot is null)`,
    [w.versie, jaar, JSON.stringify(feestdagen)],
  )
}
