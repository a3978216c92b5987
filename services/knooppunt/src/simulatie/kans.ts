/** Numbers from 0 up to 1 that look random and are the same for the same seed. */
export type Kans = () => number

/** mulberry32: small, and good enough to vary test data. */
export function maakKans(zaad: number): Kans {
  let stand = zaad >>> 0
  return () => {
    stand = (stand + 0x6d2b79f5) >>> 0
    let t = stand
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The chance of one item of a run: the same whatever was made before it. */
export function kansVoor(zaad: number, nummer: number): Kans {
  return maakKans(Math.imul(zaad + 1, 0x9e3779b1) ^ Math.imul(nummer + 1, 0x85ebca6b))
}

export function geheel(kans: Kans, van: number, totEnMet: number): number {
  return van + Math.floor(kans() * (totEnMet - van + 1))
}

export function kies<T>(kans: Kans, lijst: readonly T[]): T {
  const gekozen = lijst[Math.floor(kans() * lijst.length)]
  if (gekozen === undefined) throw new Error('nothing to choose from')
  return gekozen
}

/** A number in small letters: no digits, so that nothing made of it can look like a BSN or an IBAN. */
export function inLetters(getal: number): string {
  let rest = Math.floor(Math.abs(getal))
  let tekst = ''
  do {
    tekst = String.fromCharCode(97 + (rest % 26)) + tekst
    rest = Math.floor(rest / 26)
  } while (rest > 0)
  return tekst
}
