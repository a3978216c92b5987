import { proefDatabase } from '../../../test/steun/database.ts'
import type { Bus } from './bus.ts'
import type { Proefbus } from './bus-opstelling.suite.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

/** The embedded transport on a database of its own, each subscription with a bus of its own, as other processes have. */
export async function postgresProefbus(): Promise<Proefbus> {
  const proef = await proefDatabase()
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const bussen: Bus[] = []
  return {
    beheer: proef.pool(),
    pool: (rol) => proef.pool(rol),
    abonneer(afnemer, pool, signal) {
      const bus = maakPostgresBus({ poolVan: () => pool, log })
      bussen.push(bus)
      return bus.abonneer(afnemer, signal)
    },
    wek: (topic) => {
      for (const bus of bussen) bus.wek(topic)
    },
    async sluit() {
      await Promise.all(bussen.map((bus) => bus.sluit()))
      await proef.sluit()
    },
  }
}
