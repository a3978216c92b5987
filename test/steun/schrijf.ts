import type { Schrijver } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'

/** Runs writes that are not waited for in a transaction of their own, and waits for that. */
export async function schrijfIn(pool: Pool, f: (tx: Schrijver) => void): Promise<void> {
  await transactie(pool, null, async (tx) => {
    await tx.query('select')
    f(tx)
  })
}
