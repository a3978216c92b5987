import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Vrijgegeven } from './vrijgave.ts'

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
