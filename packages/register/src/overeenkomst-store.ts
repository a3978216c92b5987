import type { Db } from '@warmknooppunt/platform/db'
import { controleerAfspraken } from '@warmknooppunt/regels/afspraken'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import type { Wijziging } from './wijziging.ts'

export async function leesOvereenkomsten(db: Db, versie: number): Promise<Overeenkomst[]> {
  const { rows } = await db.query<Overeenkomst>(
    `select id as overeenkomst, schuldeiser, gemeentecode, grondslag, ondertekend_op as "ondertekendOp",
       ingaat_op as van, eindigt_op as "totEnMet", afspraken
     from register.overeenkomst where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by id`,
    [versie],
  )
  return rows
}

/** Adds agreements, or replaces what is known under their ids. Throws when the terms contradict themselves. */
export async function registreerOvereenkomsten(w: Wijziging, overeenkomsten: readonly Overeenkomst[]): Promise<void> {
  for (const { overeenkomst, afspraken } of overeenkomsten) {
    const fouten = controleerAfspraken(afspraken)
    if (fouten.length > 0) throw new Error(`overeenkomst ${overeenkomst}: ${fouten.join(', ')}`)
  }
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(overeenkomst text, schuldeiser text, gemeentecode text,
         grondslag text, "ondertekendOp" date, van date, "totEnMet" date, afspraken jsonb)
     ), gesloten as (
       update register.overeenkomst o set versie_tot = $1 from nieuw n
       where o.id = n.overeenkomst and o.versie_tot is null
         and (o.schuldeiser, o.gemeentecode, o.grondslag, o.ondertekend_op, o.ingaat_op, o.eindigt_op, o.afspraken)
           is distinct from
           (n.schuldeiser, n.gemeentecode, n.grondslag, n."ondertekendOp", n.van, n."totEnMet", n.afspraken)
       returning o.id
     )
     insert into register.overeenkomst
       (id, schuldeiser, gemeentecode, grondslag, ondertekend_op, ingaat_op, eindigt_op, afspraken, versie_van)
     select overeenkomst, schuldeiser, gemeentecode, grondslag, "ondertekendOp", van, "totEnMet", afspraken, $1
     from nieuw n
     where n.overeenkomst in (select id from gesloten)
       or not exists (select from register.overeenkomst o where o.id = n.overeenkomst and o.versie_tot is null)`,
    [w.versie, JSON.stringify(overeenkomsten)],
  )
}
