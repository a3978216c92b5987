import type { Db } from '@warmknooppunt/platform/db'
import type { Deelnemer as Deelnemerschap } from '@warmknooppunt/regels/overeenkomst'
import type { Wijziging } from './wijziging.ts'

export type SoortSchuldeiser = 'huur' | 'drinkwater' | 'energie' | 'zorg' | 'overig'

/** A party; `deelnemer` is its code. `soortSchuldeiser` is there for a schuldeiser and for nobody else; an OIN or a KvK number must be there. */
export type Deelnemer = Deelnemerschap & {
  readonly naam: string
  readonly oin: string | null
  readonly kvk: string | null
  readonly soortSchuldeiser: SoortSchuldeiser | null
  /** Regular expression for the whole of a klantnummer that may look like a BSN by chance. */
  readonly klantnummerpatroon: string | null
}

export async function leesDeelnemers(db: Db, versie: number): Promise<Deelnemer[]> {
  const { rows } = await db.query<Deelnemer>(
    `select code as deelnemer, soort, naam, oin, kvk, status, van, tot_en_met as "totEnMet",
       soort_schuldeiser as "soortSchuldeiser", klantnummerpatroon
     from register.deelnemer where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by code`,
    [versie],
  )
  return rows
}

/** Adds deelnemers, or replaces what is known under their codes. Throws when a klantnummerpatroon is no regular expression. */
export async function registreerDeelnemers(w: Wijziging, deelnemers: readonly Deelnemer[]): Promise<void> {
  for (const { klantnummerpatroon } of deelnemers) {
    if (klantnummerpatroon !== null) new RegExp(klantnummerpatroon, 'u')
  }
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(deelnemer text, soort text, naam text, oin text, kvk text,
         status text, van date, "totEnMet" date, "soortSchuldeiser" text, klantnummerpatroon text)
     ), gesloten as (
       update register.deelnemer d set versie_tot = $1 from nieuw n
       where d.code = n.deelnemer and d.versie_tot is null
         and (d.soort, d.naam, d.oin, d.kvk, d.status, d.van, d.tot_en_met, d.soort_schuldeiser, d.klantnummerpatroon)
           is distinct from
           (n.soort, n.naam, n.oin, n.kvk, n.status, n.van, n."totEnMet", n."soortSchuldeiser", n.klantnummerpatroon)
       returning d.code
     )
     insert into register.deelnemer
       (code, soort, naam, oin, kvk, status, van, tot_en_met, soort_schuldeiser, klantnummerpatroon, versie_van)
     select deelnemer, soort, naam, oin, kvk, status, van, "totEnMet", "soortSchuldeiser", klantnummerpatroon, $1
     from nieuw n
     where n.deelnemer in (select code from gesloten)
       or not exists (select from register.deelnemer d where d.code = n.deelnemer and d.versie_tot is null)`,
    [w.versie, JSON.stringify(deelnemers)],
  )
}
