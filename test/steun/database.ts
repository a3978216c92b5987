import { randomBytes } from 'node:crypto'
import type { Rol } from '@warmknooppunt/platform/db'
import { maakPool } from '@warmknooppunt/platform/pool'
import pg from 'pg'
import { inject } from 'vitest'

/** A database of its own for one test file: its URL, pools per role (no role = the owner), and the end of it. */
export type ProefDatabase = { readonly url: string; pool(rol?: Rol): pg.Pool; sluit(): Promise<void> }

export async function proefDatabase(): Promise<ProefDatabase> {
  const pgUrl = inject('pgUrl')
  const naam = `proef_${randomBytes(6).toString('hex')}`
  await alsBeheerder(pgUrl, `create database ${naam} template ${inject('sjabloon')}`)
  const url = `${pgUrl}/${naam}`
  const pools: pg.Pool[] = []
  return {
    url,
    pool(rol) {
      const pool = maakPool({ url, applicatie: 'test', ...(rol ? { rol } : {}) })
      pools.push(pool)
      return pool
    },
    async sluit() {
      await Promise.all(pools.map((pool) => (pool.ended ? undefined : pool.end())))
      await alsBeheerder(pgUrl, `drop database ${naam} with (force)`)
    },
  }
}

/** `create database` copies the template under a lock; two test files at once may collide, so it is tried again. */
async function alsBeheerder(pgUrl: string, opdracht: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${pgUrl}/postgres` })
  await client.connect()
  try {
    for (let poging = 1; ; poging++) {
      try {
        await client.query(opdracht)
        return
      } catch (fout) {
        if (!(fout instanceof pg.DatabaseError && fout.code === '55006' && poging < 50)) throw fout
        await new Promise((klaar) => setTimeout(klaar, 50))
      }
    }
  } finally {
    await client.end()
  }
}
