import type { Tabelsoort } from '@warmknooppunt/register/postcodeimport-store'

/** Counts of one table, over all of its files. `rijen` are those that are loaded, `dubbel` those that were there more than once. */
export type Aantallen = {
  readonly rijen: number
  readonly pc4: number
  readonly pc6: number
  readonly gemeenten: number
  readonly dubbel: number
}

export const GRENZEN = ['rijen', 'pc4', 'pc6', 'gemeenten', 'dubbel'] as const
export type Grens = (typeof GRENZEN)[number]

/** A count outside its limits, both inclusive. */
export type Overschrijding = {
  readonly grens: Grens
  readonly aantal: number
  readonly van: number
  readonly totEnMet: number
}

type Bereik = readonly [number, number]
const PC4: Bereik = [4_000, 4_200]
const PC6: Bereik = [440_000, 490_000]
const GEMEENTEN: Bereik = [335, 345]

/** Design section 9. A list has a row for each postcode, and some more where the gemeente is not settled. */
const BEREIKEN: Readonly<Record<Tabelsoort, Readonly<Partial<Record<Grens, Bereik>>>>> = {
  cbs: { rijen: [7_500_000, 9_000_000], pc4: PC4, pc6: PC6, gemeenten: GEMEENTEN },
  pc6: { rijen: [440_000, 500_000], pc4: PC4, pc6: PC6, gemeenten: GEMEENTEN },
  pc4: { rijen: [4_000, 4_400], pc4: PC4, gemeenten: GEMEENTEN },
}

/** An address is in the file of CBS once for each neighbourhood, so some rows are equal; more than this are two files in one. */
const DUBBEL_PER_HONDERD = 1

/** Which counts cannot be those of the whole country. */
export function besluitAannemelijk(soort: Tabelsoort, aantallen: Aantallen): Overschrijding[] {
  const dubbel: Bereik = [0, Math.floor((aantallen.rijen * DUBBEL_PER_HONDERD) / 100)]
  const bereiken: Readonly<Partial<Record<Grens, Bereik>>> = { ...BEREIKEN[soort], dubbel }
  return GRENZEN.flatMap((grens) => {
    const [van, totEnMet] = bereiken[grens] ?? [0, Number.POSITIVE_INFINITY]
    const aantal = aantallen[grens]
    return aantal >= van && aantal <= totEnMet ? [] : [{ grens, aantal, van, totEnMet }]
  })
}
