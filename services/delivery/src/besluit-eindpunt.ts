import type { Uitkomst } from './afloop.ts'
import { isGedaan } from './afloop.ts'
import { pauzeert } from './besluit.ts'
import { leesRetryAfter } from './retry-after.ts'

/** So many failures in a row open the breaker: after a pause one request tries, the others keep their tries. */
export const DREMPEL = 5
const PAUZES_MS = [5_000, 15_000, 30_000, 60_000] as const
/** An endpoint that says it is too busy gets at least this. */
const DRUKTE_MS = 1_000
const DRUKCODES: readonly number[] = [429, 503]

export type Eindpuntbesluit =
  | { readonly kind: 'ongewijzigd' }
  | { readonly kind: 'pauzeer'; readonly reden: string }
  /** `antwoordt`: it can be reached, so what was parked for that may go again */
  | {
      readonly kind: 'stand'
      readonly antwoordt: boolean
      readonly fouten: number
      readonly nietVoor: Temporal.Instant | null
    }

/** What the outcomes of a group of sends, in the order in which they ended, say about their endpoint; `fouten` = failures in a row before. */
export function besluitEindpunt(
  uitkomsten: readonly Uitkomst[],
  fouten: number,
  nu: Temporal.Instant,
): Eindpuntbesluit {
  const pauze = uitkomsten.find(pauzeert)
  if (pauze && 'statuscode' in pauze) return { kind: 'pauzeer', reden: `http-${pauze.statuscode}` }
  const pogingen = uitkomsten.filter(isGedaan)
  if (pogingen.length === 0) return { kind: 'ongewijzigd' }
  const antwoordt = pogingen.some((u) => u.kind !== 'onbereikbaar')
  const achtereen = pogingen.length - 1 - pogingen.findLastIndex((u) => u.kind !== 'onbereikbaar')
  const nieuw = antwoordt ? achtereen : fouten + achtereen
  return { kind: 'stand', antwoordt, fouten: nieuw, nietVoor: laatste([drukte(pogingen, nu), storing(nieuw, nu)]) }
}

/** How many may be under way at an endpoint with so many failures in a row. */
export function ruimteVan(gelijktijdig: number, fouten: number): number {
  return fouten >= DREMPEL ? 1 : gelijktijdig
}

function storing(fouten: number, nu: Temporal.Instant): Temporal.Instant | null {
  if (fouten < DREMPEL) return null
  return nu.add({ milliseconds: PAUZES_MS[Math.min(fouten - DREMPEL, PAUZES_MS.length - 1)] ?? 0 })
}

function drukte(uitkomsten: readonly Uitkomst[], nu: Temporal.Instant): Temporal.Instant | null {
  const druk = uitkomsten.flatMap((u) => ('statuscode' in u && DRUKCODES.includes(u.statuscode) ? [u] : []))
  if (druk.length === 0) return null
  return laatste([nu.add({ milliseconds: DRUKTE_MS }), ...druk.map((u) => leesRetryAfter(u.herhaalNa, nu))])
}

function laatste(momenten: readonly (Temporal.Instant | null)[]): Temporal.Instant | null {
  return momenten.reduce(
    (hoogste, m) => (m !== null && (hoogste === null || Temporal.Instant.compare(m, hoogste) > 0) ? m : hoogste),
    null,
  )
}
