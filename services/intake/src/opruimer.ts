import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Werker } from '@warmknooppunt/platform/stage'
import { vergeetKlanten } from './dossier-store.ts'
import { ruimAntwoordenOp } from './idempotentie-store.ts'
import type { Stageomgeving } from './omgeving.ts'

const ELKE_MS = 60_000
const PER_KEER = 5_000
/** Failing so many times in a row is no passing outage: what must be forgotten is not. */
const ROOD_NA = 5

/** Deletes, in small batches, first answers whose 30 days have passed and the customers of destroyed dossiers whose stop has ended. */
export function maakOpruimer(o: Pick<Stageomgeving, 'pool' | 'nu' | 'log'>): Werker {
  let mislukt = 0
  return {
    naam: 'intake-opruimer',
    stand: () =>
      mislukt < ROOD_NA ? { gezond: true, reden: null } : { gezond: false, reden: 'nothing-forgotten-for-minutes' },
    async run(signal) {
      while (!signal.aborted) {
        const aantal = await ruimOp(o)
        mislukt = aantal === null ? mislukt + 1 : 0
        if (aantal === null || aantal < PER_KEER) await wachtMs(ELKE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** The larger of what was deleted in one go of each; null when that failed, which is left to the next minute. */
async function ruimOp(o: Pick<Stageomgeving, 'pool' | 'nu' | 'log'>): Promise<number | null> {
  try {
    const nu = o.nu()
    return Math.max(await ruimAntwoordenOp(o.pool, nu, PER_KEER), await vergeetKlanten(o.pool, nu, PER_KEER))
  } catch (err) {
    o.log.warn({ err }, 'intake.opruimen')
    return null
  }
}
