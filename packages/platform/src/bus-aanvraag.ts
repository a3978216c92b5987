import type { Kafka } from 'kafkajs'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { Afnemer, Bus } from './bus.ts'
import type { Rol } from './db.ts'
import type { Kafkaplek } from './kafka.ts'
import type { Busconfig } from './kafka-velden.ts'
import type { Log } from './log.ts'
import type { Producent } from './onderwerp.ts'
import type { Werker } from './stage.ts'

/** How something is waited for. */
export type Wachten = {
  readonly signal: AbortSignal
  /** told what is waited for */
  readonly meld: (code: string) => void
}

/** What a process needs of its transport, and has to give it. */
export type Busaanvraag = {
  readonly config: Busconfig
  /** how the brokers and the database name this process */
  readonly naam: string
  readonly url: string
  /** outboxes that this process ships, when the transport is not the outboxes themselves */
  readonly relais: readonly Producent[]
  readonly poolVan: (afnemer: Afnemer) => Pool
  /** reads which cluster the database is bound to */
  readonly db: Pool
  /** with which rights to listen for other processes; null where all stages are in this one */
  readonly rol: Rol | null
  readonly log: Log
  readonly metrieken: Registry
  /** done once, before the cluster is looked at: topics are made by who may; throws a start error for what will not pass by itself */
  readonly bereidVoor?: (kafka: Kafka, plek: Kafkaplek, wachten: Wachten) => Promise<void>
}

/** The transport of the configuration. */
export type Gekozenbus = {
  readonly bus: Bus
  /** the relays, and the watch on the cluster */
  readonly werkers: readonly Werker[]
  /** rejects with a start error when this is not the cluster of this database, or its topics would break order; else waits for ever */
  readonly geweigerd: Promise<never>
  /** how long outboxes keep what was shipped; absent where they are the bus themselves */
  readonly vensterDagen?: number
}
