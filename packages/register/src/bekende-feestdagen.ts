import type { Dag } from '@warmknooppunt/regels/dag'
import type { Feestdag } from '@warmknooppunt/regels/kalender'
import { atwFeestdagen } from '@warmknooppunt/regels/kalender'

/** Days equated by decree (Algemene termijnenwet art. 3 lid 3), per year for which the decree is published; not known after 2028. */
const GELIJKGESTELD: ReadonlyMap<number, readonly Dag[]> = new Map([
  [2025, ['2025-05-30']],
  [2026, ['2026-01-02', '2026-05-15']],
  [2027, ['2027-05-07']],
  [2028, ['2028-04-28', '2028-05-26']],
])

export type Feestdagjaar = { readonly jaar: number; readonly dagen: readonly Feestdag[] }

/** The years whose days that are no werkdag are known in full, in order. */
export function bekendeFeestdagen(): Feestdagjaar[] {
  return [...GELIJKGESTELD].map(([jaar, gelijkgesteld]) => ({
    jaar,
    dagen: [
      ...atwFeestdagen(jaar),
      ...gelijkgesteld.map((dag) => ({ dag, naam: 'Gelijkgestelde dag', grond: 'art. 3 lid 3' })),
    ],
  }))
}
