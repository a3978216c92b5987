import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Kafka } from 'kafkajs'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { proefDatabase, proefDatabaseMetServer } from '../../../test/steun/database.ts'
import type { Bus } from './bus.ts'
import type { Proefbus } from './bus-opstelling.suite.ts'
import { wachtTot } from './bus-proefevent.suite.ts'
import { maakKafka } from './kafka.ts'
import type { KafkaBus, KafkaBusKeuze } from './kafka-bus.ts'
import { maakKafkaBus } from './kafka-bus.ts'
import { maakKafkameters } from './kafka-meters.ts'
import type { Log } from './log.ts'
import { maakLog } from './log.ts'
import { PARTITIES } from './partitie.ts'
import { maakUitbakverlies } from './postgres-bus.proef.ts'
import { zetTerug } from './relais-store.ts'

const EIGENAAR = fileURLToPath(new URL('kafka-bus-eigenaar.proef.ts', import.meta.url))
/** Short, because a test has no quarter of a minute for what was killed to be missed. */
export const SESSIE_MS = 2_000
/** A frozen relay is missed so soon. */
export const STIL_MS = 2_000

export const nieuwVoorvoegsel = (): string => `proef-${randomUUID().slice(0, 8)}.`

export type Kafkawereld = { readonly brokers: readonly string[]; readonly voorvoegsel: string }

/** A client of the test's broker. */
export function proefKafkaclient(brokers: readonly string[], log: Log = stil()): Kafka {
  const plek = { brokers, voorvoegsel: '', sessieMs: SESSIE_MS, replicatie: 1, tls: null, sasl: null }
  return maakKafka(plek, { clientId: 'proef', log })
}

function stil(): Log {
  return maakLog({ dienst: 'proef', niveau: 'silent' })
}

/** What a bus of a test has otherwise than it would by itself. */
export type Proefbusopties = Partial<Pick<KafkaBusKeuze, 'log' | 'kafka' | 'keur' | 'keurMs' | 'wacht' | 'meters'>>
export type Proefbuskeuze = Kafkawereld & Proefbusopties & { readonly poolVan: () => Pool }

/** A bus on the topics of this world, as a process has. */
export function proefBus({ brokers, voorvoegsel, poolVan, log = stil(), ...opties }: Proefbuskeuze): KafkaBus {
  return maakKafkaBus({
    kafka: proefKafkaclient(brokers, log),
    voorvoegsel,
    sessieMs: SESSIE_MS,
    keur: async () => undefined,
    poolVan,
    log,
    meters: maakKafkameters(new Registry()),
    ...opties,
  })
}

/** A world of its own on the broker: topics under a prefix that no other has. */
export async function maakWereld(
  brokers: readonly string[],
  voorvoegsel = nieuwVoorvoegsel(),
  instellingen: Readonly<Record<string, string>> = {},
  partities = PARTITIES,
): Promise<Kafkawereld> {
  const admin = proefKafkaclient(brokers).admin()
  await admin.connect()
  const namen = ['berichten', 'routeringen'].map((topic) => `${voorvoegsel}${topic}`)
  const configEntries = Object.entries(instellingen).map(([name, value]) => ({ name, value }))
  await admin.createTopics({
    waitForLeaders: false,
    topics: namen.map((topic) => ({ topic, numPartitions: partities, replicationFactor: 1, configEntries })),
  })
  // A broker says that a topic is made some time before it leads its partitions.
  await wachtTot(() =>
    Promise.all(namen.map((naam) => admin.fetchTopicOffsets(naam))).then(
      () => true,
      () => false,
    ),
  )
  await admin.disconnect()
  return { brokers, voorvoegsel }
}

/** Where a world lies, and how its buses are, when not as usual. `relais`: false when the test starts relays itself. */
export type Proefwereld = { readonly wereld?: Kafkawereld; readonly relais?: false; readonly opties?: Proefbusopties }

/** Kafka, with the outbox of intake brought to it by a relay, which starts when the first reads. */
export function kafkaProefbus(brokers: readonly string[], keuze: Proefwereld = {}) {
  return async ({ eigenServer } = { eigenServer: false }): Promise<Proefbus> => {
    const [wereld, proef] = await Promise.all([
      keuze.wereld ?? maakWereld(brokers),
      eigenServer ? proefDatabaseMetServer() : proefDatabase(),
    ])
    const beheer = proef.pool()
    const bussen: Bus[] = []
    const relais = maakProefrelais(wereld, proef.url)
    const start = keuze.relais === false ? () => undefined : relais.start
    return {
      url: proef.url,
      ...(proef.server ? { server: proef.server } : {}),
      beheer,
      verdeelt: true,
      pool: (rol) => proef.pool(rol),
      eigenaar(url) {
        start()
        return [EIGENAAR, url, brokers.join(','), wereld.voorvoegsel]
      },
      abonneer(afnemer, pool, signal) {
        start()
        const bus = proefBus({ ...wereld, ...keuze.opties, poolVan: () => pool })
        bussen.push(bus)
        return bus.abonneer(afnemer, signal)
      },
      wek: relais.wek,
      legVreemd: (waarde) => legVreemd(wereld, waarde),
      ...maakVerlies(beheer),
      async sluit() {
        await relais.stop()
        await Promise.all(bussen.map((bus) => bus.sluit()))
        await proef.sluit()
      },
    }
  }
}

function maakProefrelais(wereld: Kafkawereld, url: string) {
  const bus = proefBus({ ...wereld, poolVan: geenPool })
  const ophouden = new AbortController()
  let klaar: Promise<void> | undefined
  return {
    start() {
      klaar ??= bus.relais({ stage: 'intake', url, stilMs: STIL_MS }).run(ophouden.signal)
    },
    wek: (topic: string) => bus.wek(topic),
    async stop() {
      ophouden.abort(new Error('stopped'))
      await klaar
      await bus.sluit()
    },
  }
}

function geenPool(): Pool {
  throw new Error('a relay reads no topic')
}

async function legVreemd({ brokers, voorvoegsel }: Kafkawereld, waarde: string): Promise<void> {
  const producer = proefKafkaclient(brokers).producer({ allowAutoTopicCreation: false })
  await producer.connect()
  await producer.send({ topic: `${voorvoegsel}berichten`, messages: [{ value: waarde, headers: { bron: 'elders' } }] })
  await producer.disconnect()
}

/** As on the outboxes themselves, and what is found again the relay must go back for. */
function maakVerlies(beheer: Pool): Pick<Proefbus, 'laatWeg' | 'geefAlsnog'> {
  const { laatWeg, geefAlsnog } = maakUitbakverlies(beheer)
  return {
    laatWeg,
    async geefAlsnog() {
      await geefAlsnog()
      await zetTerug(beheer, 'intake')
    },
  }
}
