import type { EventLoopUtilization } from 'node:perf_hooks'
import { performance } from 'node:perf_hooks'

/** How long to look back, and from which share of busy time on to gather. */
const VENSTER_MS = 50
const RUIM = 0.8
const MEEST_MS = 8

/** How long a loop should gather work before its next transaction: 0 while the processor has time, at most 8 ms when it has none. */
export type Drukte = { bundelMs(): number }

/**
 * A transaction costs about as much for one message as for ten. While this process has time, waiting would only cost latency; when it has
 * none, handling messages one by one is what takes the time, so loops gather the longer the busier the event loop was.
 */
export function maakDrukte(meet: () => EventLoopUtilization = () => performance.eventLoopUtilization()): Drukte {
  let vorige = meet()
  let bundel = 0
  return {
    bundelMs() {
      const nu = meet()
      const verstreken = nu.active + nu.idle - vorige.active - vorige.idle
      if (verstreken < VENSTER_MS) return bundel
      bundel = bundelVan((nu.active - vorige.active) / verstreken)
      vorige = nu
      return bundel
    },
  }
}

/** Milliseconds to gather at a share of busy time (0 to 1). */
export function bundelVan(aandeel: number): number {
  return aandeel <= RUIM ? 0 : Math.round(((aandeel - RUIM) / (1 - RUIM)) * MEEST_MS)
}
