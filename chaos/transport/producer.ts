import type { maakKafka } from '@warmknooppunt/platform/kafka'

type Kafka = ReturnType<typeof maakKafka>
type Producer = ReturnType<Kafka['producer']>

/** On what was written to a topic by this program: not of the hub. */
export const CHAOSKOP = 'chaos'

/** Each message names its partition. */
export async function metProducer<T>(kafka: Kafka, f: (producer: Producer) => Promise<T>): Promise<T> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  })
  await producer.connect()
  try {
    return await f(producer)
  } finally {
    await producer.disconnect()
  }
}
