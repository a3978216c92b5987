import { describe } from 'vitest'
import { proefKafka } from '../../../test/steun/kafka.ts'
import { busSuiteGewoon } from './bus.suite.ts'
import { kafkaProefbus } from './kafka-bus.proef.ts'

const kafka = await proefKafka()

describe.skipIf(kafka === null)('Kafka', () => busSuiteGewoon('Kafka', kafkaProefbus(kafka?.brokers ?? [])))
