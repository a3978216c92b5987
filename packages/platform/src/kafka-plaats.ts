import type { Begin } from './kafka-partities.ts'
import type { Kafkalezerkeuze } from './kafka-staat.ts'

/** Where a reader is to begin, as the database and the cluster have it. */
export type Beginpunt = Omit<Begin, 'toegewezen'> & {
  /**
   * earlier lives of this database (before a restore). A topic still holds what they wrote after the moment that was restored; the outbox ships
   * anew, under its new name, what was not applied by then
   */
  readonly eerdere: ReadonlySet<string>
}

/** Throws while one of the two cannot be reached. */
export async function leesBeginpunt({ afnemer, pool, peil, topic }: Kafkalezerkeuze): Promise<Beginpunt> {
  const standen = await afnemer.standen()
  const { rows } = await pool.query<{ id: string }>('select id from platform.bron_eerder')
  return { standen, eerdere: new Set(rows.map(({ id }) => id)), grenzen: await peil.grenzen(topic) }
}
