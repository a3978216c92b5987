import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Afgerond, Herstelwerk, Stap } from './herstel.ts'
import { laatVast, zetStap } from './herstel.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Meters } from './meters.ts'
import type { Werker } from './stage.ts'
import { isStoring } from './storing.ts'

/** How long an order may lie that nobody told of: of before a start, or of another process that ended. */
const POLL_MS = 1_000
/** Pauses after an outage. Beyond them the order ends as if its message had failed: it must not hold up the orders behind it for good. */
const PAUZES_MS = [500, 2_000, 5_000, 15_000, 30_000] as const

export type Hersteller = Herstelwerk & {
  readonly log: Log
  readonly meters: Meters
  /** resolves after so many milliseconds, when woken, or when the signal aborts */
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  /** shorter where a test has no minute */
  readonly pauzesMs?: readonly number[]
}

type Staat = { reden: string | null; storingen: number; van: string | null }

/** The loop that carries out operators' orders of a stage, the oldest first, one message a transaction. */
export function maakHersteller(h: Hersteller): Werker {
  const staat: Staat = { reden: null, storingen: 0, van: null }
  return {
    naam: `${h.stage}.herstel`,
    stand: () => ({ gezond: staat.reden === null, reden: staat.reden }),
    async run(signal) {
      while (!signal.aborted) {
        try {
          await beurt(h, staat, signal)
        } catch (err) {
          staat.reden = isStoring(err) ? 'database-outage' : 'herstel-failed'
          h.log.warn({ err, stage: h.stage }, 'herstel.onderbroken')
          await wachtMs(POLL_MS, undefined, { signal }).catch(() => undefined)
        }
      }
    },
  }
}

async function beurt(h: Hersteller, staat: Staat, signal: AbortSignal): Promise<void> {
  const stap = await zetStap(h)
  if (stap.kind === 'storing') return wachtUit(h, staat, stap, signal)
  staat.reden = null
  // Another that is at it says nothing of its outages: two that took turns would begin to count anew each time.
  if (stap.kind !== 'bezet') staat.storingen = 0
  if (stap.kind === 'klaar') meld(h, stap)
  if (stap.kind === 'niets' || stap.kind === 'bezet') await h.wacht(POLL_MS, signal)
}

async function wachtUit(
  h: Hersteller,
  staat: Staat,
  { fout, vast }: Extract<Stap, { kind: 'storing' }>,
  signal: AbortSignal,
): Promise<void> {
  if (staat.van !== vast.opdracht.id) staat.storingen = 0
  staat.van = vast.opdracht.id
  const pauzeMs = (h.pauzesMs ?? PAUZES_MS)[staat.storingen++]
  staat.reden = 'database-outage'
  h.log.warn({ err: fout, stage: h.stage, opdrachtId: vast.opdracht.id, pauzeMs }, 'herstel.onderbroken')
  if (pauzeMs !== undefined) return wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
  const stap = await laatVast(h, vast, foutcode(fout))
  staat.storingen = 0
  if (stap.kind === 'klaar') meld(h, stap)
}

/** Ids and closed codes only: an operator finds here what became of an order, beside the list. */
function meld(h: Hersteller, { opdracht, stand, verwerkt, geweigerd, foutcode: code }: Afgerond): void {
  const { id: opdrachtId, topic, sleutel, volgnummer, keuze, weigerreden, operator } = opdracht
  const wat = { stage: h.stage, topic, sleutel, volgnummer, opdrachtId, keuze, weigerreden, operator }
  h.meters.herstel(h.stage, stand)
  h.log[stand === 'vrij' && !geweigerd ? 'info' : 'warn'](
    { ...wat, stand, verwerkt, geweigerd, foutcode: code },
    'herstel.uitgevoerd',
  )
}
