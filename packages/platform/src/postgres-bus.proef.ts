import { fileURLToPath } from 'node:url'
import { proefDatabase, proefDatabaseMetServer } from '../../../test/steun/database.ts'
import type { Bus } from './bus.ts'
import type { Proefbus } from './bus-opstelling.suite.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

const EIGENAAR = fileURLToPath(new URL('postgres-bus-eigenaar.proef.ts', import.meta.url))

/** The embedded transport on a database of its own, each subscription with a bus of its own, as other processes have. */
export async function postgresProefbus({ eigenServer } = { eigenServer: false }): Promise<Proefbus> {
  const proef = await (eigenServer ? proefDatabaseMetServer() : proefDatabase())
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const bussen: Bus[] = []
  return {
    url: proef.url,
    ...(proef.server ? { server: proef.server } : {}),
    beheer: proef.pool(),
    pool: (rol) => proef.pool(rol),
    eigenaar: (url) => [EIGENAAR, url],
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
