const GIB = 1024 ** 3

/** A disk, in bytes. */
export type Ruimte = { readonly vrij: number; readonly totaal: number }

/** How little room is left on a disk: `vol` needs somebody now, `krap` soon; null = enough. A small disk by its share, a large one by what is left. */
export function bepaalRuimte({ vrij, totaal }: Ruimte): 'vol' | 'krap' | null {
  if (vrij < Math.min(GIB, totaal * 0.05)) return 'vol'
  return vrij < Math.min(5 * GIB, totaal * 0.15) ? 'krap' : null
}
