import { inject } from 'vitest'
import type { Antwoord, Wegwerpbroker } from './kafka-opzet.ts'
import { maakWegwerpbroker } from './kafka-opzet.ts'

/** The broker that all test files of a run share. A test makes topics and groups of its own in it, under a prefix. */
export type Proefkafka = { readonly brokers: readonly string[] }

/**
 * The broker of this run: that of KAFKA_BROKERS, else one in Docker, else one by Java. Null when there can be none, and then the tests that
 * need it are skipped (`describe.skipIf(kafka === null)`), which was said once; with CI=true that is an error.
 */
export async function proefKafka(): Promise<Proefkafka | null> {
  const antwoord = await vraag()
  if ('reden' in antwoord) return zonder(antwoord.reden)
  return { brokers: antwoord.brokers.split(',') }
}

/** A broker for one test file, to be stopped, killed and frozen; null as with `proefKafka`. */
export async function proefbroker(): Promise<Wegwerpbroker | null> {
  const broker = await maakWegwerpbroker()
  return 'reden' in broker ? zonder(broker.reden) : broker
}

function zonder(reden: string): null {
  if (process.env.CI === 'true') throw new Error(`CI=true, and no Kafka for the tests that need it: ${reden}`)
  return null
}

async function vraag(): Promise<Antwoord> {
  const gelezen: unknown = await (await fetch(inject('kafkaloket'))).json()
  if (typeof gelezen !== 'object' || gelezen === null) throw new Error('the run gave no answer about Kafka')
  if ('brokers' in gelezen && typeof gelezen.brokers === 'string') return { brokers: gelezen.brokers }
  return { reden: 'reden' in gelezen ? String(gelezen.reden) : 'unknown' }
}
