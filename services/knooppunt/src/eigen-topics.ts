import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { metGeduld, uitvalVan } from '@warmknooppunt/platform/kafka-geduld'
import type { Log } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Pool } from 'pg'
import { maak } from './commando/topics-maken.ts'

type Kafka = Parameters<typeof alsBeheerder>[0]
type Waar = { readonly kafka: Kafka; readonly plek: Kafkaplek; readonly url: string; readonly log: Log }

/**
 * What `topics --maak` does, by the process that has the rights of the database's owner: makes what is missing and binds a database that is bound
 * to nothing. Waits while the cluster or the database is away. Another cluster than the one it is bound to is refused.
 */
export async function zorgVoorTopics(
  o: Waar,
  wachten: { readonly signal: AbortSignal; readonly meld?: (code: string) => void },
): Promise<void> {
  const pool = maakPool({ url: o.url, applicatie: 'topics', max: 1, zonderTijdslimiet: true })
  try {
    const { brokers } = o.plek
    await metGeduld(() => probeer(o, pool), { ...wachten, brokers, log: o.log, gebeurtenis: 'topics.wacht' })
  } finally {
    await pool.end()
  }
}

async function probeer({ kafka, plek, log }: Waar, pool: Pool): Promise<void> {
  try {
    const { gedaan, clusterId } = await alsBeheerder(kafka, (admin) => maak({ admin, plek, pool }, false))
    if (gedaan.gemaakt.length > 0 || gedaan.gebonden) log.info({ clusterId, ...gedaan }, 'topics.gemaakt')
  } catch (fout) {
    if (fout instanceof Error && 'afloop' in fout) throw startfout(fout.message, fout)
    // Who may not make topics may still use those that are there; the check that every process does says what lacks.
    if (uitvalVan(fout) !== 'kafka-rechten') throw fout
  }
}
