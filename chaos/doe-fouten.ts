import { geheel } from '../services/knooppunt/src/simulatie/kans.ts'
import type { Fout, Wereld } from './fouten/fout.ts'
import { rooster } from './fouten/fouten.ts'
import type { Hub } from './hub.ts'
import type { Gedaan } from './verslag.ts'
import { pauze } from './wacht.ts'

export type Foutenkeuze = {
  readonly seconden: number
  /** every fault so many times, however long that takes; null = as many as there is time for */
  readonly ronden: number | null
  readonly meld: (tekst: string) => void
}

/** One fault after another until the time or the rounds are over; the hub must be ready again before the next. Stops at one that it does not survive. */
export async function doeFouten<H extends Hub>(
  wereld: Wereld<H>,
  fouten: readonly Fout<H>[],
  { seconden, ronden, meld }: Foutenkeuze,
): Promise<Gedaan[]> {
  const { kans, signal } = wereld
  const gedaan: Gedaan[] = []
  const beginMs = performance.now()
  const totMs = ronden === null ? beginMs + seconden * 1_000 : Number.POSITIVE_INFINITY
  const aantal = ronden === null ? Number.POSITIVE_INFINITY : ronden * fouten.length
  for (const fout of rooster(kans, fouten)) {
    await pauze(geheel(kans, 300, 1_500), signal)
    if (gedaan.length >= aantal || performance.now() >= totMs || signal.aborted) break
    const sinds = `${((performance.now() - beginMs) / 1_000).toFixed(1).padStart(6)} s`
    const uitslag = await doe(wereld, fout)
    gedaan.push(uitslag)
    const herstel = uitslag.uitkomst === 'hersteld' ? `ready after ${uitslag.herstelMs} ms` : uitslag.uitkomst
    meld(`${sinds}  ${fout.naam.padEnd(22)} ${herstel}  (${uitslag.tekst})`)
    if (uitslag.uitkomst === 'onhersteld') break
  }
  return gedaan
}

async function doe<H extends Hub>(wereld: Wereld<H>, fout: Fout<H>): Promise<Gedaan> {
  const { naam } = fout
  const reden = fout.kanNiet?.(wereld) ?? null
  if (reden !== null) return { naam, uitkomst: 'overgeslagen', tekst: reden, herstelMs: 0 }
  try {
    const tekst = await fout.voer(wereld)
    const voorbijMs = performance.now()
    const gereed = await wereld.hub.wachtGereed()
    const herstelMs = Math.round(performance.now() - voorbijMs)
    if (gereed || wereld.signal.aborted) return { naam, uitkomst: 'hersteld', tekst, herstelMs }
    return { naam, uitkomst: 'onhersteld', tekst: `not ready ${herstelMs} ms later; ${tekst}`, herstelMs }
  } catch (err) {
    return { naam, uitkomst: 'onhersteld', tekst: err instanceof Error ? err.message : String(err), herstelMs: 0 }
  }
}
