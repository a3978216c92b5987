import type { Db } from '@warmknooppunt/platform/db'
import type { Dag } from '@warmknooppunt/regels/dag'
import type { Wijziging } from './wijziging.ts'

/** A gemeente of CBS; `van` null = of old, `totEnMet` = its last day. */
export type Gemeente = {
  readonly gemeentecode: string
  readonly naam: string
  readonly van: Dag | null
  readonly totEnMet: Dag | null
}

export async function leesGemeenten(db: Db, versie: number): Promise<Gemeente[]> {
  const { rows } = await db.query<Gemeente>(
    `select code as gemeentecode, naam, van, tot_en_met as "totEnMet"
     from register.gemeente where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by code`,
    [versie],
  )
  return rows
}

/** Adds gemeenten, or replaces what is known under their codes. */
export async function registreerGemeenten(w: Wijziging, gemeenten: readonly Gemeente[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(gemeentecode text, naam text, van date, "totEnMet" date)
     ), gesloten as (
       update register.gemeente g set versie_tot = $1 from nieuw n
       where g.code = n.gemeentecode and g.versie_tot is null
         and (g.naam, g.van, g.tot_en_met) is distinct from (n.naam, n.van, n."totEnMet")
       returning g.code
     )
     insert into register.gemeente (code, naam, van, tot_en_met, versie_van)
     select gemeentecode, naam, van, "totEnMet", $1 from nieuw n
     where n.gemeentecode in (select code from gesloten)
       or not exists (select from register.gemeente g where g.code = n.gemeentecode and g.versie_tot is null)`,
    [w.versie, JSON.stringify(gemeenten)],
  )
}
