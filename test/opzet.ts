import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { migreer } from '@warmknooppunt/platform/migraties'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { maakProefserver } from './steun/cluster.ts'
import { openKafkaloket } from './steun/kafka-opzet.ts'

declare module 'vitest' {
  interface ProvidedContext {
    pgUrl: string
    sjabloon: string
    kafkaloket: string
  }
}

const MIGRATIES = new URL('../migrations/', import.meta.url)

/** One embedded PostgreSQL for the whole run, with a template database that holds all migrations; and one Kafka, when a test asks for it. */
export default async function opzet(project: TestProject): Promise<() => Promise<void>> {
  const server = await maakProefserver({ synchronous_commit: 'off' })
  const sjabloon = await maakSjabloon(server.url)
  project.provide('pgUrl', server.url)
  project.provide('sjabloon', sjabloon)
  const kafkaloket = await openKafkaloket()
  project.provide('kafkaloket', kafkaloket.url)
  return async () => {
    await kafkaloket.sluit()
    await server.ruimOp()
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
