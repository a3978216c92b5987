import { maakPool } from '@warmknooppunt/platform/pool'
import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Dag } from '@warmknooppunt/regels/dag'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import { laadRijen } from '@warmknooppunt/register/laad-rijen'
import type { Opzoekingen } from '@warmknooppunt/register/opzoekingen'
import { maakOpzoekingen } from '@warmknooppunt/register/opzoekingen'
import type { Adres } from '@warmknooppunt/register/postcode-store'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import type { Postcodetabel } from '@warmknooppunt/register/postcodetabel-store'

/** Where a command that only reads gets the reference data from: one version of the register, and its postcode tables. */
export type Bron = {
  /** for people */
  readonly naam: string
  readonly stand: Opzoekingen
  readonly overeenkomsten: readonly Overeenkomst[]
  /** the one to prefer first */
  readonly postcodetabellen: readonly Postcodetabel[]
  zoek(adressen: readonly Adres[], postcodeversie: number): Promise<Gemeentebesluit[]>
  sluit(): Promise<void>
}

/** The register of a database, by the role that may only read. */
export async function databaseBron(url: string, naam: string): Promise<Bron> {
  const pool = maakPool({ url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 1 })
  try {
    const { rows } = await pool.query<{ nummer: number }>('select nummer from register.versie')
    const versie = rows[0]?.nummer ?? 0
    const rijen = await laadRijen(pool, versie)
    return {
      naam: `${naam}, register version ${versie}`,
      stand: maakOpzoekingen(rijen),
      overeenkomsten: rijen.overeenkomsten,
      postcodetabellen: rijen.postcodetabellen,
      zoek: (adressen, postcodeversie) => zoekGemeenten(pool, adressen, postcodeversie),
      sluit: () => pool.end(),
    }
  } catch (fout) {
    await pool.end()
    throw fout
  }
}

/** The table in force on a day; for a day before the first of them the first, which is the nearest there is. */
export function tabelOp(tabellen: readonly Postcodetabel[], dag: Dag): Postcodetabel | null {
  return tabellen.find(({ geldigVanaf }) => geldigVanaf <= dag) ?? tabellen.at(-1) ?? null
}
