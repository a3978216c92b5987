export type Punt = { readonly x: number; readonly y: number }

/** Slope of the straight line that fits best (least squares); null of fewer than two places. */
export function helling(punten: readonly Punt[]): number | null {
  const n = punten.length
  const gemiddelde = (kies: (punt: Punt) => number) => punten.reduce((som, punt) => som + kies(punt), 0) / n
  const mx = gemiddelde(({ x }) => x)
  const my = gemiddelde(({ y }) => y)
  const onder = punten.reduce((som, { x }) => som + (x - mx) ** 2, 0)
  if (n < 2 || onder === 0) return null
  return punten.reduce((som, { x, y }) => som + (x - mx) * (y - my), 0) / onder
}
