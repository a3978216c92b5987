import { inject } from 'vitest'
import type { Certificaten } from '../../infra/kafka/certificaten.ts'
import { maakCertificaten } from '../../infra/kafka/certificaten.ts'
import type { Antwoord, Beveiligd, Wegwerpbroker, Wegwerpcluster, Wegwerpkeuze } from './kafka-opzet.ts'
import { maakWegwerpbroker, maakWegwerpcluster } from './kafka-opzet.ts'

/** The broker that all test files of a run share. A test makes topics and groups of its own in it, under a prefix. */
export type Proefkafka = { readonly brokers: readonly string[]; readonly beveiligd: Beveiligd | null }

/**
 * The broker of this run: that of KAFKA_BROKERS, else one in Docker, else one by Java. Null when there can be none, and then the tests that
 * need it are skipped (`describe.skipIf(kafka === null)`), which was said once; with CI=true that is an error.
 */
export async function proefKafka(): Promise<Proefkafka | null> {
  const antwoord = await vraag()
  if ('reden' in antwoord) return zonder(antwoord.reden)
  return { brokers: antwoord.brokers.split(','), beveiligd: antwoord.beveiligd }
}

/** A broker for one test file, to be stopped, killed and frozen; null as with `proefKafka`. */
export async function proefbroker(keuze: Wegwerpkeuze = {}): Promise<Wegwerpbroker | null> {
  const broker = await maakWegwerpbroker(keuze)
  return 'reden' in broker ? zonder(broker.reden) : broker
}

/** A cluster of several brokers for one test file, to be killed and started one by one; null as with `proefKafka`. */
export async function proefcluster(aantal: number): Promise<Wegwerpcluster | null> {
  const cluster = await maakWegwerpcluster(aantal)
  return 'reden' in cluster ? zonder(cluster.reden) : cluster
}

function zonder(reden: string): null {
  if (process.env.CI === 'true') throw new Error(`CI=true, and no Kafka for the tests that need it: ${reden}`)
  return null
}

async function vraag(): Promise<Antwoord> {
  const gelezen: unknown = await (await fetch(inject('kafkaloket'))).json()
  if (!isAntwoord(gelezen)) throw new Error('the run gave no answer about Kafka')
  return gelezen
}

/** `kafka-opzet.ts` in the process of the run wrote it: what is not the one is the other. */
function isAntwoord(gelezen: unknown): gelezen is Antwoord {
  return typeof gelezen === 'object' && gelezen !== null && ('reden' in gelezen || 'brokers' in gelezen)
}

/** Certificates of an authority of their own. */
export const proefcertificaten = (): Certificaten => maakCertificaten(Temporal.Now.instant())
