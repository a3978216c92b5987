import type { Omstandigheden } from './omstandigheden.ts'

const PAUZE_MS = 1_000

/** A line of progress to stderr, at most one a second; over the last one on a terminal. */
export function maakVoortgang(o: Omstandigheden): (tekst: string) => void {
  let vorige = Number.NEGATIVE_INFINITY
  return (tekst) => {
    if (performance.now() - vorige < PAUZE_MS) return
    vorige = performance.now()
    o.fout.write(o.fout.isTTY ? `\r${tekst.padEnd(70)}` : `${tekst}\n`)
  }
}

export function omvang(bytes: number): string {
  if (bytes < 1_048_576) return `${Math.ceil(bytes / 1_024)} KB`
  return bytes < 1_073_741_824 ? `${Math.round(bytes / 1_048_576)} MB` : `${(bytes / 1_073_741_824).toFixed(1)} GB`
}

export function duur(ms: number): string {
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`
}
