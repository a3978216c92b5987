import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { proefcluster } from '../../../test/steun/kafka.ts'
import type { Wegwerpcluster } from '../../../test/steun/kafka-opzet.ts'
import { dossiers, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import type { Kafkawereld } from './kafka-bus.proef.ts'
import { nieuwVoorvoegsel, proefKafkaclient } from './kafka-bus.proef.ts'
import { alsBeheerder } from './kafka-cluster.ts'
import type { Kafkaopstelling } from './kafka-opstelling.proef.ts'
import { maakKafkaopstelling } from './kafka-opstelling.proef.ts'
import { keurTopics, topicopzetten } from './kafka-topics.ts'
import { leesTopics, maakTopics } from './kafka-topics-beheer.ts'

type Broker = Wegwerpcluster['nodes'][number]

const NODES = 3
const cluster = await proefcluster(NODES)
afterAll(() => cluster?.ruimOp())

/** One in each partition. */
const DOSSIERS = dossiers(12)
const TEMPO_MS = 15
/** So long messages flow over what was done before the next is done. */
const STROOM_MS = 1_500

describe.skipIf(cluster === null)('a cluster of three brokers', () => {
  if (cluster === null) return
  const { nodes, brokers } = cluster

  test('leaders killed in the middle of sends and all restarted in turn: all of the outbox lies on the topic, once applied, in order', async () => {
    const proef = await maakKafkaopstelling(brokers, { wereld: () => maakWereld(brokers) })
    const einde = new AbortController()
    try {
      const relais = proef.startRelais()
      const { abonnement } = proef.start()
      const stroom = schrijf(proef, einde.signal)
      const gezond = () => relais.stand().gezond && abonnement.stand().gezond
      await wachtTot(async () => (await proef.effecten()).length > 0)
      for (const keer of [0, 1]) {
        const leider = await leiderVan(proef, keer, nodes)
        await leider.dood()
        await wachtTot(async () => (await leiderVan(proef, keer, nodes)) !== leider, 20_000)
        await stroomt(proef)
        await leider.start()
        await allenBij(proef)
        await stroomt(proef)
      }
      for (const node of nodes) {
        await node.stop()
        await node.start()
        await allenBij(proef)
      }
      await stroomt(proef)
      einde.abort()
      const aantal = await stroom
      await wachtTot(async () => (await proef.effecten()).length >= aantal * DOSSIERS.length, 20_000)
      await wachtTot(gezond, 20_000)
      const heel = Array.from({ length: aantal }, (_, n) => n + 1)
      for (const dossier of DOSSIERS) expect(await proef.nummers(dossier)).toEqual(heel)
      expect(await proef.apart()).toEqual([])
      const gezonden = new Set((await proef.records()).map(({ positie }) => positie))
      const { rows } = await proef.bus.beheer.query<{ positie: number }>('select positie from intake.uit')
      expect(rows).toHaveLength(aantal * DOSSIERS.length)
      expect(rows.map(({ positie }) => positie).filter((positie) => !gezonden.has(positie))).toEqual([])
    } finally {
      einde.abort()
      await proef.sluit()
    }
  }, 120_000)
})

/** Topics of which every broker has a copy, and two must have what is written. */
async function maakWereld(brokers: readonly string[]): Promise<Kafkawereld> {
  const voorvoegsel = nieuwVoorvoegsel()
  const opzetten = topicopzetten({ voorvoegsel, replicatie: NODES })
  await alsBeheerder(proefKafkaclient(brokers), async (admin) => {
    await maakTopics(admin, opzetten, keurTopics(opzetten, []))
    expect(keurTopics(opzetten, await leesTopics(admin, opzetten))).toEqual([])
  })
  return { brokers, voorvoegsel }
}

/** A message in every dossier, again and again; returns how many in each. */
async function schrijf({ produceer }: Kafkaopstelling, signal: AbortSignal): Promise<number> {
  let nr = 0
  while (!signal.aborted) {
    nr++
    await produceer(DOSSIERS.map((dossier) => proefevent(dossier, nr)))
    await wachtMs(TEMPO_MS)
  }
  return nr
}

/** What is written now is applied too, for a while. */
async function stroomt(proef: Kafkaopstelling): Promise<void> {
  const totMs = performance.now() + STROOM_MS
  do {
    const { length } = await proef.effecten()
    await wachtTot(async () => (await proef.effecten()).length > length, 30_000)
    await wachtMs(100)
  } while (performance.now() < totMs)
}

async function partities({ alsBeheer, topic }: Kafkaopstelling) {
  const { topics } = await alsBeheer((admin) => admin.fetchTopicMetadata({ topics: [topic] }))
  return topics[0]?.partitions ?? []
}

async function leiderVan(proef: Kafkaopstelling, partitie: number, nodes: readonly Broker[]): Promise<Broker> {
  let leider: Broker | undefined
  await wachtTot(async () => {
    const gevonden = await partities(proef).catch(() => [])
    leider = nodes[(gevonden.find(({ partitionId }) => partitionId === partitie)?.leader ?? 0) - 1]
    return leider !== undefined
  }, 20_000)
  if (!leider) throw new Error(`nobody leads partition ${partitie}`)
  return leider
}

/** Until every broker has all again, so that the next may go. */
async function allenBij(proef: Kafkaopstelling): Promise<void> {
  await wachtTot(async () => {
    const gevonden = await partities(proef).catch(() => [])
    return gevonden.length > 0 && gevonden.every(({ isr }) => isr.length === NODES)
  }, 30_000)
}
