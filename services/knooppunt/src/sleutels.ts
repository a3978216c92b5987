import { controleerKeks } from '@warmknooppunt/platform/controleer-keks'
import { leesKeks, maakKekRegel } from '@warmknooppunt/platform/keks'
import type { LevendeKeks } from '@warmknooppunt/platform/levende-keks'
import { maakLevendeKeks } from '@warmknooppunt/platform/levende-keks'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Pool } from 'pg'
import type { Datamap } from './datamap.ts'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'

/**
 * The key-encryption keys: of the configuration, else of the data folder, where the first start makes one. A lost key is never replaced in
 * silence: what it sealed would be lost for good, and a message would find that out. What changes in their file later is for maakKekwacht.
 */
export async function zorgVoorKeks(
  data: Datamap,
  gegeven: { readonly tekst: string | undefined; readonly bestand: string | undefined },
  pool: Pool,
): Promise<LevendeKeks> {
  const tekst = gegeven.tekst ?? (await leesGeheim(data.kek))
  if (tekst !== null) {
    const keks = leesKeks(tekst)
    await controleerKeks(pool, keks)
    return maakLevendeKeks(keks, gegeven.tekst === undefined ? data.kek : gegeven.bestand || null)
  }
  if (await isGebruikt(pool)) {
    throw startfout(
      `The database holds content sealed with a key that is not here. Put ${data.kek} back, or give the key with KEK or KEK_BESTAND.`,
    )
  }
  const nieuw = maakKekRegel('kek-1')
  await schrijfGeheim(data.kek, nieuw)
  return maakLevendeKeks(leesKeks(nieuw), data.kek)
}

/** The authorisation server seals its signing key at the first start of all. */
async function isGebruikt(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from autorisatie.sleutel limit 1')
  return (rowCount ?? 0) > 0
}
