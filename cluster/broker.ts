import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Config } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import { leesKafka, maakKafka } from '@warmknooppunt/platform/kafka'
import { BUS_VELDEN, keurBusvelden } from '@warmknooppunt/platform/kafka-velden'
import type { Log } from '@warmknooppunt/platform/log'
import { startfout } from '@warmknooppunt/platform/proces'
import { maakBroker } from '../infra/kafka/broker.ts'
import { kiesJava } from '../infra/kafka/java.ts'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import { zorgVoorTopics } from '../services/knooppunt/src/eigen-topics.ts'
import type { Omgeving } from './omgeving.ts'
import { bewaarPoorten } from './poorten.ts'

const KIJK_MS = 250
const PAUZES_MS = [200, 1_000, 2_000, 5_000, 10_000] as const
/** For a person's machine with a whole hub beside it: more than a test needs, less than a broker takes by itself. */
const JVM = ['-Xmx384m', '-Xms256m', '-XX:+UseSerialGC', '-Xshare:auto']

/** A broker that this cluster started; one that dies is started again on the same data and ports. */
export type Broker = {
  readonly adres: string
  /** 0 while it does not run */
  pid(): number
  herstarts(): number
  /** kill -9 of the broker itself, also where `pid` is that of a client of Docker; it is started again */
  dood(): Promise<void>
  bevries(): Promise<void>
  ontdooi(): Promise<void>
  /** Ends it and leaves it ended, until `op`. */
  neer(teken: 'SIGTERM' | 'SIGKILL'): Promise<void>
  op(): Promise<void>
  stop(): Promise<void>
}

export type Brokerkeuze = {
  readonly bus: 'kafka' | 'postgres'
  readonly relay: 'in' | 'apart'
  readonly data: Datamap
  readonly databaseUrl: string
  readonly env: Omgeving
  readonly log: Log
  readonly meld: (tekst: string) => void
  /** called when the broker ended, and when it runs again */
  readonly bijVerandering: () => void
  readonly signal?: AbortSignal
}

/** The settings of the bus for every service, and the broker behind it when the cluster has one of its own. */
export type Busplek = { readonly eigen: Broker | null; readonly instellingen: Readonly<Record<string, string>> }

/** A broker, of this cluster or that of KAFKA_BROKERS, with the topics on it. */
export async function startBroker(keuze: Brokerkeuze): Promise<Busplek> {
  if (keuze.bus === 'postgres') return { eigen: null, instellingen: { BUS: 'postgres' } }
  const eigen = keuze.env.KAFKA_BROKERS ? null : await startEigen(keuze)
  try {
    const instellingen = {
      BUS: 'kafka',
      KAFKA_BROKERS: eigen?.adres ?? keuze.env.KAFKA_BROKERS ?? '',
      RELAIS: keuze.relay === 'in' ? 'ja' : 'nee',
      // One broker can keep one copy.
      ...(eigen ? { KAFKA_REPLICATIE: '1' } : {}),
    }
    await maakTopics(keuze, instellingen)
    return { eigen, instellingen }
  } catch (fout) {
    await eigen?.stop()
    throw fout
  }
}

async function maakTopics(keuze: Brokerkeuze, instellingen: Readonly<Record<string, string>>): Promise<void> {
  const plek = leesKafka(leesBus({ ...keuze.env, ...instellingen }))
  if (plek === null) return
  const kafka = maakKafka(plek, { clientId: 'warmknooppunt-cluster', log: keuze.log })
  keuze.meld('topics ...')
  const opgegeven = keuze.signal ?? new AbortController().signal
  await zorgVoorTopics({ kafka, plek, url: keuze.databaseUrl, log: keuze.log }, { signal: opgegeven })
}

function leesBus(env: Omgeving): Config<typeof BUS_VELDEN> {
  const gelezen = leesConfig(BUS_VELDEN, env)
  const problemen = gelezen.kind === 'fout' ? gelezen.problemen : keurBusvelden(gelezen.config)
  if (gelezen.kind === 'fout' || problemen.length > 0) throw startfout(problemen.join('\n'))
  return gelezen.config
}

async function startEigen({ data, log, meld, bijVerandering }: Brokerkeuze): Promise<Broker> {
  meld('Kafka ... (the first time its jars are fetched)')
  const java = await kiesJava()
  if ('reden' in java) {
    throw startfout(
      `A Kafka broker cannot be started here: ${java.reden}. Install Java 17 or newer and Maven (Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven), name another cluster with KAFKA_BROKERS, or go without: npm run cluster -- --bus postgres`,
    )
  }
  const map = join(data.map, 'kafka')
  const [open = 0, bestuur = 0] = await bewaarPoorten(join(data.map, 'kafka-poorten.json'), 2)
  const broker = maakBroker({ java, map, poorten: { open, bestuur }, jvm: JVM })
  await broker.start()
  const staat = { gewenst: true, herstarts: 0, einde: new AbortController() }
  const lus = async () => {
    for (let keer = 0; staat.gewenst; ) {
      await wachtMs(KIJK_MS, undefined, { signal: staat.einde.signal }).catch(() => undefined)
      if (!staat.gewenst || broker.leeft()) continue
      const pauzeMs = PAUZES_MS[Math.min(keer++, PAUZES_MS.length - 1)] ?? 0
      log.warn({ pauzeMs, map }, 'cluster.broker-gestorven')
      bijVerandering()
      await wachtMs(pauzeMs, undefined, { signal: staat.einde.signal }).catch(() => undefined)
      if (!staat.gewenst) return
      staat.herstarts++
      await broker.start().then(
        () => (keer = 0),
        (err: unknown) => log.warn({ err }, 'cluster.broker-start-niet'),
      )
      bijVerandering()
    }
  }
  let klaar = lus()
  const neer = async (teken: 'SIGTERM' | 'SIGKILL') => {
    staat.gewenst = false
    staat.einde.abort()
    await klaar
    await (teken === 'SIGTERM' ? broker.stop() : broker.dood())
    bijVerandering()
  }
  return {
    adres: broker.adres,
    pid: () => (broker.leeft() ? broker.pid() : 0),
    herstarts: () => staat.herstarts,
    dood: () => broker.dood(),
    bevries: () => broker.bevries(),
    ontdooi: () => broker.ontdooi(),
    neer,
    async op() {
      if (staat.gewenst) return
      await broker.start()
      staat.gewenst = true
      staat.einde = new AbortController()
      klaar = lus()
      bijVerandering()
    },
    stop: () => neer('SIGTERM'),
  }
}
