import {
  KafkaJSAggregateError,
  KafkaJSConnectionError,
  KafkaJSError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSRequestTimeoutError,
} from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { kafkafout } from './kafkafout.ts'

/** As kafkajs makes it of an answer of the broker. What real brokers answer is in kafka.kafka.test.ts. */
const vanBroker = (type: string) => new KafkaJSProtocolError(Object.assign(new Error('broker'), { type, code: 1 }))
const uitgeput = (fout: Error) => new KafkaJSNumberOfRetriesExceeded(fout, { retryCount: 5, retryTime: 100 })

describe('the code of an error of kafkajs', () => {
  test.each([
    ['NOT_ENOUGH_REPLICAS', 'kafka-te-weinig-replicas'],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'kafka-te-weinig-replicas'],
    ['KAFKA_STORAGE_ERROR', 'kafka-schijf'],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'kafka-volgnummer'],
    ['INVALID_PRODUCER_EPOCH', 'kafka-volgnummer'],
    ['GROUP_AUTHORIZATION_FAILED', 'kafka-rechten'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'kafka-rechten'],
    ['NOT_LEADER_FOR_PARTITION', 'kafka-onbereikbaar'],
    ['LEADER_NOT_AVAILABLE', 'kafka-onbereikbaar'],
    ['GROUP_COORDINATOR_NOT_AVAILABLE', 'kafka-onbereikbaar'],
    ['NOT_COORDINATOR_FOR_GROUP', 'kafka-onbereikbaar'],
    ['SASL_AUTHENTICATION_FAILED', 'kafka-aanmelding-geweigerd'],
    ['UNSUPPORTED_SASL_MECHANISM', 'kafka-aanmelding-geweigerd'],
    ['CORRUPT_MESSAGE', 'kafka-onbekend'],
  ])('%s is %s, also when it was tried in vain', (type, code) => {
    expect(kafkafout(vanBroker(type))).toBe(code)
    expect(kafkafout(uitgeput(vanBroker(type)))).toBe(code)
  })

  test('is that of what it gathers, and of a connection by what broke it', () => {
    const samen = new KafkaJSAggregateError('samen', [vanBroker('TOPIC_AUTHORIZATION_FAILED')])
    expect(kafkafout(samen)).toBe('kafka-rechten')
    const verbinding = (code: string) => uitgeput(new KafkaJSConnectionError('x', { broker: 'a:1', code }))
    expect(kafkafout(verbinding('ECONNREFUSED'))).toBe('kafka-onbereikbaar')
    expect(kafkafout(verbinding('DEPTH_ZERO_SELF_SIGNED_CERT'))).toBe('kafka-tls-geweigerd')
    expect(kafkafout(verbinding('CERT_HAS_EXPIRED'))).toBe('kafka-tls-geweigerd')
    expect(kafkafout(verbinding('ERR_TLS_CERT_ALTNAME_INVALID'))).toBe('kafka-tls-geweigerd')
    expect(kafkafout(new KafkaJSRequestTimeoutError('x'))).toBe('kafka-onbereikbaar')
  })

  test('is not known of what is no error of Kafka, whatever its text says', () => {
    expect(kafkafout(new Error('SASL_AUTHENTICATION_FAILED'))).toBe('kafka-onbekend')
    expect(kafkafout(new KafkaJSError('x'))).toBe('kafka-onbekend')
    expect(kafkafout(null)).toBe('kafka-onbekend')
    const kring: Error & { cause?: unknown } = new Error('kring')
    kring.cause = kring
    expect(kafkafout(kring)).toBe('kafka-onbekend')
  })
})
