import type { Schrijver } from '@warmknooppunt/platform/db'
import { bewaarKlokken } from './klok-store.ts'
import type { Dossierstand, Gevolg, Klok, Timer, Toewijzing } from './stand.ts'
import { pasGevolgToe } from './stand.ts'
import { zetTimers } from './timer-store.ts'
import { bewaarToewijzingen } from './toewijzing-store.ts'

/** The dossiers of a batch as its messages leave them one after another, and what must be written for it. */
export type Batch = {
  readonly standen: Map<string, Dossierstand>
  readonly toewijzingen: Map<string, Toewijzing>
  readonly klokken: Map<string, Klok>
  readonly timers: Timer[]
}

export function maakBatch(toewijzingen: readonly Toewijzing[], klokken: readonly Klok[]): Batch {
  const perDossier = {
    toewijzingen: Map.groupBy(toewijzingen, ({ dossierId }) => dossierId),
    klokken: Map.groupBy(klokken, ({ dossierId }) => dossierId),
  }
  const dossiers = new Set([...perDossier.toewijzingen.keys(), ...perDossier.klokken.keys()])
  const standen = [...dossiers].map((dossier) => {
    const stand: Dossierstand = {
      toewijzingen: perDossier.toewijzingen.get(dossier) ?? [],
      klokken: perDossier.klokken.get(dossier) ?? [],
    }
    return [dossier, stand] as const
  })
  return { standen: new Map(standen), toewijzingen: new Map(), klokken: new Map(), timers: [] }
}

export function standVan({ standen }: Batch, dossierId: string): Dossierstand {
  return standen.get(dossierId) ?? { toewijzingen: [], klokken: [] }
}

/** Carries a consequence into the batch and returns the dossier as it is from now on. */
export function neemOp(batch: Batch, dossierId: string, gevolg: Gevolg): Dossierstand {
  const stand = pasGevolgToe(standVan(batch, dossierId), gevolg)
  batch.standen.set(dossierId, stand)
  for (const toewijzing of gevolg.toewijzingen) batch.toewijzingen.set(toewijzing.toewijzingId, toewijzing)
  for (const klok of gevolg.klokken) batch.klokken.set(klok.id, klok)
  batch.timers.push(...gevolg.timers)
  return stand
}

/** Writes what changed, set-wise. */
export function bewaar(tx: Schrijver, { toewijzingen, klokken, timers }: Batch): void {
  if (toewijzingen.size > 0) bewaarToewijzingen(tx, [...toewijzingen.values()])
  if (klokken.size > 0) bewaarKlokken(tx, [...klokken.values()])
  if (timers.length > 0) zetTimers(tx, timers)
}
