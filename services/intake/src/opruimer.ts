import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Werker } from '@warmknooppunt/platform/stage'
import { ruimAntwoordenOp } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'

const ELKE_MS = 60_000
const PER_KEER = 5_000

/** Deletes first answers whose 30 days have passed, in small batches. */
export function maakOpruimer(o: Pick<Stageomgeving, 'pool' | 'nu' | 'log'>): Werker {
  return {
    naam: 'intake-opruimer',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        const aantal = await ruimAntwoordenOp(o.pool, o.nu(), PER_KEER).catch((fout: unknown) => {
          o.log.warn({ err: fout }, 'intake.opruimen')
          return 0
        })
        if (aantal < PER_KEER) await wachtMs(ELKE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
