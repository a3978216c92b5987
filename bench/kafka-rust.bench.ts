import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { legTopics } from '@warmknooppunt/platform/kafka-topics-beheer'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakBroker } from '../infra/kafka/broker.ts'
import { kiesJava } from '../infra/kafka/java.ts'
import { vrijePoort } from '../infra/kafka/poort.ts'
import { mediaan } from './statistiek.ts'
import type { Bench } from './uitvoer.ts'

const KLANT = fileURLToPath(new URL('kafka-rust-klant.ts', import.meta.url))
const voerUit = promisify(execFile)

type Rust = { readonly cpuProcent: number; readonly timersPerSeconde: number }

/** What a Kafka client costs that has nothing to do: kafkajs as it comes, and as `maakKafka` gives it. */
export const kafkaRust: Bench = {
  uitleg:
    'processor time of an idle Kafka client (a producer and a reader), with and without the timer of kafkajs held down',
  vlaggen: {
    seconden: { standaard: 30, uitleg: 'how long each client rests' },
    keren: { standaard: 3, uitleg: 'how many times, alternating; the median counts' },
  },
  async draai(meld, vlaggen) {
    const keren = vlaggen.getal('keren')
    const seconden = vlaggen.getal('seconden')
    const uitkomsten: Record<'gewoon' | 'stil', Rust[]> = { gewoon: [], stil: [] }
    await metBroker(async (adres) => {
      for (let keer = 1; keer <= keren; keer++) {
        for (const soort of ['gewoon', 'stil'] as const) {
          const rust = await meet(soort, { adres, topic: await maakTopic(adres, `${soort}-${keer}`), seconden })
          uitkomsten[soort].push(rust)
          meld(`${keer}/${keren} ${soort}: ${rust.cpuProcent} % of a core, ${rust.timersPerSeconde} timers/s`)
        }
      }
    })
    const { gewoon, stil } = uitkomsten
    return {
      settings: { runs: keren, restSeconds: seconden },
      figures: {
        cpuPercentPlain: mediaan(gewoon.map(({ cpuProcent }) => cpuProcent)),
        cpuPercentHeld: mediaan(stil.map(({ cpuProcent }) => cpuProcent)),
        timersPerSecondPlain: mediaan(gewoon.map(({ timersPerSeconde }) => timersPerSeconde)),
        timersPerSecondHeld: mediaan(stil.map(({ timersPerSeconde }) => timersPerSeconde)),
      },
    }
  },
}

async function metBroker(werk: (adres: string) => Promise<void>): Promise<void> {
  const java = await kiesJava()
  if ('reden' in java) throw new Error(java.reden)
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-kafka-'))
  const broker = maakBroker({ java, map, poorten: { open: await vrijePoort(), bestuur: await vrijePoort() } })
  try {
    await broker.start()
    await werk(broker.adres)
  } finally {
    await broker.dood()
    await rm(map, { recursive: true, force: true })
  }
}

async function maakTopic(adres: string, topic: string): Promise<string> {
  const plek = { brokers: [adres], voorvoegsel: '', sessieMs: 15_000, replicatie: 1, tls: null, sasl: null }
  const kafka = maakKafka(plek, { clientId: 'bench', log: maakLog({ dienst: 'bench', niveau: 'silent' }) })
  await alsBeheerder(kafka, (admin) => legTopics(admin, [{ topic, numPartitions: 12 }]))
  return topic
}

type Opdracht = { readonly adres: string; readonly topic: string; readonly seconden: number }

async function meet(soort: string, { adres, topic, seconden }: Opdracht): Promise<Rust> {
  // The warning that Node gives of the negative delay says nothing here.
  const argumenten = ['--disable-warning=TimeoutNegativeWarning', KLANT, soort, adres, topic, String(seconden)]
  const { stdout } = await voerUit(process.execPath, argumenten)
  const { cpuMs, duurMs, timers } = JSON.parse(stdout)
  return { cpuProcent: rond((100 * cpuMs) / duurMs), timersPerSeconde: rond((1_000 * timers) / duurMs) }
}

function rond(getal: number): number {
  return Math.round(getal * 100) / 100
}
