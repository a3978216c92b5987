import { join } from 'node:path'
import { kopieer, voorElk } from './kopie.ts'
import type { Bestand, Manifest } from './manifest.ts'
import { DATABASE_MAP } from './manifest.ts'

export type Schade = { readonly pad: string; readonly wat: 'weg' | 'anders' }

/** Reads every file of a back-up and holds it against its checksum. Returns what is not as it was. */
export async function controleerBestanden(
  map: string,
  manifest: Manifest,
  o: { readonly signal: AbortSignal; readonly meld: (bestand: Bestand) => void },
): Promise<Schade[]> {
  const schade: Schade[] = []
  await voorElk(manifest.bestanden, async (bestand) => {
    const gelezen = await kopieer(join(map, DATABASE_MAP, bestand.pad), null, { eigenaar: null, signal: o.signal })
    if (!gelezen) schade.push({ pad: bestand.pad, wat: 'weg' })
    else if (gelezen.sha256 !== bestand.sha256) schade.push({ pad: bestand.pad, wat: 'anders' })
    o.meld(bestand)
  })
  return schade.toSorted((a, b) => (a.pad < b.pad ? -1 : 1))
}

/** In words, the first few of them. */
export function beschrijfSchade(schade: readonly Schade[]): string {
  const regels = schade
    .slice(0, 5)
    .map(({ pad, wat }) => `${pad} is ${wat === 'weg' ? 'missing' : 'not as it was written'}`)
  const meer = schade.length > regels.length ? `, and ${schade.length - regels.length} more` : ''
  return `${regels.join('; ')}${meer}`
}
