import type { Db } from '@warmknooppunt/platform/db'
import type { Uitvoerder as Uitvoering } from '@warmknooppunt/regels/toekenning'
import type { Wijziging } from './wijziging.ts'

/** Who does debt help for one or more gemeenten; `ontvanger` is the deelnemer in whose postvak the messages come. */
export type Uitvoerder = Uitvoering & { readonly naam: string }

export async function leesUitvoerders(db: Db, versie: number): Promise<Uitvoerder[]> {
  const { rows } = await db.query<Uitvoerder>(
    `select code as uitvoerder, naam, ontvanger, standaard_loket as "standaardLoket"
     from register.uitvoerder where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by code`,
    [versie],
  )
  return rows
}

/** Adds uitvoerders, or replaces what is known under their codes. */
export async function registreerUitvoerders(w: Wijziging, uitvoerders: readonly Uitvoerder[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(uitvoerder text, naam text, ontvanger text, "standaardLoket" text)
     ), gesloten as (
       update register.uitvoerder u set versie_tot = $1 from nieuw n
       where u.code = n.uitvoerder and u.versie_tot is null
         and (u.naam, u.ontvanger, u.standaard_loket) is distinct from (n.naam, n.ontvanger, n."standaardLoket")
       returning u.code
     )
     insert into register.uitvoerder (code, naam, ontvanger, standaard_loket, versie_van)
     select uitvoerder, naam, ontvanger, "standaardLoket", $1 from nieuw n
     where n.uitvoerder in (select code from gesloten)
       or not exists (select from register.uitvoerder u where u.code = n.uitvoerder and u.versie_tot is null)`,
    [w.versie, JSON.stringify(uitvoerders)],
  )
}
