import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Werker, Werkerstand } from '@warmknooppunt/platform/stage'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Ronde } from './ronde.ts'
import { leesGrenzen, nuVolgensBeide, ronde } from './ronde.ts'
import { telPerKlok, telTimers } from './timer-store.ts'

const PAUZE_MS = 1_000
const TELLING_MS = 15_000
const TERUGVAL_MS = [200, 1_000, 2_000, 5_000] as const

type Staat = { reden: string | null; fouten: number; geteldMs: number }

/** Fires timers until aborted; a turn that found something is followed by the next at once, an outage is waited out. */
export function maakTimerwerker(r: Ronde): Werker {
  const staat: Staat = { reden: null, fouten: 0, geteldMs: Number.NEGATIVE_INFINITY }
  return {
    naam: 'sla.timers',
    stand: (): Werkerstand => ({ gezond: staat.reden === null, reden: staat.reden }),
    run: async (signal) => {
      while (!signal.aborted) {
        const pauze = await beurt(r, staat)
        if (pauze > 0) await wachtMs(pauze, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** One turn and, now and then, a count. Returns the pause before the next in ms. */
async function beurt(r: Ronde, staat: Staat): Promise<number> {
  try {
    const geclaimd = await ronde(r)
    await tel(r, staat)
    staat.reden = null
    staat.fouten = 0
    // Not only after a full one: what another worker holds leaves gaps in a turn while thousands are due.
    return geclaimd === 0 ? PAUZE_MS : 0
  } catch (fout) {
    const pauze = TERUGVAL_MS[Math.min(staat.fouten++, TERUGVAL_MS.length - 1)] ?? PAUZE_MS
    staat.reden = isStoring(fout) ? 'database-outage' : 'timers-failed'
    r.log.warn({ err: fout, pauzeMs: pauze }, 'timer.herstel')
    return pauze
  }
}

async function tel(r: Ronde, staat: Staat): Promise<void> {
  if (performance.now() - staat.geteldMs < TELLING_MS) return
  staat.geteldMs = performance.now()
  const telling = await telTimers(r.pool, await leesGrenzen(r.pool, await nuVolgensBeide(r)))
  r.metrieken.stand(telling, await telPerKlok(r.pool))
}
