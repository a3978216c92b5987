import type { Db } from '@warmknooppunt/platform/db'
import { maakHerverpakker } from '@warmknooppunt/platform/herverpakking'
import type { Herverpakt, Herverpakvraag, Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Pool } from 'pg'
import { vergrendelVerzegeld, zetBesloten } from './sleutel-store.ts'
import { herverpak } from './sleutelkluis.ts'

/** The loop that seals signing keys by the KEK that seals now. What runs has them open already. */
export function maakSleutelherverpakker(o: { readonly pool: Pool; readonly keks: Keks; readonly log: Log }): Werker {
  return maakHerverpakker({ ...o, tabel: 'autorisatie.sleutel', herverpak: herverpakSleutels })
}

/** Seals signing keys anew that an older KEK sealed. */
export async function herverpakSleutels(tx: Db, keks: Keks, vraag: Herverpakvraag): Promise<Herverpakt> {
  const rijen = await vergrendelVerzegeld(tx, vraag.oud, vraag.limiet)
  const nieuw = rijen.flatMap((rij) => herverpak(keks, rij) ?? [])
  for (const rij of nieuw) await zetBesloten(tx, rij)
  return { aantal: nieuw.length, mislukt: rijen.length - nieuw.length }
}
