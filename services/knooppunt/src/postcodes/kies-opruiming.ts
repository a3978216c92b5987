import type { Dag } from '@warmknooppunt/regels/dag'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Tabelgebruik } from '@warmknooppunt/register/postcodeimport-store'
import { gaatVoor } from './kies-van-kracht.ts'

type Gebruik = Pick<
  Tabelgebruik,
  'versie' | 'open' | 'geldigVanaf' | 'inGebruikOp' | 'uitGebruikOp' | 'verwijderdOp' | 'soort'
>

export type Opruiming = {
  /** partitions that nobody needs any more */
  readonly verwijder: readonly number[]
  /** old enough, but named by so many open dossiers or waiting messages */
  readonly genoemd: readonly { readonly versie: number; readonly aantal: number }[]
}

/** How long a table is kept after it was in force last (design section 9). */
const BEWAARMAANDEN = 13

/** Which imported tables may go: out of force for 13 months, and named by nothing that is open. */
export function kiesOpruiming(
  tabellen: readonly Gebruik[],
  genoemd: ReadonlyMap<number, number>,
  nu: Temporal.Instant,
): Opruiming {
  const vandaag = amsterdamseDag(nu)
  const grens = Temporal.PlainDate.from(vandaag).subtract({ months: BEWAARMAANDEN }).toString()
  const oud = tabellen.filter((tabel) => {
    if (tabel.soort === null || tabel.verwijderdOp !== null) return false
    const sinds = buitenWerkingSinds(tabel, tabellen, vandaag)
    return sinds !== null && sinds <= grens
  })
  const vrij = oud.filter(({ versie }) => !genoemd.has(versie))
  return {
    verwijder: vrij.map(({ versie }) => versie),
    genoemd: oud.flatMap(({ versie }) => {
      const aantal = genoemd.get(versie)
      return aantal === undefined ? [] : [{ versie, aantal }]
    }),
  }
}

/** The day since which another table is in force on every day; null while this one is, or will be. A table counts from its day, and not before it was there. */
function buitenWerkingSinds(tabel: Gebruik, tabellen: readonly Gebruik[], vandaag: Dag): Dag | null {
  if (tabel.uitGebruikOp !== null) return amsterdamseDag(tabel.uitGebruikOp)
  const [sinds] = tabellen
    .filter((ander) => ander.open && ander.geldigVanaf <= vandaag && gaatVoor(ander, tabel))
    .map(({ geldigVanaf, inGebruikOp }) => [geldigVanaf, amsterdamseDag(inGebruikOp)].toSorted()[1] ?? geldigVanaf)
    .toSorted()
  return sinds ?? null
}
