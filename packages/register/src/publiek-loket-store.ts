import type { Db } from '@warmknooppunt/platform/db'
import type { Wijziging } from './wijziging.ts'

/** Where a resident of the gemeente may go without a referral; told when a referral is refused. */
export type PubliekLoket = {
  readonly gemeentecode: string
  readonly naam: string
  readonly telefoonnummer: string
  readonly openingstijden: string
}

export async function leesPubliekeLoketten(db: Db, versie: number): Promise<PubliekLoket[]> {
  const { rows } = await db.query<PubliekLoket>(
    `select gemeentecode, naam, telefoonnummer, openingstijden
     from register.publiek_loket where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by gemeentecode`,
    [versie],
  )
  return rows
}

/** Sets the public desk of each gemeente named. */
export async function registreerPubliekeLoketten(w: Wijziging, loketten: readonly PubliekLoket[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(gemeentecode text, naam text, telefoonnummer text,
         openingstijden text)
     ), gesloten as (
       update register.publiek_loket l set versie_tot = $1 from nieuw n
       where l.gemeentecode = n.gemeentecode and l.versie_tot is null
         and (l.naam, l.telefoonnummer, l.openingstijden) is distinct from (n.naam, n.telefoonnummer, n.openingstijden)
       returning l.gemeentecode
     )
     insert into register.publiek_loket (gemeentecode, naam, telefoonnummer, openingstijden, versie_van)
     select gemeentecode, naam, telefoonnummer, openingstijden, $1 from nieuw n
     where n.gemeentecode in (select gemeentecode from gesloten)
       or not exists (select from register.publiek_loket l where l.gemeentecode = n.gemeentecode and l.versie_tot is null)`,
    [w.versie, JSON.stringify(loketten)],
  )
}
