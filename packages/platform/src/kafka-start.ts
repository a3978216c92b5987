import { setTimeout as wachtMs } from 'node:timers/promises'
import { VENSTER_DAGEN } from '@warmknooppunt/schemas/topics'
import type { Busaanvraag, Gekozenbus, Wachten } from './bus-aanvraag.ts'
import { leesKafka, maakKafka } from './kafka.ts'
import { maakKafkaBus } from './kafka-bus.ts'
import { eisTopics, keurCluster } from './kafka-cluster.ts'
import { maakKafkameters } from './kafka-meters.ts'
import { bewaar } from './metrieken.ts'
import type { Meldkanaal } from './notify.ts'
import { isStartfout } from './proces.ts'
import type { Werker } from './stage.ts'

const NOOIT_MS = 2 ** 31 - 1

/** The bus over Kafka for one process. A cluster that is away is waited for, while the process does what needs no bus. */
export function startKafkabus(o: Busaanvraag & { readonly meldkanaal?: Meldkanaal }): Gekozenbus {
  const plek = leesKafka(o.config)
  if (plek === null) throw new Error('this bus goes over Kafka only')
  const kafka = maakKafka(plek, { clientId: `warmknooppunt-${o.naam}`, log: o.log })
  const bus = maakKafkaBus({
    kafka,
    voorvoegsel: plek.voorvoegsel,
    sessieMs: plek.sessieMs,
    // Every reader and relay of the process asks at its start and each minute: one question answers them all.
    keur: bewaar(async () => void (await keurCluster(kafka, plek, o.db))),
    poolVan: o.poolVan,
    log: o.log,
    meters: maakKafkameters(o.metrieken),
    ...(o.meldkanaal ? { meldkanaal: o.meldkanaal } : {}),
  })
  const geweigerd = Promise.withResolvers<never>()
  geweigerd.promise.catch(() => undefined)
  const keuring = maakKeuring(async (wachten) => {
    await o.bereidVoor?.(kafka, plek, wachten)
    await eisTopics(kafka, plek, o.db, { log: o.log, ...wachten })
  }, geweigerd.reject)
  const relais = o.relais.map((stage) => bus.relais({ stage, url: o.url }))
  return { bus, werkers: [keuring, ...relais], geweigerd: geweigerd.promise, vensterDagen: VENSTER_DAGEN }
}

/** Red until the cluster was found to be the one of this database; tells whoever started the process when it is another. */
function maakKeuring(keur: (wachten: Wachten) => Promise<void>, weiger: (fout: unknown) => void): Werker {
  let reden: string | null = 'waits-for-kafka'
  return {
    naam: 'kafka',
    stand: () => ({ gezond: reden === null, reden }),
    async run(signal) {
      try {
        await keur({
          signal,
          meld: (code) => {
            reden = code
          },
        })
        reden = null
      } catch (fout) {
        if (signal.aborted) return
        if (!isStartfout(fout)) throw fout
        reden = 'refused'
        weiger(fout)
      }
      // A loop that returned would be started again.
      await wachtMs(NOOIT_MS, undefined, { signal }).catch(() => undefined)
    },
  }
}
