import { describe } from 'vitest'
import { proefKafka } from '../../../test/steun/kafka.ts'
import { busSuiteRampen } from './bus.suite.ts'
import { kafkaProefbus } from './kafka-bus.proef.ts'

const kafka = await proefKafka()

describe.skipIf(kafka === null)('Kafka', () => busSuiteRampen('Kafka', kafkaProefbus(kafka?.brokers ?? [])))
