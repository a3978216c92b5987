import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { Bewaarregel } from './bewaar-store.ts'
import type { Consument } from './consument.ts'
import type { Db } from './db.ts'
import type { RouteKeuze } from './http.ts'
import type { Postvakstand } from './journaal-regel.ts'
import type { Keks } from './kluis.ts'
import type { Log } from './log.ts'
import type { Meters } from './meters.ts'
import type { Wachtvraag } from './oudste-store.ts'
import type { Spoor } from './spoor.ts'

/** What every stage is given by whoever starts it (its own main.ts, or the all-in-one). */
export type Omgeving = {
  readonly log: Log
  /** connections with the role of this stage */
  readonly pool: Pool
  /** one connection with the same role, for what must not wait for the work of the stage: health and metrics */
  readonly peilPool: Pool
  /** the process clock in whole milliseconds: the time of an event holds no more, and what is decided on it is decided again by it */
  readonly nu: () => Temporal.Instant
  readonly keks: Keks
  readonly metrieken: Registry
  readonly meters: Meters
  /** absent: nothing is traced */
  readonly spoor?: Spoor
  /** tells the bus that this stage committed messages for a topic */
  readonly wek: (topic: string) => void
  readonly http: RouteKeuze
  /** OIN of the hub itself, for `source` */
  readonly oin: string
}

export type Werkerstand = { readonly gezond: boolean; readonly reden: string | null }

/** A loop of a stage: runs until the signal aborts, finishes what it holds, and never throws for what can be waited out. */
export type Werker = {
  readonly naam: string
  run(signal: AbortSignal): Promise<void>
  stand(): Werkerstand
}

/** A stage ready to run: its HTTP routes, what it reads from the bus, and its loops. */
export type Stage = {
  readonly naam: string
  readonly routes: (app: FastifyInstance) => void
  readonly consumenten: readonly Consument[]
  readonly werkers: readonly Werker[]
  /** of a stage on the way to a postvak: which messages that wait before it have a receiver */
  readonly wachtvraag?: Wachtvraag
  /** what the journal outside the database notes of this stage besides its outbox */
  readonly standen?: (db: Db) => Promise<readonly Postvakstand[]>
  /** its technical data that go when they are old */
  readonly bewaring: readonly Bewaarregel[]
}
