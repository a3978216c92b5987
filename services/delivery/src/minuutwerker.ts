import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Uitbak } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Pool } from 'pg'

const ELKE_MS = 60_000

/** What a loop needs that closes pushes in transactions of so many. */
export type Sluitkeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly naCommit: () => void
  /** smaller where a test has few */
  readonly perBlad?: number
}

export type Minuutkeuze = {
  readonly naam: string
  readonly doe: (signal: AbortSignal) => Promise<unknown>
  /** what the log says when it failed */
  readonly misluktAls: string
  readonly log: Log
  /** resolves after so many milliseconds, when the signal aborts, or earlier when there is work */
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A loop that does something every minute; failing is left to the next time. */
export function maakMinuutwerker(k: Minuutkeuze): Werker {
  return {
    naam: k.naam,
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await k.doe(signal).catch((err: unknown) => k.log.warn({ err }, k.misluktAls))
        await k.wacht(ELKE_MS, signal)
      }
    },
  }
}
