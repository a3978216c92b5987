import { setTimeout as wachtMs } from 'node:timers/promises'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { maakLog } from '@warmknooppunt/platform/log'
import { Kafka, logLevel } from 'kafkajs'

// A process of its own: one producer and one reader, connected and with nothing to do. Writes the milliseconds of processor time it used in the
// seconds it rested, and how often it asked for a timer, as JSON on stdout.
const [soort = '', broker = '', topic = '', seconden = '30'] = process.argv.slice(2)

const kafka =
  soort === 'stil'
    ? maakKafka(
        { brokers: [broker], voorvoegsel: '', sessieMs: 15_000, replicatie: 1, tls: null, sasl: null },
        { clientId: 'rust', log: maakLog({ dienst: 'rust', niveau: 'silent' }) },
      )
    : new Kafka({ clientId: 'rust', brokers: [broker], logLevel: logLevel.NOTHING })

const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 500 })
await Promise.all([producer.connect(), consumer.connect()])
await consumer.subscribe({ topics: [topic], fromBeginning: true })
const gelezen = Promise.withResolvers<void>()
await consumer.run({ eachMessage: async () => gelezen.resolve() })
await producer.send({ topic, messages: [{ value: 'klaar', partition: 0 }] })
await gelezen.promise
// What starting up left to do.
await wachtMs(2_000)

let timers = 0
const gewoon = globalThis.setTimeout
globalThis.setTimeout = Object.assign(
  (...delen: Parameters<typeof gewoon>) => {
    timers++
    return gewoon(...delen)
  },
  { __promisify__: gewoon.__promisify__ },
)
const voor = process.cpuUsage()
const begonMs = performance.now()
await wachtMs(Number(seconden) * 1_000)
const { user, system } = process.cpuUsage(voor)
const duurMs = performance.now() - begonMs
process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1_000, duurMs, timers })}\n`)
await Promise.all([producer.disconnect(), consumer.disconnect()])
