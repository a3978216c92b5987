import type { Bestemming } from './eindpunt-store.ts'

/** The endpoints of a message: those of its loket where that has any, else those for every loket; never those of another loket. */
export function kiesBestemmingen(
  bestemmingen: readonly Pick<Bestemming, 'id' | 'deelnemer' | 'loket'>[],
  bericht: { readonly deelnemer: string; readonly loket: string | null },
): string[] {
  const eigen = bestemmingen.filter(({ deelnemer }) => deelnemer === bericht.deelnemer)
  const vanLoket = eigen.filter(({ loket }) => loket !== null && loket === bericht.loket)
  const gekozen = vanLoket.length > 0 ? vanLoket : eigen.filter(({ loket }) => loket === null)
  return gekozen.map(({ id }) => id)
}
