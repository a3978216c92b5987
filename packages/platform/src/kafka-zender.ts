import type { Kafka, Message, Producer, RecordMetadata } from 'kafkajs'
import { maakKoppen } from './kafka-koppen.ts'
import { kafkafout } from './kafkafout.ts'
import { grootte } from './relais-lading.ts'
import type { Uitrij } from './relais-store.ts'
import { binnen, totSignaal } from './tijdslimiet.ts'

/** All in-sync replicas have it before a send counts. */
const ACKS_ALLE = -1
const ANTWOORD_MS = 10_000
const SLUIT_MS = 2_000

/** Ships messages in the order given, and tells of each part that arrived; what it threw at may or may not have arrived. */
export type Zender = { zend(lading: readonly Uitrij[], na: Gezonden): Promise<void>; sluit(): Promise<void> }
export type Gezonden = (deel: readonly Uitrij[]) => void

export type Zenderkeuze = { readonly kafka: Kafka; readonly topic: string }

/** A single message that the topic does not take: the relay stands still on it until the limit is raised, since skipping it would lose it. */
export type TeGroot = Error & {
  readonly code: 'kafka-bericht-te-groot'
  readonly positie: number
  readonly bytes: number
}

function teGroot(rij: Uitrij): TeGroot {
  const fout = new Error('a message is larger than max.message.bytes of its topic')
  return Object.assign(fout, { code: 'kafka-bericht-te-groot' as const, positie: rij.positie, bytes: grootte(rij) })
}

/** Whether a send failed on a single message that is too large. */
export function isTeGroot(fout: unknown): fout is TeGroot {
  return fout instanceof Error && 'code' in fout && fout.code === 'kafka-bericht-te-groot' && 'positie' in fout
}

/** A connected producer, made anew after every send that failed. */
export async function maakZender({ kafka, topic }: Zenderkeuze, signal: AbortSignal): Promise<Zender> {
  const eerste = verbind(kafka)
  let producer: Producer | null = await totSignaal(eerste, signal).catch((fout: unknown) => {
    eerste.then((laat) => laat.disconnect()).catch(() => undefined)
    throw fout
  })
  const ruim = async () => {
    const oud = producer
    producer = null
    if (oud)
      await binnen(
        SLUIT_MS,
        oud.disconnect().catch(() => undefined),
      )
  }
  let dicht = false
  const stuur = async (lading: readonly Uitrij[]) => {
    // What was given up on at the end sends nothing more.
    if (dicht) throw new Error('the producer was closed')
    producer ??= await verbind(kafka)
    try {
      if (dicht) throw new Error('the producer was closed')
      const bevestigd = await producer.send({
        ...{ topic, acks: ACKS_ALLE, timeout: ANTWOORD_MS },
        messages: lading.map(naarRecord),
      })
      eisAlle(lading, bevestigd)
    } catch (fout) {
      // The broker may have what was sent under numbers that the next send would use again: for a repeat, and drop it.
      await ruim()
      throw fout
    }
  }
  return {
    zend: (lading, na) => zend(stuur, lading, na),
    sluit() {
      dicht = true
      return ruim()
    },
  }
}

/**
 * Idempotent, one request at a time, so that a retry can neither double nor reorder. Its own retries are as few as kafkajs allows: the relay tries
 * on, and must be able to tell that nothing goes out.
 */
async function verbind(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // The partition is the one stored in the outbox; there is nothing to choose.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
    retry: { retries: 1, initialRetryTime: 100 },
  })
  await producer.connect()
  return producer
}

/**
 * Throws unless every partition was answered for. kafkajs 2.2.4 leaves one out without a word when the metadata of the cluster lacks it at that
 * moment, and when its leader moves between two tries to a broker that had answered for others.
 */
function eisAlle(lading: readonly Uitrij[], bevestigd: readonly RecordMetadata[]): void {
  const beantwoord = new Set(bevestigd.map(({ partition }) => partition))
  const gemist = lading.find(({ partitie }) => !beantwoord.has(partitie))
  if (!gemist) return
  const fout = new Error(`partition ${gemist.partitie} was not answered for`)
  throw Object.assign(fout, { code: 'kafka-niet-bevestigd' })
}

function naarRecord(rij: Uitrij): Message {
  return { key: rij.sleutel, value: rij.bericht, partition: rij.partitie, headers: maakKoppen(rij) }
}

type Stuur = (lading: readonly Uitrij[]) => Promise<void>

async function zend(stuur: Stuur, lading: readonly Uitrij[], na: Gezonden): Promise<void> {
  try {
    await stuur(lading)
  } catch (fout) {
    const [eerste] = lading
    if (kafkafout(fout) !== 'kafka-bericht-te-groot' || !eerste) throw fout
    if (lading.length === 1) throw teGroot(eerste)
    // What other partitions took of it comes twice, which readers skip.
    const half = lading.length >> 1
    await zend(stuur, lading.slice(0, half), na)
    return zend(stuur, lading.slice(half), na)
  }
  na(lading)
}
