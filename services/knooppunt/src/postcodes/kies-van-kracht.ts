import type { Dag } from '@warmknooppunt/regels/dag'

type Tabel = { readonly versie: number; readonly geldigVanaf: Dag }

/** Which of the tables in use is in force on a day: the one that began last, of those the one with the highest number. */
export function kiesVanKracht<T extends Tabel>(tabellen: readonly T[], dag: Dag): T | null {
  const [eerste] = tabellen
    .filter(({ geldigVanaf }) => geldigVanaf <= dag)
    .toSorted((a, b) => (gaatVoor(a, b) ? -1 : 1))
  return eerste ?? null
}

/** Whether one is preferred to the other on a day on which both hold. */
export function gaatVoor(een: Tabel, ander: Tabel): boolean {
  if (een.geldigVanaf !== ander.geldigVanaf) return een.geldigVanaf > ander.geldigVanaf
  return een.versie > ander.versie
}
