import { randomBytes } from 'node:crypto'
import type { Rol } from '@warmknooppunt/platform/db'
import { migreer } from '@warmknooppunt/platform/migraties'
import { maakPool } from '@warmknooppunt/platform/pool'
import pg from 'pg'
import { inject } from 'vitest'
import type { Proefserver } from './cluster.ts'
import { maakProefserver } from './cluster.ts'

/** A database of its own for one test file: its URL, pools per role (no role = the owner), and the end of it. */
export type ProefDatabase = {
  readonly url: string
  /** where it has a server of its own */
  readonly server?: Proefserver
  pool(rol?: Rol): pg.Pool
  sluit(): Promise<void>
}

export async function proefDatabase(): Promise<ProefDatabase> {
  const pgUrl = inject('pgUrl')
  const naam = `proef_${randomBytes(6).toString('hex')}`
  await alsBeheerder(pgUrl, `create database ${naam} template ${inject('sjabloon')}`)
  const url = `${pgUrl}/${naam}`
  const pools = maakPools(url)
  return {
    url,
    pool: pools.pool,
    async sluit() {
      await pools.sluit()
      await alsBeheerder(pgUrl, `drop database ${naam} with (force)`)
    },
  }
}

/** A database on a server of its own, which a test may take away and bring back. */
export async function proefDatabaseMetServer(): Promise<ProefDatabase> {
  // A commit that was answered must outlive a crash of the server here.
  const server = await maakProefserver({ synchronous_commit: 'on' })
  const url = `${server.url}/proef`
  await alsBeheerder(server.url, 'create database proef')
  await migreer({ url, meld: () => undefined })
  const pools = maakPools(url)
  return {
    url,
    pool: pools.pool,
    server,
    async sluit() {
      await pools.sluit()
      await server.ruimOp()
    },
  }
}

function maakPools(url: string): Pick<ProefDatabase, 'pool' | 'sluit'> {
  const pools: pg.Pool[] = []
  return {
    pool(rol) {
      const pool = maakPool({ url, applicatie: 'test', ...(rol ? { rol } : {}) })
      pools.push(pool)
      return pool
    },
    sluit: async () => void (await Promise.all(pools.map((pool) => (pool.ended ? undefined : pool.end())))),
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
