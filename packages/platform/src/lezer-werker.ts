import type { Abonnement, Bus } from './bus.ts'
import type { Consument } from './consument.ts'
import type { Werker } from './stage.ts'

/** A reader of the bus as a loop of the process that runs it. */
export function alsWerker(bus: Bus, consument: Consument): Werker {
  let abonnement: Abonnement | undefined
  return {
    naam: `${consument.consument}.${consument.topic}`,
    run(signal) {
      abonnement = bus.abonneer(consument, signal)
      return abonnement.klaar
    },
    stand: () => abonnement?.stand() ?? { gezond: false, reden: 'starting' },
  }
}
