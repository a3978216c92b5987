import type { Db } from '@warmknooppunt/platform/db'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'

/** Reorganisations as one version of the register has them. Nothing writes them yet: they come with the yearly postcode table. */
export async function leesGemeenteWijzigingen(db: Db, versie: number): Promise<GemeenteWijziging[]> {
  const { rows } = await db.query<GemeenteWijziging>(
    `select ingangsdatum, opgeheven, opvolgers from register.gemeente_wijziging
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by ingangsdatum, opgeheven`,
    [versie],
  )
  return rows
}
