import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Bezorger } from './bezorger.ts'

/** How long work that nobody told of may lie: retries that come due, other processes' work. */
const VEEG_MS = 250
const PAUZE_MS = 1_000

export type WerkerKeuze = {
  readonly bezorger: Bezorger
  /** resolves after so many milliseconds, when woken, or when the signal aborts */
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
  /** lets go of connections and of callers that wait */
  readonly sluit: () => Promise<void>
}

/** The loop that pushes: woken by the consumer and by places that come free, and by the clock. Finishes what it holds when it must stop. */
export function maakBezorgwerker(k: WerkerKeuze): Werker {
  let reden: string | null = null
  const ronde = async (veegOp: number, signal: AbortSignal): Promise<number> => {
    const veeg = performance.now() >= veegOp
    const aantal = await k.bezorger.begin(veeg)
    reden = null
    const volgende = veeg ? performance.now() + VEEG_MS : veegOp
    if (aantal === 0) await k.wacht(Math.max(1, volgende - performance.now()), signal)
    return volgende
  }
  return {
    naam: 'bezorger',
    stand: () => ({ gezond: reden === null, reden }),
    async run(signal) {
      let veegOp = 0
      signal.addEventListener('abort', k.bezorger.onderweg.stop, { once: true })
      while (!signal.aborted) {
        try {
          veegOp = await ronde(veegOp, signal)
        } catch (fout) {
          reden = isStoring(fout) ? 'database-outage' : 'bezorger-failed'
          k.log.warn({ err: fout }, 'bezorger.herstel')
          await wachtMs(PAUZE_MS, undefined, { signal }).catch(() => undefined)
        }
      }
      await k.bezorger.rust()
      // Without a database the leases end by themselves.
      await k.bezorger.geefTerug().catch((fout: unknown) => k.log.warn({ err: fout }, 'bezorger.niet-teruggegeven'))
      await k.sluit()
    },
  }
}
