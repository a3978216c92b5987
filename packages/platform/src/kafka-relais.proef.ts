import { connect } from 'node:net'
import type { Kafka } from 'kafkajs'
import { Kafka as Kafkaclient } from 'kafkajs'
import type { Pool } from 'pg'
import { proefBus, STIL_MS } from './kafka-bus.proef.ts'
import { maakKafkalog } from './kafka-log.ts'
import type { Log } from './log.ts'
import { maakLog } from './log.ts'

/** A client whose every connection goes over a wire (test/steun/kafkadraad.ts). */
export function kafkaOverDraad(brokers: readonly string[], poort: number, log: Log): Kafka {
  return new Kafkaclient({
    clientId: 'proef-draad',
    brokers: [...brokers],
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: poort }, onConnect).setNoDelay(true),
    logCreator: maakKafkalog(log),
  })
}

/** The whole program of a relay of intake over a wire, until its stdin ends. Its log goes to stdout. */
async function draai(): Promise<void> {
  const [url = '', brokers = '', voorvoegsel = '', poort = ''] = process.argv.slice(2)
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: process.stdout })
  const adressen = brokers.split(',')
  const kafka = poort === '' ? {} : { kafka: kafkaOverDraad(adressen, Number(poort), log) }
  const geenPool = (): Pool => {
    throw new Error('a relay reads no topic')
  }
  const bus = proefBus({ brokers: adressen, voorvoegsel, poolVan: geenPool, log, ...kafka })
  const ophouden = new AbortController()
  process.stdin.on('end', () => ophouden.abort(new Error('stopped'))).resume()
  await bus.relais({ stage: 'intake', url, stilMs: STIL_MS }).run(ophouden.signal)
  await bus.sluit()
}

if (import.meta.main) await draai()
