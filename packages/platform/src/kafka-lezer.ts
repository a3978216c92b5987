import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import type { Abonnement, Abonnementstand } from './bus.ts'
import { isClusterfout } from './kafka-cluster.ts'
import type { Overdracht } from './kafka-overdracht.ts'
import { maakOverdracht } from './kafka-overdracht.ts'
import type { Kafkalezerkeuze, Lezerstaat } from './kafka-staat.ts'
import { meldStoring } from './kafka-staat.ts'
import { houdWacht } from './kafka-wacht.ts'
import { PARTITIES } from './partitie.ts'
import { binnen, totSignaal } from './tijdslimiet.ts'

/** How long a fetch waits for something to come; also how soon a reader notices that it must read elsewhere, or stop. */
const FETCH_MS = 500
const FETCH_BYTES = 4_000_000
const PARTITIE_BYTES = 500_000
const SLUIT_MS = 5_000
/** How often it is looked whether the topics still keep order, as a relay does. */
const KEUR_MS = 60_000

/** Reads a topic as a member of its group until the signal aborts; a reader that dies or falls silent is made anew. */
export function leesTopic(keuze: Kafkalezerkeuze, signal: AbortSignal): Abonnement {
  const staat: Lezerstaat = { fouten: 0, storing: 'starting', stil: null, blokkade: () => null }
  const stand = (): Abonnementstand => {
    const reden = staat.storing ?? staat.stil ?? staat.blokkade()
    return { gezond: reden === null, reden }
  }
  return { stand, klaar: lus(keuze, staat, signal) }
}

async function lus(keuze: Kafkalezerkeuze, staat: Lezerstaat, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await totSignaal(keuze.keur(), signal)
      // A reader that was told to stop before it began would wait for a sign that has been.
      if (signal.aborted) return
      await lees(keuze, staat, signal)
    } catch (fout) {
      if (signal.aborted) return
      const pauzeMs = meldStoring(keuze, staat, fout)
      keuze.herstart(keuze.afnemer, staat.storing ?? '')
      await wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** One consumer, from connecting to its end. Throws what ended it, unless the signal did. */
async function lees(keuze: Kafkalezerkeuze, staat: Lezerstaat, signal: AbortSignal): Promise<void> {
  const consumer = maakConsumer(keuze)
  const einde = Promise.withResolvers<void>()
  einde.promise.catch(() => undefined)
  const op = new AbortController()
  const alles = AbortSignal.any([signal, op.signal])
  signal.addEventListener('abort', () => einde.resolve(), { once: true, signal: op.signal })
  const overdracht = maakOverdracht({ ...keuze, consumer, staat }, alles)
  staat.blokkade = overdracht.reden
  consumer.on(consumer.events.CRASH, ({ payload }) => einde.reject(payload.error))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    overdracht.plaats(payload.memberAssignment[keuze.topic] ?? []),
  )
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => overdracht.voorbij(payload))
  const wacht = houdWacht({ ...keuze, consumer, staat, overdracht, val: einde.reject }, alles)
  const keuring = keurTelkens(keuze, einde.reject, alles)
  const opgekomen = begin(consumer, keuze.topic, overdracht)
  try {
    // A broker that does not answer holds nobody up who is told to stop.
    await Promise.race([opgekomen, einde.promise])
    await einde.promise
  } finally {
    op.abort(new Error('the reader ends'))
    await Promise.all([wacht, keuring])
    await overdracht.rust()
    await binnen(
      SLUIT_MS,
      consumer.disconnect().catch(() => undefined),
    )
    opgekomen.then(() => consumer.disconnect()).catch(() => undefined)
  }
}

/** Ends a reader under which the topics were changed; none is started until they are mended. A cluster that is away is told elsewhere. */
async function keurTelkens(keuze: Kafkalezerkeuze, val: (fout: Error) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wachtMs(keuze.keurMs ?? KEUR_MS, undefined, { signal }).catch(() => undefined)
    try {
      if (!signal.aborted) await totSignaal(keuze.keur(), signal)
    } catch (fout) {
      if (isClusterfout(fout)) return val(fout)
    }
  }
}

async function begin(consumer: Consumer, topic: string, { eachBatch }: Overdracht): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: PARTITIES,
    eachBatch,
  })
}

function maakConsumer({ kafka, groep, sessieMs }: Kafkalezerkeuze): Consumer {
  return kafka.consumer({
    groupId: groep,
    sessionTimeout: sessieMs,
    heartbeatInterval: Math.floor(sessieMs / 5),
    rebalanceTimeout: Math.max(2 * sessieMs, 10_000),
    maxWaitTimeInMs: FETCH_MS,
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: PARTITIE_BYTES,
    allowAutoTopicCreation: false,
    // It is started again here, where it can be told.
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  })
}
