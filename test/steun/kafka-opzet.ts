import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Broker } from '../../infra/kafka/broker.ts'
import { maakBroker } from '../../infra/kafka/broker.ts'
import { kiesJava } from '../../infra/kafka/java.ts'
import { vrijePoort } from '../../infra/kafka/poort.ts'

/** What a test is told: where the broker of this run is, or why there is none. */
export type Antwoord = { readonly brokers: string } | { readonly reden: string }
type Gestart = { readonly antwoord: Antwoord; ruimOp(): Promise<void> }

/** Where the test files of a run ask for its one broker, which is started when the first of them does. */
export type Kafkaloket = { readonly url: string; sluit(): Promise<void> }

export async function openKafkaloket(): Promise<Kafkaloket> {
  let gestart: Promise<Gestart> | null = null
  const server = createServer((_vraag, antwoord) => {
    gestart ??= begin(process.env.KAFKA_BROKERS ?? '')
    gestart
      .then((een) => antwoord.end(JSON.stringify(een.antwoord)))
      .catch((fout: unknown) => antwoord.end(JSON.stringify({ reden: String(fout) })))
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return {
    url: `http://127.0.0.1:${adres.port}`,
    async sluit() {
      server.close()
      server.closeAllConnections()
      await (await gestart)?.ruimOp()
    },
  }
}

async function begin(brokers: string): Promise<Gestart> {
  if (brokers !== '') return { antwoord: { brokers }, ruimOp: async () => undefined }
  const broker = await maakWegwerpbroker()
  if ('reden' in broker) {
    console.warn(`\nSKIPPED: every test that needs Kafka. ${broker.reden}. Or name one with KAFKA_BROKERS.\n`)
    return { antwoord: broker, ruimOp: async () => undefined }
  }
  return { antwoord: { brokers: broker.adres }, ruimOp: broker.ruimOp }
}

export type Wegwerpbroker = Broker & { ruimOp(): Promise<void> }

/** A started broker on a folder that is removed afterwards, or why there is none. */
export async function maakWegwerpbroker(): Promise<Wegwerpbroker | { readonly reden: string }> {
  const java = await kiesJava()
  if ('reden' in java) return java
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-kafka-'))
  const poorten = { open: await vrijePoort(), bestuur: await vrijePoort() }
  const broker = maakBroker({ java, map, poorten })
  const ruimOp = async () => {
    await broker.dood()
    await rm(map, { recursive: true, force: true })
  }
  try {
    await broker.start()
  } catch (fout) {
    await ruimOp()
    throw fout
  }
  return { ...broker, ruimOp }
}
