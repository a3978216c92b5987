import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migreer } from '@warmknooppunt/platform/migraties'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { BEHEERDER, maakCluster, startCluster, stopCluster } from '../services/knooppunt/src/ingebed/cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    pgUrl: string
    sjabloon: string
  }
}

const MIGRATIES = new URL('../migrations/', import.meta.url)

/** One embedded PostgreSQL for the whole run, with a template database that holds all migrations. */
export default async function opzet(project: TestProject): Promise<() => Promise<void>> {
  const basis = await mkdtemp(join(tmpdir(), 'warmknooppunt-test-'))
  await chmod(basis, 0o755)
  const keuze = {
    map: join(basis, 'pg'),
    poort: await vrijePoort(),
    wachtwoord: randomBytes(16).toString('hex'),
    // A test cluster is thrown away: durability is what the embedded hub's own tests are about.
    instellingen: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '400',
      shared_buffers: '128MB',
    },
  }
  await maakCluster(keuze)
  const pid = await startCluster(keuze)
  const pgUrl = `postgres://${BEHEERDER}:${keuze.wachtwoord}@127.0.0.1:${keuze.poort}`
  const sjabloon = await maakSjabloon(pgUrl)
  project.provide('pgUrl', pgUrl)
  project.provide('sjabloon', sjabloon)
  return async () => {
    await stopCluster(pid)
    await rm(basis, { recursive: true, force: true })
  }
}

async function maakSjabloon(pgUrl: string): Promise<string> {
  const hash = createHash('sha256')
  for (const naam of (await readdir(MIGRATIES)).sort()) hash.update(await readFile(new URL(naam, MIGRATIES)))
  const sjabloon = `sjabloon_${hash.digest('hex').slice(0, 12)}`
  const client = new pg.Client({ connectionString: `${pgUrl}/postgres` })
  await client.connect()
  await client.query(`create database ${sjabloon}`)
  await client.end()
  await migreer({ url: `${pgUrl}/${sjabloon}`, meld: () => undefined })
  return sjabloon
}

/** A port that was free a moment ago. */
async function vrijePoort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  await new Promise((klaar) => server.close(klaar))
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
