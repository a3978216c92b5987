import type { Kafka } from 'kafkajs'
import type { Grens } from './kafka-partities.ts'
import { binnen } from './tijdslimiet.ts'

/** A broker that does not answer also holds up who takes leave of it. */
const SLUIT_MS = 2_000

/** Questions to the cluster beside the work, over one connection that all readers of a process share. */
export type Peiling = {
  /** the bounds of all partitions of a topic */
  grenzen(topic: string): Promise<ReadonlyMap<number, Grens>>
  sluit(): Promise<void>
}

/** Connects at the first question, and again after one that failed. */
export function maakPeiling(kafka: Kafka): Peiling {
  let admin: ReturnType<Kafka['admin']> | null = null
  let verbonden: Promise<void> | null = null
  const verbind = async () => {
    admin ??= kafka.admin({ retry: { retries: 1, initialRetryTime: 100 } })
    verbonden ??= admin.connect()
    await verbonden
    return admin
  }
  const sluit = async () => {
    const oud = admin
    admin = null
    verbonden = null
    if (oud)
      await binnen(
        SLUIT_MS,
        oud.disconnect().catch(() => undefined),
      )
  }
  return {
    async grenzen(topic) {
      try {
        const offsets = await (await verbind()).fetchTopicOffsets(topic)
        return new Map(
          offsets.map(({ partition, low, high }) => [partition, { laag: BigInt(low), hoog: BigInt(high) }]),
        )
      } catch (fout) {
        await sluit()
        throw fout
      }
    },
    sluit,
  }
}
