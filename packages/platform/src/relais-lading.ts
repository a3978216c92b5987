import type { Uitrij } from './relais-store.ts'

/** A record batch may hold no more bytes than `max.message.bytes`; what surrounds a value (key, headers) is about so much. */
const LADING_BYTES = 900_000
const OMSLAG_BYTES = 700

/**
 * Splits what is to be shipped so that each part fits in one request; a message that is larger by itself goes alone, and so does the one at position
 * `alleen`, which the broker refused: what other partitions took with it would be written again at each try. Order stays.
 */
export function verdeelLading(
  rijen: readonly Uitrij[],
  { maxBytes = LADING_BYTES, alleen = null }: { maxBytes?: number; alleen?: number | null } = {},
): Uitrij[][] {
  const ladingen: Uitrij[][] = []
  let bytes = 0
  for (const rij of rijen) {
    const groot = grootte(rij)
    const laatste = ladingen.at(-1)
    const apart = rij.positie === alleen || laatste?.[0]?.positie === alleen
    if (laatste && !apart && bytes + groot <= maxBytes) {
      laatste.push(rij)
      bytes += groot
    } else {
      ladingen.push([rij])
      bytes = groot
    }
  }
  return ladingen
}

/** About how many bytes a message takes in a request. */
export function grootte({ bericht }: Uitrij): number {
  return Buffer.byteLength(bericht) + OMSLAG_BYTES
}
