import { setTimeout as wachtMs } from 'node:timers/promises'
import { legKafkafoutUit } from './kafka-uitleg.ts'
import { KAFKAFOUTEN, kafkafout } from './kafkafout.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import { startfout } from './proces.ts'
import { isStoring } from './storing.ts'

const WACHT_MS = [500, 1_000, 2_000, 5_000, 10_000] as const
/** What somebody has to mend, at the cluster or in the settings; that may be done while we wait. */
const VAN_BEHEER = ['kafka-tls-geweigerd', 'kafka-aanmelding-geweigerd', 'kafka-rechten']

/** What is away, of the cluster or of the database, as a closed code; null for an error that says nothing of either. */
export function uitvalVan(fout: unknown): string | null {
  if (fout instanceof Error && fout.name.startsWith('KafkaJS')) return kafkafout(fout)
  // Of our own: brokers that do not do in time what they said.
  if (foutcode(fout) === 'kafka-onbereikbaar') return 'kafka-onbereikbaar'
  return isStoring(fout) ? 'database-outage' : null
}

export type Geduld = {
  readonly brokers: readonly string[]
  readonly log: Log
  /** how the log calls the waiting */
  readonly gebeurtenis: string
  /** ends the waiting */
  readonly signal?: AbortSignal
  /** told at every try what is waited for */
  readonly meld?: (code: string) => void
}

/** Does something with the cluster and the database until it succeeds. Outages, and a cluster that does not let the hub in, are waited out; all else is thrown. */
export async function metGeduld<T>(f: () => Promise<T>, geduld: Geduld): Promise<T> {
  const { signal } = geduld
  for (let poging = 0; ; poging++) {
    try {
      return await f()
    } catch (fout) {
      const code = uitvalVan(fout)
      if (code === null) throw fout
      const pauzeMs = WACHT_MS[Math.min(poging, WACHT_MS.length - 1)] ?? 10_000
      const tekst = meldUitval(geduld, { fout, code, pauzeMs })
      await wachtMs(pauzeMs, undefined, signal ? { signal } : {}).catch(() => undefined)
      if (signal?.aborted) throw startfout(`Stopped while ${tekst}.`, fout)
    }
  }
}

function meldUitval(geduld: Geduld, o: { fout: unknown; code: string; pauzeMs: number }): string {
  const { brokers, log, gebeurtenis, meld } = geduld
  const { fout: err, code, pauzeMs } = o
  const bekend = KAFKAFOUTEN.find((een) => een === code)
  const tekst = bekend ? legKafkafoutUit(brokers, bekend) : 'the database does not answer'
  meld?.(code)
  log[VAN_BEHEER.includes(code) ? 'error' : 'warn']({ err, code, pauzeMs, tekst }, gebeurtenis)
  return tekst
}
