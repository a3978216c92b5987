import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number between two bounds. */
export function leesAantal(o: { readonly naam: string; readonly min: number; readonly max: number }) {
  return (tekst: string): number => {
    const getal = /^\d{1,7}$/.test(tekst) ? Number(tekst) : Number.NaN
    if (getal >= o.min && getal <= o.max) return getal
    throw new InvalidArgumentError(`a whole number of ${o.naam} from ${o.min} to ${o.max}`)
  }
}
