/** Counts different postcodes and gemeenten exactly, in a fixed megabyte: one bit for each that can be. */
export type Telling = {
  /** a postcode of 4 or 6 characters, and four digits */
  tel(postcode: string, gemeentecode: string): void
  readonly pc4: number
  readonly pc6: number
  /** the gemeentecodes seen, sorted */
  gemeenten(): string[]
}

const LETTERS = 26
const A = 65

export function maakTelling(): Telling {
  const pc6 = maakBits(10_000 * LETTERS * LETTERS)
  const pc4 = maakBits(10_000)
  const gemeenten = new Set<string>()
  return {
    tel(postcode, gemeentecode) {
      const cijfers = Number(postcode.slice(0, 4))
      pc4.zet(cijfers)
      if (postcode.length === 6) {
        pc6.zet((cijfers * LETTERS + postcode.charCodeAt(4) - A) * LETTERS + postcode.charCodeAt(5) - A)
      }
      gemeenten.add(gemeentecode)
    },
    get pc4() {
      return pc4.aantal
    },
    get pc6() {
      return pc6.aantal
    },
    gemeenten: () => [...gemeenten].toSorted(),
  }
}

function maakBits(aantal: number) {
  const bits = new Uint8Array(Math.ceil(aantal / 8))
  let gezet = 0
  return {
    zet(i: number) {
      const byte = bits[i >> 3] ?? 0
      const bit = 1 << (i & 7)
      if ((byte & bit) !== 0) return
      bits[i >> 3] = byte | bit
      gezet++
    },
    get aantal() {
      return gezet
    },
  }
}
