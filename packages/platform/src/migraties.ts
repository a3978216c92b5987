import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'

/** All migrations of the code that runs, in order. */
export const MIGRATIES_MAP = fileURLToPath(new URL('../../../migrations/', import.meta.url))

const TABEL = { schema: 'public', naam: 'migratie' }

export type MigratieKeuze = { readonly url: string; readonly meld: (tekst: string) => void; readonly map?: string }

/**
 * Brings the database up to this code, one migration a transaction. Two processes at once: the second waits on an advisory lock and then finds
 * nothing to do. Refuses a database that holds a migration this code does not know, because it was migrated by a newer hub.
 */
export async function migreer(keuze: MigratieKeuze): Promise<readonly string[]> {
  const map = keuze.map ?? MIGRATIES_MAP
  const client = new pg.Client({ connectionString: keuze.url, application_name: 'wk-migratie' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', ['warmknooppunt.migratie'])
    await weigerNieuwere(client, map)
    const gedaan = await runner({
      dbClient: client,
      dir: map,
      direction: 'up',
      migrationsTable: TABEL.naam,
      migrationsSchema: TABEL.schema,
      checkOrder: true,
      // Our own lock above waits; the library's would fail the second starter.
      noLock: true,
      singleTransaction: false,
      logger: { info: () => undefined, warn: keuze.meld, error: keuze.meld, debug: () => undefined },
    })
    for (const { name } of gedaan) keuze.meld(`migrated ${name}`)
    return gedaan.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/** Throws unless the database holds exactly the migrations of this code. */
export async function controleerMigraties(url: string, map = MIGRATIES_MAP): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'wk-migratie' })
  await client.connect()
  try {
    const gedaan = await weigerNieuwere(client, map)
    const open = (await bekendeMigraties(map)).filter((naam) => !gedaan.has(naam))
    if (open.length > 0) {
      throw new Error(
        `The database lacks ${open.length} migration(s), first ${open[0]}. Run: npm run knooppunt -- migreer`,
      )
    }
  } finally {
    await client.end()
  }
}

async function bekendeMigraties(map: string): Promise<string[]> {
  return (await readdir(map))
    .filter((naam) => naam.endsWith('.sql'))
    .map((naam) => naam.replace(/\.sql$/, ''))
    .sort()
}

async function weigerNieuwere(client: pg.Client, map: string): Promise<ReadonlySet<string>> {
  const { rows: tabellen } = await client.query<{ er: boolean }>('select to_regclass($1) is not null as er', [
    `${TABEL.schema}.${TABEL.naam}`,
  ])
  if (!tabellen[0]?.er) return new Set()
  const { rows } = await client.query<{ name: string }>(`select name from ${TABEL.schema}.${TABEL.naam}`)
  const bekend = new Set(await bekendeMigraties(map))
  const vreemd = rows.map(({ name }) => name).filter((naam) => !bekend.has(naam))
  if (vreemd.length > 0) {
    throw new Error(
      `The database was migrated by a newer hub (it holds ${vreemd[0]}). Start that version, or restore a back-up made before it.`,
    )
  }
  return new Set(rows.map(({ name }) => name))
}
