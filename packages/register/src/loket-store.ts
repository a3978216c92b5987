import type { Db } from '@warmknooppunt/platform/db'
import type { Wijziging } from './wijziging.ts'

/** A desk of an uitvoerder, as told to a schuldeiser for a live transfer. `openingstijden` is text for people. */
export type Loket = {
  readonly loket: string
  readonly uitvoerder: string
  readonly naam: string
  readonly telefoonnummer: string
  readonly openingstijden: string
}

export async function leesLoketten(db: Db, versie: number): Promise<Loket[]> {
  const { rows } = await db.query<Loket>(
    `select id as loket, uitvoerder, naam, telefoonnummer, openingstijden
     from register.loket where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by id`,
    [versie],
  )
  return rows
}

/** Adds loketten, or replaces what is known under their ids. */
export async function registreerLoketten(w: Wijziging, loketten: readonly Loket[]): Promise<void> {
  await w.tx.query(
    `with nieuw as materialized (
       select * from jsonb_to_recordset($2::jsonb) as n(loket text, uitvoerder text, naam text, telefoonnummer text,
         openingstijden text)
     ), gesloten as (
       update register.loket l set versie_tot = $1 from nieuw n
       where l.id = n.loket and l.versie_tot is null
         and (l.uitvoerder, l.naam, l.telefoonnummer, l.openingstijden)
           is distinct from (n.uitvoerder, n.naam, n.telefoonnummer, n.openingstijden)
       returning l.id
     )
     insert into register.loket (id, uitvoerder, naam, telefoonnummer, openingstijden, versie_van)
     select loket, uitvoerder, naam, telefoonnummer, openingstijden, $1 from nieuw n
     where n.loket in (select id from gesloten)
       or not exists (select from register.loket l where l.id = n.loket and l.versie_tot is null)`,
    [w.versie, JSON.stringify(loketten)],
  )
}
