import { controleerKeks } from '@warmknooppunt/platform/controleer-keks'
import { leesKeks, maakKekRegel } from '@warmknooppunt/platform/keks'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Pool } from 'pg'
import type { Datamap } from './datamap.ts'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'
import { vergrendel } from './ingebed/slot.ts'

/**
 * The key-encryption keys: of the configuration, else of the data folder, where the first start makes one. A lost key is never replaced in
 * silence: what it sealed would be lost for good, and a message would find that out.
 */
export async function zorgVoorKeks(data: Datamap, gegeven: string | undefined, pool: Pool): Promise<Keks> {
  const tekst = gegeven ?? (await leesGeheim(data.kek))
  if (tekst !== null) {
    const keks = leesKeks(tekst)
    await controleerKeks(pool, keks)
    return keks
  }
  if (await isGebruikt(pool)) {
    throw startfout(
      `The database holds content sealed with a key that is not here. Put ${data.kek} back, or give the key with KEK or KEK_BESTAND.`,
    )
  }
  const nieuw = maakKekRegel('kek-1')
  await schrijfGeheim(data.kek, nieuw)
  return leesKeks(nieuw)
}

export type Toegevoegd = { readonly kind: 'gemaakt'; readonly id: string } | { readonly kind: 'geen' | 'bezig' }

/** Puts a new key first in the file of the data folder, whole or not at all; the older ones stay, to open what they sealed. */
export async function voegKekToe(data: Datamap): Promise<Toegevoegd> {
  if ((await leesGeheim(data.kek)) === null) return { kind: 'geen' }
  const slot = vergrendel(`${data.kek}.slot`)
  if (!slot) return { kind: 'bezig' }
  try {
    const tekst = (await leesGeheim(data.kek)) ?? ''
    const { sleutels } = leesKeks(tekst)
    const nummers = [...sleutels.keys()].map((naam) => Number(/^kek-(\d+)$/.exec(naam)?.[1] ?? 0))
    const id = `kek-${Math.max(...nummers) + 1}`
    await schrijfGeheim(data.kek, `${maakKekRegel(id)}\n${tekst}`)
    return { kind: 'gemaakt', id }
  } finally {
    slot.laatLos()
  }
}

/** The authorisation server seals its signing key at the first start of all. */
async function isGebruikt(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from autorisatie.sleutel limit 1')
  return (rowCount ?? 0) > 0
}
