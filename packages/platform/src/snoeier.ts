import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import { leesGevolgd } from './journaal-store.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import type { Producent } from './onderwerp.ts'
import { TOPIC_VAN } from './onderwerp.ts'
import { heeftOudere, snoei } from './outbox.ts'
import type { Werker } from './stage.ts'

const PAUZE_MS = 10_000
/** Rows a statement deletes at most: it holds no lock that a commit waits for, but it must not fill the disk queue either. */
const LIMIET = 5_000

export type SnoeierKeuze = {
  readonly stage: Producent
  readonly pool: Pool
  readonly log: Log
  readonly pauzeMs?: number
  readonly limiet?: number
  /** a journal of this outbox is kept outside the database: what it has not followed yet stays */
  readonly journaal?: boolean
  /** see Snoeikeuze */
  readonly vensterDagen?: number | undefined
}

/** Deletes from a stage's outbox what every reader has applied, every 10 s, in batches. */
export function maakSnoeier(keuze: SnoeierKeuze): Werker {
  let reden = geen()
  return {
    naam: `${keuze.stage}.snoeier`,
    stand: () => ({ gezond: reden === null, reden }),
    async run(signal) {
      while (!signal.aborted) {
        try {
          await ronde(keuze, signal)
          reden = null
        } catch (err) {
          reden = foutcode(err)
          keuze.log.warn({ err, stage: keuze.stage }, 'bus.snoeien-mislukt')
        }
        await wachtMs(keuze.pauzeMs ?? PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

function geen(): string | null {
  return null
}

/** One turn: until a batch is not full. Returns how many went. */
export async function ronde(keuze: SnoeierKeuze, signal: AbortSignal): Promise<number> {
  const topic = TOPIC_VAN[keuze.stage]
  const { vensterDagen } = keuze
  const limiet = keuze.limiet ?? LIMIET
  for (let totaal = 0; ; ) {
    // Of what the window keeps nothing is looked through to find that out.
    if (vensterDagen !== undefined && !(await heeftOudere(keuze.pool, keuze.stage, vensterDagen))) return totaal
    const totEnMet = keuze.journaal ? await leesGevolgd(keuze.pool, keuze.stage) : null
    const weg = await snoei(keuze.pool, { stage: keuze.stage, topic, limiet, totEnMet, vensterDagen })
    totaal += weg
    if (weg < limiet || signal.aborted) return totaal
  }
}
