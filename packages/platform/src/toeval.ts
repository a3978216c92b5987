import { randomFillSync } from 'node:crypto'

/** Asking the generator costs as much for 4 KB as for 12 bytes, and a message takes some twenty pieces. */
const VOORRAAD_BYTES = 4_096

const voorraad = Buffer.alloc(VOORRAAD_BYTES)
let gebruikt = VOORRAAD_BYTES

/** Random bytes fit for keys, of the cryptographic generator. Each byte is given once, and not kept here after it was. */
export function willekeurig(bytes: number): Buffer {
  if (bytes > VOORRAAD_BYTES) throw new Error(`at most ${VOORRAAD_BYTES} random bytes at once`)
  if (gebruikt + bytes > VOORRAAD_BYTES) {
    randomFillSync(voorraad)
    gebruikt = 0
  }
  const eind = gebruikt + bytes
  const uit = Buffer.from(voorraad.subarray(gebruikt, eind))
  voorraad.fill(0, gebruikt, eind)
  gebruikt = eind
  return uit
}
