import { fileURLToPath } from 'node:url'
import type { Admin, Kafka } from 'kafkajs'
import { Registry } from 'prom-client'
import type { Proces } from '../../../test/steun/proces.ts'
import { startProces } from '../../../test/steun/proces.ts'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { maakOpstelling } from './bus-opstelling.suite.ts'
import { wachtTot } from './bus-proefevent.suite.ts'
import type { Kafkawereld, Proefbusopties } from './kafka-bus.proef.ts'
import { kafkaProefbus, maakWereld, proefBus, proefKafkaclient, STIL_MS } from './kafka-bus.proef.ts'
import type { Kafkameters, Relaisplek } from './kafka-bus.ts'
import { leesRecord } from './kafka-koppen.ts'
import { maakKafkameters } from './kafka-meters.ts'
import { maakLog } from './log.ts'
import type { Werkerstand } from './stage.ts'

const RELAIS = fileURLToPath(new URL('kafka-relais.proef.ts', import.meta.url))

export type Lopendrelais = { stand(): Werkerstand; stop(): Promise<void> }

/** What lies on the topic: which message, where, and what of it the reader would be handed. */
export type Vondst = { readonly partitie: number; readonly positie: number | null; readonly waarde: string }

/** A world on Kafka of which the test starts the relays itself and looks at the topic; what the transport logs and counts is kept. */
export type Kafkaopstelling = Opstelling & {
  readonly wereld: Kafkawereld
  /** the topic of intake on the cluster */
  readonly topic: string
  readonly kafka: Kafka
  readonly regels: readonly string[]
  readonly meters: Registry
  startRelais(opties?: Proefbusopties, kijk?: Relaisplek['kijk']): Lopendrelais
  /** a relay as a process of its own, over the wire at this port when it has one */
  startRelaisproces(poort?: number, node?: readonly string[]): Proces
  alsBeheer<T>(f: (admin: Admin) => Promise<T>): Promise<T>
  /** all that lies on the topic now */
  records(): Promise<readonly Vondst[]>
  /** the figure of a metric, over all its labels */
  tel(naam: string): Promise<number>
}

export type Kafkaopstellingkeuze = { readonly wereld?: () => Promise<Kafkawereld>; readonly opties?: Proefbusopties }

export async function maakKafkaopstelling(
  brokers: readonly string[],
  keuze: Kafkaopstellingkeuze = {},
): Promise<Kafkaopstelling> {
  const wereld = await (keuze.wereld ?? (() => maakWereld(brokers)))()
  const regels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const register = new Registry()
  const meters: Kafkameters = maakKafkameters(register)
  const opties = { log, meters, ...keuze.opties }
  const proef = await maakOpstelling(() => kafkaProefbus(brokers, { wereld, relais: false, opties })())
  const kafka = proefKafkaclient(brokers)
  const topic = `${wereld.voorvoegsel}berichten`
  const relais: Lopendrelais[] = []
  const processen: Proces[] = []
  const alsBeheer = <T>(f: (admin: Admin) => Promise<T>) => metBeheer(kafka, f)
  return {
    ...proef,
    ...{ wereld, topic, kafka, regels, alsBeheer, meters: register },
    startRelais(anders = {}, kijk = undefined) {
      const lopend = startRelais(proef.bus.url, { ...wereld, ...opties, ...anders }, kijk)
      relais.push(lopend)
      return lopend
    },
    startRelaisproces(poort, node = []) {
      const waar = [
        proef.bus.url,
        brokers.join(','),
        wereld.voorvoegsel,
        ...(poort === undefined ? [] : [String(poort)]),
      ]
      const proces = startProces([...node, RELAIS, ...waar])
      processen.push(proces)
      return proces
    },
    records: () => leesAlles(kafka, topic, alsBeheer),
    async tel(naam) {
      const metriek = await register.getSingleMetric(naam)?.get()
      return metriek?.values.reduce((som, { value }) => som + value, 0) ?? 0
    },
    async sluit() {
      for (const proces of processen) proces.sein('SIGKILL')
      await Promise.all([...processen.map(({ einde }) => einde), ...relais.map((een) => een.stop())])
      await proef.sluit()
    },
  }
}

function startRelais(
  url: string,
  keuze: Omit<Parameters<typeof proefBus>[0], 'poolVan'>,
  kijk: Relaisplek['kijk'],
): Lopendrelais {
  const geenPool = () => {
    throw new Error('a relay reads no topic')
  }
  const bus = proefBus({ ...keuze, poolVan: geenPool })
  const werker = bus.relais({ stage: 'intake', url, stilMs: STIL_MS, ...(kijk ? { kijk } : {}) })
  const ophouden = new AbortController()
  const klaar = werker.run(ophouden.signal)
  return {
    stand: () => werker.stand(),
    async stop() {
      ophouden.abort(new Error('stopped'))
      await klaar
      await bus.sluit()
    },
  }
}

async function metBeheer<T>(kafka: Kafka, f: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return await f(admin)
  } finally {
    await admin.disconnect()
  }
}

let lezing = 0

async function leesAlles(kafka: Kafka, topic: string, alsBeheer: Kafkaopstelling['alsBeheer']): Promise<Vondst[]> {
  const grenzen = await alsBeheer((admin) => admin.fetchTopicOffsets(topic))
  const aantal = grenzen.reduce((som, { high, low }) => som + Number(high) - Number(low), 0)
  const gevonden: Vondst[] = []
  const consumer = kafka.consumer({ groupId: `${topic}-kijker-${lezing++}`, sessionTimeout: 10_000 })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition: partitie, message }) => {
      const { positie, waarde } = leesRecord(message, { topic, partitie, merk: message.offset })
      gevonden.push({ partitie, positie, waarde })
    },
  })
  await wachtTot(() => gevonden.length >= aantal)
  await consumer.disconnect()
  return gevonden
}
