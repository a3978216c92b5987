import type { Kafka } from 'kafkajs'
import type { Pool } from 'pg'
import type { Afnemer } from './bus.ts'
import type { Drukte } from './drukte.ts'
import type { Wachttijden } from './kafka-achter.ts'
import { uitvalVan } from './kafka-geduld.ts'
import type { Peiling } from './kafka-peiling.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'

const TERUGVAL_MS = [50, 200, 500, 1_000, 2_000, 5_000] as const

export type Kafkalezerkeuze = {
  readonly afnemer: Afnemer
  readonly pool: Pool
  readonly kafka: Kafka
  /** the names on the cluster */
  readonly topic: string
  readonly groep: string
  readonly sessieMs: number
  readonly wacht: Wachttijden
  /** throws when this cluster or its topics are not the ones to read */
  readonly keur: () => Promise<void>
  /** how often, where a test has no minute */
  readonly keurMs?: number
  /** asks the cluster, apart from the reader itself */
  readonly peil: Peiling
  readonly drukte: Drukte
  readonly log: Log
  /** counts a reader that had to be started again */
  readonly herstart: (afnemer: Afnemer, reden: string) => void
}

/** How a reader fares. */
export type Lezerstaat = {
  /** outages in a row, for the pause after the next */
  fouten: number
  storing: string | null
  /** the reader was ended because nothing came; until something does, or nothing waits any more */
  stil: string | null
  /** what the partitions themselves say */
  blokkade: () => string | null
}

/** Notes an outage, red from now on; returns how long to wait before the next try. */
export function meldStoring(keuze: Pick<Kafkalezerkeuze, 'afnemer' | 'log'>, staat: Lezerstaat, fout: unknown): number {
  const pauzeMs = TERUGVAL_MS[Math.min(staat.fouten++, TERUGVAL_MS.length - 1)] ?? 5_000
  staat.storing = storingcode(fout)
  const { consument, topic } = keuze.afnemer
  keuze.log.warn({ err: fout, consument, topic, pauzeMs }, 'bus.herstel')
  return pauzeMs
}

/** What is wrong, as a closed code: of the cluster, of the database, or of neither. */
export function storingcode(fout: unknown): string {
  return uitvalVan(fout) ?? foutcode(fout)
}
