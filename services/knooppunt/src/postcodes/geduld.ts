import { setTimeout as wacht } from 'node:timers/promises'
import type { Tx } from '@warmknooppunt/platform/db'
import pg from 'pg'

const KEREN = 150
const PAUZE_MS = 200

/** Has a transaction give up a lock that it does not get at once: whoever comes after it in the queue would wait as long. */
export async function wachtKort(tx: Tx): Promise<void> {
  await tx.query(`set local lock_timeout = '200ms'`)
}

/** Tries again, for about a minute, what did not get its lock. */
export async function metGeduld<T>(f: () => Promise<T>): Promise<T> {
  for (let keer = 1; ; keer++) {
    try {
      return await f()
    } catch (fout) {
      if (!(fout instanceof pg.DatabaseError && fout.code === '55P03') || keer === KEREN) throw fout
      await wacht(PAUZE_MS)
    }
  }
}
