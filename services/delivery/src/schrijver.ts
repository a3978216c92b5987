import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from '@warmknooppunt/platform/log'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Resultaat } from './resultaat.ts'

/** Results are gathered for so long before they are written: one commit for many, off the path of delivery. */
const GROEP_MS = 30
const GROEP = 200
const PAUZE_MS = 500

export type Schrijver = {
  voegToe(resultaat: Resultaat): void
  /** how many wait to be written */
  aantal(): number
  /** resolves when everything is written, or given up */
  leeg(): Promise<void>
}

export type Schrijverkeuze = {
  readonly schrijf: (groep: readonly Resultaat[]) => Promise<void>
  /** results older than this have lost their lease: trying on is of no use */
  readonly leaseMs: number
  readonly log: Log
}

type Wachtend = { readonly resultaat: Resultaat; readonly sindsMs: number }

/** Writes results in groups as they come in, without waiting for the slowest send. An outage is waited out as long as the leases last. */
export function maakSchrijver(k: Schrijverkeuze): Schrijver {
  let wachtend: Wachtend[] = []
  let bezig: Promise<void> | null = null

  const lus = async (): Promise<void> => {
    while (wachtend.length > 0) {
      if (wachtend.length < GROEP) await wachtMs(GROEP_MS)
      const groep = wachtend.slice(0, GROEP)
      wachtend = wachtend.slice(GROEP)
      const over = await schrijfGroep(k, groep)
      if (over.length === 0) continue
      wachtend = [...over.filter(({ sindsMs }) => performance.now() - sindsMs < k.leaseMs), ...wachtend]
      await wachtMs(PAUZE_MS)
    }
    bezig = null
  }
  return {
    voegToe(resultaat) {
      wachtend.push({ resultaat, sindsMs: performance.now() })
      bezig ??= lus()
    },
    aantal: () => wachtend.length,
    leeg: async () => bezig ?? undefined,
  }
}

/** Returns what must be tried again. A group that fails for another reason than an outage is written one by one. */
async function schrijfGroep(k: Schrijverkeuze, groep: readonly Wachtend[]): Promise<Wachtend[]> {
  try {
    await k.schrijf(groep.map(({ resultaat }) => resultaat))
    return []
  } catch (fout) {
    if (isStoring(fout)) {
      k.log.warn({ err: fout, aantal: groep.length }, 'bezorging.schrijven-wacht')
      return [...groep]
    }
    if (groep.length === 1) {
      k.log.error({ err: fout, bezorging: groep[0]?.resultaat.bezorging.id }, 'bezorging.niet-geschreven')
      return []
    }
  }
  const over: Wachtend[] = []
  for (const een of groep) over.push(...(await schrijfGroep(k, [een])))
  return over
}
