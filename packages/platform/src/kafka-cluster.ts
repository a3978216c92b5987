import type { Admin, Kafka } from 'kafkajs'
import type { Db } from './db.ts'
import type { Kafkaplek } from './kafka.ts'
import { metGeduld } from './kafka-geduld.ts'
import type { Binding } from './kafka-store.ts'
import { leesBinding } from './kafka-store.ts'
import type { Topicverschil } from './kafka-topics.ts'
import { keurTopics, topicopzetten } from './kafka-topics.ts'
import { leesTopics } from './kafka-topics-beheer.ts'
import { legVerschilUit } from './kafka-uitleg.ts'
import type { Log } from './log.ts'
import { startfout } from './proces.ts'
import { binnen } from './tijdslimiet.ts'

/** Why nothing may be read from or sent to a cluster until somebody did something. */
export const CLUSTERFOUTEN = [
  'kafka-niet-gebonden',
  'kafka-ander-cluster',
  'kafka-topic-ontbreekt',
  'kafka-orde',
] as const
export type Clusterfout = (typeof CLUSTERFOUTEN)[number]
/** How a database stands to a cluster. */
export type Verband = 'gebonden' | 'los' | 'ander'

/** Whether this cluster, with this prefix, is the one that the database's messages go through. */
export function keurBinding(
  binding: Pick<Binding, 'clusterId' | 'voorvoegsel'> | null,
  hier: { readonly clusterId: string; readonly voorvoegsel: string },
): Verband {
  if (binding === null) return 'los'
  return binding.clusterId === hier.clusterId && binding.voorvoegsel === hier.voorvoegsel ? 'gebonden' : 'ander'
}

/** What a database is bound to and where it is now, for people. */
export function legBindingUit(binding: Binding | null, hier: { clusterId: string; voorvoegsel: string }): string {
  const noem = (b: { clusterId: string; voorvoegsel: string }) =>
    `cluster ${b.clusterId}${b.voorvoegsel === '' ? '' : ` under ${b.voorvoegsel}`}`
  if (binding === null) {
    return `this database is bound to no Kafka cluster yet; run \`npm run knooppunt -- topics --maak\` for ${noem(hier)}`
  }
  return (
    `the messages of this database go through ${noem(binding)} since ${binding.sinds.toISOString()}, and KAFKA_BROKERS and KAFKA_VOORVOEGSEL ` +
    `lead to ${noem(hier)}; mend these, or, to move: stop all services and run \`npm run knooppunt -- topics --maak --nieuw-cluster\``
  )
}

/** A connection to the cluster for looking at it and changing it. */
export type Beheer = Admin

/** Of a broker that does not answer nothing is waited for at the end. */
const SLUIT_MS = 1_000

/** Does something as administrator of the cluster, over a connection of its own. `retries`: fewer, for who comes back by itself. */
export async function alsBeheerder<T>(
  kafka: Kafka,
  f: (admin: Beheer) => Promise<T>,
  keuze: { readonly retries?: number } = {},
): Promise<T> {
  const admin = kafka.admin({ retry: keuze })
  try {
    await admin.connect()
    return await f(admin)
  } finally {
    await binnen(
      SLUIT_MS,
      admin.disconnect().catch(() => undefined),
    )
  }
}

/**
 * Throws, with a code of `Clusterfout` and a text that says what to do, when the cluster is another than the one the database is bound to, or its
 * topics lack or would break order; and the client's own error while no broker answers. Returns what may stay but had better be mended.
 */
export async function keurCluster(kafka: Kafka, plek: Kafkaplek, db: Db): Promise<Topicverschil[]> {
  const binding = await leesBinding(db)
  const opzetten = topicopzetten(plek)
  const kijk = async (admin: Beheer) => ({
    clusterId: (await admin.describeCluster()).clusterId,
    verschillen: keurTopics(opzetten, await leesTopics(admin, opzetten)),
  })
  const { clusterId, verschillen } = await alsBeheerder(kafka, kijk, { retries: 1 })
  const hier = { clusterId, voorvoegsel: plek.voorvoegsel }
  const verband = keurBinding(binding, hier)
  if (verband !== 'gebonden') {
    throw clusterfout(verband === 'los' ? 'kafka-niet-gebonden' : 'kafka-ander-cluster', [legBindingUit(binding, hier)])
  }
  const orde = verschillen.filter(({ ernst }) => ernst === 'orde')
  if (orde.length > 0) throw clusterfout('kafka-orde', orde.map(legVerschilUit))
  const ontbreekt = verschillen.filter(({ ernst }) => ernst === 'ontbreekt')
  if (ontbreekt.length > 0) throw clusterfout('kafka-topic-ontbreekt', ontbreekt.map(legVerschilUit))
  return verschillen
}

function clusterfout(code: Clusterfout, teksten: readonly string[]): Error {
  return Object.assign(new Error(teksten.join('\n')), { code, clusterfout: true })
}

/** Whether an error was thrown by `keurCluster` for something that does not pass by itself. */
export function isClusterfout(fout: unknown): fout is Error & { readonly code: Clusterfout } {
  return fout instanceof Error && 'clusterfout' in fout && fout.clusterfout === true
}

export type Eiskeuze = {
  readonly log: Log
  /** ends the waiting */
  readonly signal?: AbortSignal
  /** told what is waited for */
  readonly meld?: (code: string) => void
}

/**
 * For the start of a process: waits until the cluster answers and lets the hub in, and throws a start error that says what to do when it is the
 * wrong one, and when its topics lack or would break order.
 */
export async function eisTopics(kafka: Kafka, plek: Kafkaplek, db: Db, keuze: Eiskeuze): Promise<void> {
  const { brokers } = plek
  try {
    const zwak = await metGeduld(() => keurCluster(kafka, plek, db), {
      ...keuze,
      brokers,
      gebeurtenis: 'dienst.wacht-op-kafka',
    })
    for (const v of zwak) keuze.log.warn({ topic: v.naam, tekst: legVerschilUit(v) }, 'kafka.topic-zwak')
  } catch (fout) {
    throw isClusterfout(fout) ? startfout(fout.message, fout) : fout
  }
}
