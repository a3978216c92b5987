import type { Opzet, Trap } from './trap.ts'
import { trap } from './trap.ts'

const TRAPPEN = [100, 200, 300, 400, 500, 600, 700, 800, 1_000, 1_250, 1_500, 1_750, 2_000, 2_500, 3_000] as const
const MAX_SECONDEN = 8
/** A rate is sustained when nothing was refused and all of it is delivered within this after the last POST was due. */
export const BIJ_MS = 1_000

export type Hoogste = {
  readonly perSeconde: number
  /** every step was sustained: the hub can do more than the steps ask */
  readonly plafond: boolean
  readonly trappen: readonly Trap[]
}

/** Steps up until a rate is not sustained. */
export async function zoekHoogste(opzet: Opzet): Promise<Hoogste> {
  const seconden = Math.min(MAX_SECONDEN, opzet.seconden)
  const trappen: Trap[] = []
  let hoogste = 0
  for (const perSeconde of TRAPPEN) {
    const uitkomst = await trap(opzet, `max${perSeconde}`, { perSeconde, seconden })
    trappen.push(uitkomst)
    if (!houdtBij(uitkomst, seconden)) return { perSeconde: hoogste, plafond: false, trappen }
    hoogste = perSeconde
  }
  opzet.meld(`every step up to ${hoogste}/s was sustained: the highest rate lies above it`)
  return { perSeconde: hoogste, plafond: true, trappen }
}

/** Counted from when the last POST was due, not sent: a generator that falls behind has not offered the rate. */
export function houdtBij({ gegenereerd, uniek, laatsteMs }: Trap, seconden: number): boolean {
  const { aangenomen, afgewezen503, overig, beginMs } = gegenereerd
  if (afgewezen503 + overig > 0 || uniek < aangenomen || laatsteMs === null) return false
  return laatsteMs <= beginMs + seconden * 1000 + BIJ_MS
}
