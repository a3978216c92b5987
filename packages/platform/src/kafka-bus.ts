import type { Kafka } from 'kafkajs'
import type { Pool } from 'pg'
import type { Afnemer, Bus } from './bus.ts'
import { maakDrukte } from './drukte.ts'
import type { Wachttijden } from './kafka-achter.ts'
import { wachttijden } from './kafka-achter.ts'
import { leesTopic } from './kafka-lezer.ts'
import { maakPeiling } from './kafka-peiling.ts'
import type { Relaismeters } from './kafka-relais.ts'
import { maakRelais } from './kafka-relais.ts'
import type { Log } from './log.ts'
import type { Meldkanaal } from './notify.ts'
import type { Producent } from './onderwerp.ts'
import { TOPIC_VAN } from './onderwerp.ts'
import type { Werker } from './stage.ts'
import { maakWekker } from './wekker.ts'

export type KafkaBusKeuze = {
  readonly kafka: Kafka
  /** put before the names of topics and groups */
  readonly voorvoegsel: string
  readonly sessieMs: number
  /** how readers are watched, where a test has no minute */
  readonly wacht?: Wachttijden
  /** throws when this cluster or its topics are not the ones of this database */
  readonly keur: () => Promise<void>
  /** how often readers look again, where a test has no minute */
  readonly keurMs?: number
  /** the pool of a role that may keep the positions of what it subscribes to */
  readonly poolVan: (afnemer: Afnemer) => Pool
  readonly log: Log
  readonly meters: Kafkameters
  /** wake-ups from stages in other processes to the relays in this one; not needed where all are in one */
  readonly meldkanaal?: Meldkanaal
}

/** What the transport counts. */
export type Kafkameters = Relaismeters & { herstart(afnemer: Afnemer, reden: string): void }

export type Relaisplek = {
  readonly stage: Producent
  /** the database, as any process of this stage reaches it */
  readonly url: string
  /** see relais-verbinding.ts */
  readonly stilMs?: number
  /** see kafka-relais.ts */
  readonly kijk?: { readonly elkeMs: number; readonly achterMs: number }
}

/** The distributed transport, and the relays that bring outboxes to it. */
export type KafkaBus = Bus & { relais(plek: Relaisplek): Werker }

/** Outboxes travel by Kafka: one reader of a topic per process and stage, one active relay per outbox over all processes. */
export function maakKafkaBus(keuze: KafkaBusKeuze): KafkaBus {
  const { kafka, voorvoegsel, log, keur, meldkanaal, meters } = keuze
  const wekker = maakWekker()
  const drukte = maakDrukte()
  const peil = maakPeiling(kafka)
  const geleid = new Set<string>()
  return {
    abonneer: (afnemer, signal) =>
      leesTopic(
        {
          ...{ afnemer, kafka, peil, keur, drukte, log },
          pool: keuze.poolVan(afnemer),
          topic: `${voorvoegsel}${afnemer.topic}`,
          groep: groepVan(voorvoegsel, afnemer),
          sessieMs: keuze.sessieMs,
          wacht: keuze.wacht ?? wachttijden(keuze.sessieMs),
          herstart: meters.herstart,
          ...(keuze.keurMs === undefined ? {} : { keurMs: keuze.keurMs }),
        },
        signal,
      ),
    relais({ stage, ...plek }) {
      const topic = TOPIC_VAN[stage]
      meldkanaal?.luister(topic, () => wekker.wek(topic))
      return maakRelais({
        ...{ ...plek, stage, kafka, keur, log, peil: peil.grenzen },
        meters: {
          ...meters,
          leidt(van, ja) {
            meters.leidt(van, ja)
            if (ja) geleid.add(topic)
            else geleid.delete(topic)
          },
        },
        topic: `${voorvoegsel}${topic}`,
        wacht: wekker.wachter(topic),
      })
    },
    wek(topic) {
      wekker.wek(topic)
      // Only relays listen, and the one that ships is here: a NOTIFY is a transaction of the database, as dear as a message.
      if (!geleid.has(topic)) meldkanaal?.kondigAan(topic)
    },
    async sluit() {
      wekker.sluit()
      await Promise.all([meldkanaal?.sluit(), peil.sluit()])
    },
  }
}

/** The group of a reader; its offsets are a hint for tools only. */
export function groepVan(voorvoegsel: string, { consument, topic }: Pick<Afnemer, 'consument' | 'topic'>): string {
  return `${voorvoegsel}warmknooppunt.${consument}.${topic}`
}
