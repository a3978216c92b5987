import type { Db } from '@warmknooppunt/platform/db'
import type { LoketRegel } from '@warmknooppunt/regels/toekenning'
import type { Wijziging } from './wijziging.ts'

export async function leesLoketRegels(db: Db, versie: number): Promise<LoketRegel[]> {
  const { rows } = await db.query<LoketRegel>(
    `select uitvoerder, loket, gemeentecode, pc4_van as "pc4Van", pc4_tot_en_met as "pc4TotEnMet",
       soort_schuldeiser as "soortSchuldeiser", leeftijd_van as "leeftijdVan", leeftijd_tot_en_met as "leeftijdTotEnMet",
       ondernemer
     from register.loket_regel where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by uitvoerder, rij`,
    [versie],
  )
  return rows
}

/** Replaces all loket rules of one uitvoerder by these; those that were there already stay as they are. */
export async function registreerLoketRegels(
  w: Wijziging,
  uitvoerder: string,
  regels: readonly Omit<LoketRegel, 'uitvoerder'>[],
): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($3::jsonb) as n(loket text, gemeentecode text, "pc4Van" text, "pc4TotEnMet" text,
         "soortSchuldeiser" text, "leeftijdVan" int, "leeftijdTotEnMet" int, ondernemer boolean)
     ), oud as materialized (
       select r.rij, row(r.loket, r.gemeentecode, r.pc4_van, r.pc4_tot_en_met, r.soort_schuldeiser, r.leeftijd_van,
         r.leeftijd_tot_en_met, r.ondernemer) as inhoud
       from register.loket_regel r where r.uitvoerder = $2 and r.versie_tot is null
     ), gesloten as (
       update register.loket_regel set versie_tot = $1
       where rij in (select rij from oud where not exists (select from nieuw n where n is not distinct from oud.inhoud))
     )
     insert into register.loket_regel (uitvoerder, loket, gemeentecode, pc4_van, pc4_tot_en_met, soort_schuldeiser,
       leeftijd_van, leeftijd_tot_en_met, ondernemer, versie_van)
     select $2, n.*, $1 from nieuw n where not exists (select from oud where n is not distinct from oud.inhoud)`,
    [w.versie, uitvoerder, JSON.stringify(regels)],
  )
}
