import { describe, expect, test } from 'vitest'
import { proefKafka } from '../../../test/steun/kafka.ts'
import { dossiers, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import { nieuwVoorvoegsel, proefKafkaclient } from './kafka-bus.proef.ts'
import { keurCluster } from './kafka-cluster.ts'
import type { Kafkaopstelling } from './kafka-opstelling.proef.ts'
import { maakKafkaopstelling } from './kafka-opstelling.proef.ts'
import { bind } from './kafka-store.ts'
import { keurTopics, topicopzetten } from './kafka-topics.ts'
import { maakTopics } from './kafka-topics-beheer.ts'

const broker = await proefKafka()
const brokers = broker?.brokers ?? []
const [A = ''] = dossiers(1)

describe.skipIf(broker === null)('a reader in a process without a relay', () => {
  test('under which a topic is given more partitions stops, red, and applies nothing more', async () => {
    const wereld = { brokers, voorvoegsel: nieuwVoorvoegsel() }
    const plek = { ...wereld, sessieMs: 2_000, replicatie: 1, tls: null, sasl: null }
    const kafka = proefKafkaclient(brokers)
    const waar: { proef?: Kafkaopstelling } = {}
    const keur = async () => {
      if (waar.proef) await keurCluster(kafka, plek, waar.proef.bus.beheer)
    }
    const proef = await maakKafkaopstelling(brokers, { wereld: async () => wereld, opties: { keur, keurMs: 200 } })
    waar.proef = proef
    const { produceer, start, startRelais, nummers, alsBeheer, records, topic } = proef
    try {
      const { clusterId } = await alsBeheer((admin) => admin.describeCluster())
      await bind(proef.bus.beheer, { clusterId, voorvoegsel: wereld.voorvoegsel })
      const opzetten = topicopzetten(plek)
      await alsBeheer((admin) => maakTopics(admin, opzetten, keurTopics(opzetten, [])))
      // One that ships on, whatever becomes of its topic.
      startRelais({ keur: async () => undefined })
      const { abonnement } = start()
      await produceer([proefevent(A, 1)])
      await wachtTot(async () => (await nummers(A)).length === 1)
      await alsBeheer((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 13 }] }))
      await wachtTot(() => abonnement.stand().reden === 'kafka-orde')
      await produceer([proefevent(A, 2)])
      await wachtTot(async () => (await records()).some(({ positie }) => positie === 2))
      expect(await nummers(A)).toEqual([1])
      expect(abonnement.stand().reden).toBe('kafka-orde')
    } finally {
      await proef.sluit()
    }
  }, 60_000)
})
