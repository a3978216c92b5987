import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { proefDatabase } from '../../../test/steun/database.ts'
import { proefKafka } from '../../../test/steun/kafka.ts'
import { maakWereld, proefKafkaclient, SESSIE_MS } from './kafka-bus.proef.ts'
import { maakKafkaBus } from './kafka-bus.ts'
import { maakKafkameters } from './kafka-meters.ts'
import { maakLog } from './log.ts'

const kafka = await proefKafka()

test.skipIf(kafka === null)(
  'a reader that is told to stop while it looks at the cluster ends, and joins no group',
  async () => {
    const proef = await proefDatabase()
    const wereld = await maakWereld(kafka?.brokers ?? [])
    const ophouden = new AbortController()
    const bus = maakKafkaBus({
      kafka: proefKafkaclient(wereld.brokers),
      voorvoegsel: wereld.voorvoegsel,
      sessieMs: SESSIE_MS,
      keur: async () => ophouden.abort(new Error('stopped')),
      poolVan: () => proef.pool('wk_routing'),
      log: maakLog({ dienst: 'proef', niveau: 'silent' }),
      meters: maakKafkameters(new Registry()),
    })
    const abonnement = bus.abonneer(
      {
        consument: 'routing',
        topic: 'berichten',
        standen: async () => [],
        pasToe: async () => ({ standen: [], gaten: [], wachtend: [] }),
      },
      ophouden.signal,
    )
    let klaar = false
    void abonnement.klaar.then(() => {
      klaar = true
    })
    await expect.poll(() => klaar, { timeout: 15_000 }).toBe(true)
    await bus.sluit()
    const admin = proefKafkaclient(wereld.brokers).admin()
    await admin.connect()
    const { groups } = await admin.listGroups()
    await admin.disconnect()
    expect(groups.filter(({ groupId }) => groupId.startsWith(wereld.voorvoegsel))).toEqual([])
    await proef.sluit()
  },
)
