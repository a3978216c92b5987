import type { Ontvangen } from './bus.ts'

/** A message of our own: it stands in a chain. */
export type Geschakeld = Ontvangen & { readonly bron: string; readonly positie: number; readonly vorige: number }

export type Indeling = {
  /** to apply, in the order given */
  readonly toe: readonly Geschakeld[]
  /** partitions in which a message is missing: what follows the gap is dropped without moving */
  readonly gaten: readonly number[]
  /** the new position of each chain that moves, by `ketenSleutel` */
  readonly standen: ReadonlyMap<string, number>
}

/** A chain of messages: one partition of one producing database. */
export function ketenSleutel(partitie: number, bron: string): string {
  return `${partitie}|${bron}`
}

/** Whether a message is of ours: one without bron, positie and vorige is foreign and passed over. */
export function isGeschakeld(bericht: Ontvangen): bericht is Geschakeld {
  return bericht.bron !== null && bericht.positie !== null && bericht.vorige !== null
}

/**
 * Decides per message by its chain (promise 4): apply when `vorige` is the stored position, skip when `positie` is at or below it, and drop
 * everything of the partition from a gap on. A chain without a position starts at 0.
 */
export function deelIn(batch: readonly Geschakeld[], standen: ReadonlyMap<string, number>): Indeling {
  const nieuw = new Map<string, number>()
  const gaten = new Set<number>()
  const toe: Geschakeld[] = []
  for (const bericht of batch) {
    if (gaten.has(bericht.partitie)) continue
    const sleutel = ketenSleutel(bericht.partitie, bericht.bron)
    const stand = nieuw.get(sleutel) ?? standen.get(sleutel) ?? 0
    if (bericht.positie <= stand) continue
    if (bericht.vorige !== stand) {
      gaten.add(bericht.partitie)
      continue
    }
    nieuw.set(sleutel, bericht.positie)
    toe.push(bericht)
  }
  return { toe, gaten: [...gaten], standen: nieuw }
}
