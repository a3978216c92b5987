import type { Tx } from '@warmknooppunt/platform/db'
import type { Herverpakt, Herverpakvraag, Keks } from '@warmknooppunt/platform/kluis'
import type { Verzegeld } from './eindpunt-store.ts'
import { vergrendelVerzegeld, zetVerzegeld } from './eindpunt-store.ts'
import { herverpak } from './eindpuntkluis.ts'

/** Seals anew what an older KEK sealed of endpoints: address and signing secrets. One of which a part does not open is left as it is. */
export async function herverpakEindpunten(tx: Tx, keks: Keks, vraag: Herverpakvraag): Promise<Herverpakt> {
  const rijen = await vergrendelVerzegeld(tx, vraag.oud, vraag.limiet)
  const nieuw = rijen.flatMap((rij) => opnieuw(keks, rij, vraag.oud))
  for (const rij of nieuw) await zetVerzegeld(tx, rij)
  return { aantal: nieuw.length, mislukt: rijen.length - nieuw.length }
}

function opnieuw(keks: Keks, { id, adres, geheimen }: Verzegeld, oud: readonly string[]): Verzegeld[] {
  const nieuwAdres = herverpak(keks, `${id}|adres`, { verpakt: adres, oud })
  const nieuwe = geheimen.flatMap((rij) => {
    const geheim = herverpak(keks, `${id}|geheim`, { verpakt: rij.geheim, oud })
    return geheim === null ? [] : [{ ...rij, geheim }]
  })
  if (nieuwAdres === null || nieuwe.length < geheimen.length) return []
  return [{ id, adres: nieuwAdres, geheimen: nieuwe }]
}
