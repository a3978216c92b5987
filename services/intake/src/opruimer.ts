import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Werker } from '@warmknooppunt/platform/stage'
import { vergeetKlanten } from './dossier-store.ts'
import { ruimAntwoordenOp } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'

const ELKE_MS = 60_000
const PER_KEER = 5_000

/** Deletes, in small batches, first answers whose 30 days have passed and the customers of destroyed dossiers whose stop has ended. */
export function maakOpruimer(o: Pick<Stageomgeving, 'pool' | 'nu' | 'log'>): Werker {
  return {
    naam: 'intake-opruimer',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        const aantal = await ruimOp(o)
        if (aantal < PER_KEER) await wachtMs(ELKE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** The larger of what was deleted in one go of each; an outage is left to the next minute. */
async function ruimOp(o: Pick<Stageomgeving, 'pool' | 'nu' | 'log'>): Promise<number> {
  try {
    const nu = o.nu()
    return Math.max(await ruimAntwoordenOp(o.pool, nu, PER_KEER), await vergeetKlanten(o.pool, nu, PER_KEER))
  } catch (err) {
    o.log.warn({ err }, 'intake.opruimen')
    return 0
  }
}
