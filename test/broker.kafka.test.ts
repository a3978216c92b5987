import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { alsBeheerder, eisTopics } from '@warmknooppunt/platform/kafka-cluster'
import { bind } from '@warmknooppunt/platform/kafka-store'
import { keurTopics, topicopzetten } from '@warmknooppunt/platform/kafka-topics'
import { legTopics, maakTopics } from '@warmknooppunt/platform/kafka-topics-beheer'
import { kafkafout } from '@warmknooppunt/platform/kafkafout'
import { maakLog } from '@warmknooppunt/platform/log'
import { isStartfout } from '@warmknooppunt/platform/proces'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { proefDatabase } from './steun/database.ts'
import { proefbroker, proefKafka } from './steun/kafka.ts'

const [gedeeld, eigen] = await Promise.all([proefKafka(), proefbroker({ eigenSchijf: true })])
afterAll(async () => eigen?.ruimOp())
// A broker that starts takes seconds, on a machine that is busy many.
vi.setConfig({ testTimeout: 90_000 })

const regels: string[] = []
const log = maakLog({ dienst: 'proef', niveau: 'warn', naar: { write: (regel) => void regels.push(regel) } })
const plekVan = (brokers: readonly string[]): Kafkaplek => {
  return { brokers, voorvoegsel: '', sessieMs: 15_000, replicatie: 1, tls: null, sasl: null }
}
const client = (brokers: readonly string[]) => maakKafka(plekVan(brokers), { clientId: 'proef', log })

async function clusterVan(brokers: readonly string[]): Promise<string> {
  const { clusterId } = await alsBeheerder(client(brokers), (admin) => admin.describeCluster())
  return clusterId
}

async function tot(klopt: () => boolean): Promise<void> {
  while (!klopt()) await wachtMs(20)
}

describe.skipIf(gedeeld === null)('the broker of a test run', () => {
  test('is one for all who ask', async () => {
    expect(await proefKafka()).toEqual(gedeeld)
    expect(await clusterVan(gedeeld?.brokers ?? [])).not.toBe('')
  })
})

describe.skipIf(eigen === null)('a broker of a test file', () => {
  if (!eigen) return
  const brokers = [eigen.adres]

  test('comes back on the same data after a stop', async () => {
    const cluster = await clusterVan(brokers)
    await eigen.stop()
    await expect(clusterVan(brokers)).rejects.toThrow('Connection error')
    await eigen.start()
    expect(await clusterVan(brokers)).toBe(cluster)
  })

  test('says nothing while it is frozen, and answers what it was asked after', async () => {
    await eigen.bevries()
    let klaar = false
    const vraag = clusterVan(brokers).then(() => {
      klaar = true
    })
    await wachtMs(500)
    expect(klaar).toBe(false)
    await eigen.ontdooi()
    await vraag
    expect(klaar).toBe(true)
  })

  test('that was killed before the start of a service is waited for; told to stop, the service stops waiting', async () => {
    const database = await proefDatabase()
    const db = database.pool()
    const plek = plekVan(brokers)
    try {
      await alsBeheerder(client(brokers), async (admin) => {
        const opzetten = topicopzetten(plek)
        await maakTopics(admin, opzetten, keurTopics(opzetten, []))
      })
      await bind(db, { clusterId: await clusterVan(brokers), voorvoegsel: '' })
      await eigen.dood()
      expect(eigen.leeft()).toBe(false)
      const eind = new AbortController()
      const gewacht = () => regels.filter((regel) => regel.includes('dienst.wacht-op-kafka')).length
      const opgegeven = eisTopics(client(brokers), plek, db, { log, signal: eind.signal }).catch(
        (fout: unknown) => fout,
      )
      await tot(() => gewacht() > 0)
      eind.abort()
      const fout = await opgegeven
      expect(isStartfout(fout) && fout.message).toContain('does not answer; check KAFKA_BROKERS')
      const eerder = gewacht()
      const wacht = eisTopics(client(brokers), plek, db, { log })
      await tot(() => gewacht() > eerder)
      await eigen.start()
      await expect(wacht).resolves.toBeUndefined()
    } finally {
      await database.sluit()
    }
  })

  test.skipIf(eigen.schijf === null)(
    'of which the disk is full ends, and has all it confirmed when there is room again',
    async () => {
      const kafka = client(brokers)
      await alsBeheerder(kafka, (admin) => legTopics(admin, [{ topic: 'vol', numPartitions: 1 }]))
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } })
      await producer.connect()
      try {
        const stuur = () => producer.send({ topic: 'vol', messages: [{ value: 'a'.repeat(100_000), partition: 0 }] })
        await stuur()
        await eigen.schijf?.vul()
        const gezegd = await stuur().then(() => 'goed', kafkafout)
        expect(['kafka-schijf', 'kafka-onbereikbaar']).toContain(gezegd)
        await tot(() => !eigen.leeft())
        await eigen.schijf?.leeg()
        await eigen.start()
        const { high } = await alsBeheerder(
          kafka,
          async (admin) => (await admin.fetchTopicOffsets('vol'))[0] ?? { high: '' },
        )
        expect(high).toBe('1')
      } finally {
        await producer.disconnect()
      }
    },
  )
})
