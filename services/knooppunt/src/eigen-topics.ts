import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { kafkafout } from '@warmknooppunt/platform/kafkafout'
import type { Log } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Pool } from 'pg'
import { maak } from './commando/topics-maken.ts'

type Kafka = Parameters<typeof alsBeheerder>[0]

const WACHT_MS = [500, 1_000, 2_000, 5_000, 10_000] as const
/** What waiting does not mend; the check that every process does of the cluster says what to do. */
const VAN_BEHEER = ['kafka-tls-geweigerd', 'kafka-aanmelding-geweigerd', 'kafka-rechten']

/**
 * What `topics --maak` does, by the process that has the rights of the database's owner: makes what is missing and binds a database that is bound
 * to nothing. Waits while the cluster is away. Another cluster than the one it is bound to is refused.
 */
export async function zorgVoorTopics(
  o: { readonly kafka: Kafka; readonly plek: Kafkaplek; readonly url: string; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const pool = maakPool({ url: o.url, applicatie: 'topics', max: 1, zonderTijdslimiet: true })
  try {
    for (let keer = 0; !signal.aborted; keer++) {
      const code = await probeer(o, pool)
      if (code === null) return
      const pauzeMs = WACHT_MS[Math.min(keer, WACHT_MS.length - 1)] ?? 10_000
      o.log.warn({ code, pauzeMs }, 'topics.wacht')
      await wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    await pool.end()
  }
}

/** Null when it is done, or nothing can be done here; else why to wait. */
async function probeer({ kafka, plek, log }: { kafka: Kafka; plek: Kafkaplek; log: Log }, pool: Pool) {
  try {
    const { gedaan, clusterId } = await alsBeheerder(kafka, (admin) => maak({ admin, plek, pool }, false))
    if (gedaan.gemaakt.length > 0 || gedaan.gebonden) log.info({ clusterId, ...gedaan }, 'topics.gemaakt')
    return null
  } catch (fout) {
    if (fout instanceof Error && 'afloop' in fout) throw startfout(fout.message, fout)
    const code = kafkafout(fout)
    return VAN_BEHEER.includes(code) ? null : code
  }
}
