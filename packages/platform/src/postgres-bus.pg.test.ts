import { proefDatabase } from '../../../test/steun/database.ts'
import { busSuite } from './bus.suite.ts'
import type { Bus } from './bus.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

busSuite('the outboxes themselves', async () => {
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
})
