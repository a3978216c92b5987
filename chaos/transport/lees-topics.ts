import { randomUUID } from 'node:crypto'
import type { maakKafka } from '@warmknooppunt/platform/kafka'
import { leesRecord } from '@warmknooppunt/platform/kafka-koppen'
import { wordt } from '../wacht.ts'
import { CHAOSKOP } from './producer.ts'

type Kafka = ReturnType<typeof maakKafka>
const LEES_MS = 180_000

/** A message as a topic holds it. */
export type Topicbericht = {
  readonly topic: string
  readonly partitie: number
  /** null: not in the form of the hub, or written by this program */
  readonly bron: string | null
  readonly positie: number
  readonly vorige: number
  readonly waarde: string
}

/** Every topic from its first message to its last, by a reader of its own that knows nothing of positions. */
export async function leesTopics(kafka: Kafka, namen: readonly string[], signal: AbortSignal): Promise<Topicbericht[]> {
  const einden = await leesEinden(kafka, namen)
  const consumer = kafka.consumer({ groupId: `chaos-${randomUUID()}` })
  const berichten: Topicbericht[] = []
  await consumer.connect()
  try {
    await consumer.subscribe({ topics: [...namen], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        for (const record of messages) {
          const bericht = leesRecord(record, { topic, partitie: partition, merk: record.offset })
          const vreemd = bericht.bron === null || record.headers?.[CHAOSKOP] !== undefined
          const keten = vreemd ? { bron: null, positie: 0, vorige: 0 } : bericht
          const { bron, positie, vorige } = keten
          berichten.push({
            topic,
            partitie: partition,
            bron,
            positie: positie ?? 0,
            vorige: vorige ?? 0,
            waarde: bericht.waarde,
          })
          einden.bij(topic, partition, BigInt(record.offset) + 1n)
        }
      },
    })
    if (!(await wordt(() => einden.bereikt(), LEES_MS, signal)) && !signal.aborted) {
      throw new Error(`the topics could not be read to their end within ${LEES_MS / 1_000} s`)
    }
    return berichten
  } finally {
    await consumer.disconnect()
  }
}

async function leesEinden(kafka: Kafka, namen: readonly string[]) {
  const open = new Map<string, bigint>()
  const admin = kafka.admin()
  await admin.connect()
  try {
    for (const topic of namen) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) open.set(`${topic} ${partition}`, BigInt(high))
      }
    }
  } finally {
    await admin.disconnect()
  }
  return {
    bij(topic: string, partitie: number, volgende: bigint) {
      const einde = open.get(`${topic} ${partitie}`)
      if (einde !== undefined && volgende >= einde) open.delete(`${topic} ${partitie}`)
    },
    bereikt: () => open.size === 0,
  }
}
