/** Percentile of sorted milliseconds, by nearest rank; null of nothing. */
export function percentiel(gesorteerd: readonly number[], p: number): number | null {
  if (gesorteerd.length === 0) return null
  return gesorteerd[Math.min(gesorteerd.length - 1, Math.ceil((p / 100) * gesorteerd.length) - 1)] ?? null
}

export type Verdeling = {
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
}

/** Milliseconds in tenths: finer says more than this machine can. */
export function verdeling(tijdenMs: readonly number[]): Verdeling {
  const gesorteerd = tijdenMs.toSorted((a, b) => a - b)
  const van = (p: number) => rond(percentiel(gesorteerd, p))
  return { p50Ms: van(50), p95Ms: van(95), p99Ms: van(99), maxMs: rond(gesorteerd.at(-1) ?? null) }
}

function rond(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10
}

export function mediaan(waarden: readonly number[]): number {
  return (
    percentiel(
      waarden.toSorted((a, b) => a - b),
      50,
    ) ?? 0
  )
}
