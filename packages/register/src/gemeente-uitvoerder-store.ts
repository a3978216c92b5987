import type { Db } from '@warmknooppunt/platform/db'
import type { Geldigheid } from '@warmknooppunt/regels/overeenkomst'
import type { UitvoerderRegel } from '@warmknooppunt/regels/toekenning'
import type { Wijziging } from './wijziging.ts'

/** An uitvoerder of a gemeente, for the days and the cases it is for. */
export type GemeenteUitvoerder = UitvoerderRegel & Geldigheid

export async function leesGemeenteUitvoerders(db: Db, versie: number): Promise<GemeenteUitvoerder[]> {
  const { rows } = await db.query<GemeenteUitvoerder>(
    `select gemeentecode, uitvoerder, van, tot_en_met as "totEnMet", pc4_van as "pc4Van", pc4_tot_en_met as "pc4TotEnMet",
       soort_schuldeiser as "soortSchuldeiser", leeftijd_van as "leeftijdVan", leeftijd_tot_en_met as "leeftijdTotEnMet",
       ondernemer
     from register.gemeente_uitvoerder where versie_van <= $1 and (versie_tot is null or versie_tot > $1)
     order by gemeentecode, rij`,
    [versie],
  )
  return rows
}

/** Replaces all uitvoerders of one gemeente by these; those that were there already stay as they are. */
export async function registreerGemeenteUitvoerders(
  w: Wijziging,
  gemeentecode: string,
  regels: readonly Omit<GemeenteUitvoerder, 'gemeentecode'>[],
): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($3::jsonb) as n(uitvoerder text, van date, "totEnMet" date, "pc4Van" text,
         "pc4TotEnMet" text, "soortSchuldeiser" text, "leeftijdVan" int, "leeftijdTotEnMet" int, ondernemer boolean)
     ), oud as materialized (
       select r.rij, row(r.uitvoerder, r.van, r.tot_en_met, r.pc4_van, r.pc4_tot_en_met, r.soort_schuldeiser, r.leeftijd_van,
         r.leeftijd_tot_en_met, r.ondernemer) as inhoud
       from register.gemeente_uitvoerder r where r.gemeentecode = $2 and r.versie_tot is null
     ), gesloten as (
       update register.gemeente_uitvoerder set versie_tot = $1
       where rij in (select rij from oud where not exists (select from nieuw n where n is not distinct from oud.inhoud))
     )
     insert into register.gemeente_uitvoerder (gemeentecode, uitvoerder, van, tot_en_met, pc4_van, pc4_tot_en_met,
       soort_schuldeiser, leeftijd_van, leeftijd_tot_en_met, ondernemer, versie_van)
     select $2, n.*, $1 from nieuw n where not exists (select from oud where n is not distinct from oud.inhoud)`,
    [w.versie, gemeentecode, JSON.stringify(regels)],
  )
}
