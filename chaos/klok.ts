import type { Tussen } from '../services/knooppunt/src/simulatie/keur-antwoord.ts'

/** The clock of the hub, of those who talk to it and of whoever judges: real time, moved. It moves while the hub is down. */
export type Klok = {
  nu(): Temporal.Instant
  verschuivingMs(): number
  /** raised at every move: what was made on an older one, such as a token, is of another time */
  versie(): number
  verzet(ms: number): void
  /** From now on one process of the hub has its clock off by so much, on top; the function ends that. */
  scheef(ms: number): () => void
  /** The stretches of this clock since a moment by performance.now(): days may be counted in any of them. */
  tussen(sindsMs: number): Tussen[]
}

type Stand = { readonly vanafMs: number; readonly verschuivingMs: number; readonly scheefMs: number }

export function maakKlok(): Klok {
  const standen: Stand[] = [{ vanafMs: Number.NEGATIVE_INFINITY, verschuivingMs: 0, scheefMs: 0 }]
  const laatste = () => standen.at(-1)?.verschuivingMs ?? 0
  const op = (ms: number, verschuivingMs: number) =>
    Temporal.Instant.fromEpochMilliseconds(Math.round(performance.timeOrigin + ms + verschuivingMs))
  const zet = (verschuivingMs: number, scheefMs: number) =>
    void standen.push({ vanafMs: performance.now(), verschuivingMs, scheefMs })
  return {
    nu: () => op(performance.now(), laatste()),
    verschuivingMs: laatste,
    versie: () => standen.length,
    verzet: (ms) => zet(laatste() + ms, 0),
    scheef(ms) {
      zet(laatste(), ms)
      return () => zet(laatste(), 0)
    },
    tussen(sindsMs) {
      return standen.flatMap(({ vanafMs, verschuivingMs, scheefMs }, i) => {
        const totMs = standen[i + 1]?.vanafMs ?? performance.now()
        if (totMs < sindsMs) return []
        const van = op(Math.max(vanafMs, sindsMs), verschuivingMs + Math.min(scheefMs, 0))
        return [{ van, tot: op(totMs, verschuivingMs + Math.max(scheefMs, 0)) }]
      })
    },
  }
}
