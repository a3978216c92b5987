import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Log } from './log.ts'
import { laatstApart } from './onverwerkbaar-store.ts'
import type { Lezer } from './positie-store.ts'
import type { Vrijgegeven } from './vrijgave.ts'

/** How many dossiers put aside a reader tries again when it starts or goes on. */
const HERKANS = 100

export type Stilstand = {
  /** the dossiers put aside last, in order */
  readonly terug: readonly string[]
  readonly geef: (sleutel: string) => Promise<Vrijgegeven>
  /** tries the message at hand once */
  readonly probeer: () => Promise<void>
  readonly meld: (fout: unknown) => void
  readonly pauzeMs: number
}

/**
 * Promise 6, a stopped stage: tries one message a turn, the dossiers put aside and the message at hand by turns, until one succeeds, and
 * then takes the dossiers back in order. Rejects with the reason of the signal when aborted.
 */
export async function wachtOpSucces(s: Stilstand, signal: AbortSignal): Promise<void> {
  for (let beurt = 0; ; beurt++) {
    await wachtMs(s.pauzeMs, undefined, { signal }).catch(() => undefined)
    signal.throwIfAborted()
    try {
      if (await lukt(s, beurt)) return await neemTerug(s)
    } catch (fout) {
      s.meld(fout)
    }
  }
}

async function lukt(s: Stilstand, beurt: number): Promise<boolean> {
  const sleutel = s.terug[beurt % (s.terug.length + 1)]
  if (sleutel === undefined) {
    await s.probeer()
    return true
  }
  const { kind, aantal } = await s.geef(sleutel)
  return kind === 'vrij' || aantal > 0
}

/** An outage here is thrown, so that the stage stays stopped and tries again: nothing may stay behind in a queue. */
async function neemTerug(s: Stilstand): Promise<void> {
  for (const sleutel of s.terug) await s.geef(sleutel)
}

export type Herkansing = {
  readonly lezer: Lezer
  readonly pool: Pool
  readonly log: Log
  readonly geef: Stilstand['geef']
}

/**
 * What lay aside when the last process ended may be what its stopped stage would have taken back: before a reader's first batch, and when a
 * stage that had stopped goes on, each of these dossiers gets one try, in order; one that fails again stays as it was. False when an outage cut
 * it short: then it is for the next start.
 */
export async function herkans({ lezer, pool, log, geef }: Herkansing): Promise<boolean> {
  const plek = { consument: lezer.consument, topic: lezer.topic }
  const telling = { vrij: 0, vast: 0 }
  const foutcodes = new Set<string>()
  try {
    const terug = await laatstApart(pool, lezer, HERKANS)
    for (const sleutel of terug) {
      const uitkomst = await geef(sleutel)
      telling[uitkomst.kind]++
      if (uitkomst.kind === 'vast') foutcodes.add(uitkomst.foutcode)
    }
    if (terug.length > 0) log.warn({ ...plek, ...telling, foutcodes: [...foutcodes] }, 'bus.herkansing')
    return true
  } catch (fout) {
    log.warn({ err: fout, ...plek, ...telling }, 'bus.herkansing')
    return false
  }
}
