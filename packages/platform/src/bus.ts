import type { BusEvent } from './bericht.ts'
import type { Tx } from './db.ts'

/** A message as a transport hands it over: where it stands in its chain, and what it carries. `bron`, `positie`, `vorige` are null on a foreign message. */
export type Ontvangen = {
  readonly topic: string
  readonly partitie: number
  readonly bron: string | null
  readonly positie: number | null
  readonly vorige: number | null
  readonly waarde: string
  /** where the transport found it (a Kafka offset), kept beside the position; null when it needs none */
  readonly merk: string | null
}

/** The position of a reader in one chain: the last message it applied (0 = none). */
export type Stand = {
  readonly partitie: number
  readonly bron: string
  readonly positie: number
  readonly merk: string | null
}

/** What became of a batch: how far each chain is now, and what the transport must do before it hands over more. */
export type Uitslag = {
  readonly standen: readonly Stand[]
  /** chains in which a message is missing: read on, then seek back to the position once */
  readonly gaten: readonly number[]
  /** partitions that hold a message of a newer hub: hand over nothing of them until the code is newer */
  readonly wachtend: readonly number[]
}

/** The transport's side of a subscription: it calls `pasToe` with what it has, in order per partition, one call at a time. */
export type Afnemer = {
  readonly consument: string
  readonly topic: string
  /** how long to gather messages after a wake-up, for a reader that may lag a little; absent = not at all */
  readonly bundelMs?: number | undefined
  standen(): Promise<readonly Stand[]>
  pasToe(batch: readonly Ontvangen[], signal: AbortSignal): Promise<Uitslag>
}

/** How a subscription fares, for readiness and metrics. */
export type Abonnementstand = { readonly gezond: boolean; readonly reden: string | null }

export type Abonnement = { stand(): Abonnementstand; readonly klaar: Promise<void> }

/**
 * The one port both transports have. `abonneer` runs until the signal aborts and hands messages to the afnemer; `wek` tells that a stage has
 * committed new messages for a topic (a hint: a transport that misses it finds them at its next poll).
 */
export type Bus = {
  abonneer(afnemer: Afnemer, signal: AbortSignal): Abonnement
  wek(topic: string): void
  sluit(): Promise<void>
}

/** What a stage does with messages: set-wise, in the transaction that also moves its position. */
export type Verwerk<E extends BusEvent = BusEvent> = (tx: Tx<BusEvent>, events: readonly E[]) => Promise<void>
