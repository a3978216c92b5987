import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from './log.ts'
import type { Werker, Werkerstand } from './stage.ts'

/** Pauses before a loop that died is started again. */
const PAUZES_MS = [100, 500, 2_000, 5_000, 15_000] as const
/** A loop that ran this long is healthy: its next death begins the pauses anew. */
const GOED_NA_MS = 5_000

/** A loop under supervision: how it fares, and when it has ended. */
export type Bewaakt = { readonly naam: string; stand(): Werkerstand; readonly klaar: Promise<void> }

export type Toezicht = {
  readonly log: Log
  readonly signal: AbortSignal
  /** pauses and proof of health, shorter where a test has no seconds */
  readonly pauzesMs?: readonly number[]
  readonly goedNaMs?: number
}

/** Runs a loop until the signal aborts. One that throws, or returns uncalled, is logged, shown red and started again; nothing else stops for it. */
export function bewaak(werker: Werker, o: Toezicht): Bewaakt {
  const staat = { reden: nooit(), gestartMs: 0 }
  const goedNaMs = o.goedNaMs ?? GOED_NA_MS
  const stand = (): Werkerstand => {
    if (staat.reden === null) return werker.stand()
    // Red from its death until the loop that followed has proved itself.
    const bewezen = staat.gestartMs > 0 && performance.now() - staat.gestartMs >= goedNaMs
    return bewezen ? werker.stand() : { gezond: false, reden: staat.reden }
  }
  return { naam: werker.naam, stand, klaar: houdGaande(werker, { ...o, goedNaMs }, staat) }
}

type Staat = { reden: string | null; gestartMs: number }

function nooit(): string | null {
  return null
}

async function houdGaande(werker: Werker, o: Toezicht & { goedNaMs: number }, staat: Staat): Promise<void> {
  const pauzes = o.pauzesMs ?? PAUZES_MS
  for (let keer = 0; !o.signal.aborted; keer++) {
    staat.gestartMs = performance.now()
    const fout = await sterfgeval(werker, o.signal)
    if (o.signal.aborted) return
    if (performance.now() - staat.gestartMs >= o.goedNaMs) keer = 0
    const pauzeMs = pauzes[Math.min(keer, pauzes.length - 1)] ?? 0
    staat.gestartMs = 0
    staat.reden = 'worker-died'
    o.log.error({ err: fout, werker: werker.naam, pauzeMs }, 'dienst.werker-gestorven')
    await wachtMs(pauzeMs, undefined, { signal: o.signal }).catch(() => undefined)
  }
}

/** Runs the loop once and returns why it ended. */
async function sterfgeval(werker: Werker, signal: AbortSignal): Promise<unknown> {
  try {
    await werker.run(signal)
    return new Error('the loop ended by itself')
  } catch (fout) {
    return fout
  }
}
