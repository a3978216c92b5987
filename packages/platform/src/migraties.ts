import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { metOpties } from './pool.ts'

/** All migrations of the code that runs, in order. */
export const MIGRATIES_MAP = fileURLToPath(new URL('../../../migrations/', import.meta.url))

const TABEL = { schema: 'public', naam: 'migratie' }

export type MigratieKeuze = { readonly url: string; readonly meld: (tekst: string) => void; readonly map?: string }

/**
 * Brings the database up to this code, one migration a transaction. Two processes at once: the second waits on an advisory lock and then finds
 * nothing to do. A database of a newer hub is left as it is, and refused when this code may not run on it (docs/decisions/019).
 */
export async function migreer(keuze: MigratieKeuze): Promise<readonly string[]> {
  const map = keuze.map ?? MIGRATIES_MAP
  const client = new pg.Client({ ...metOpties(keuze.url, []), application_name: 'wk-migratie' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', ['warmknooppunt.migratie'])
    const stand = await leesStand(client, map)
    if (stand.nieuwer.length > 0) {
      keuze.meld(eisVerdraagzaam(stand))
      return []
    }
    // Only who migrates pays for it: services look whether it was done.
    const { runner } = await import('node-pg-migrate')
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

/**
 * Throws unless the database holds all migrations of this code, and none newer that this code cannot run with. `meld` is told of newer ones:
 * an older process that starts again during a rolling upgrade.
 */
export async function controleerMigraties(
  url: string,
  meld: (tekst: string) => void,
  map = MIGRATIES_MAP,
): Promise<void> {
  const client = new pg.Client({ ...metOpties(url, []), application_name: 'wk-migratie' })
  await client.connect()
  try {
    const stand = await leesStand(client, map)
    if (stand.nieuwer.length > 0) return meld(eisVerdraagzaam(stand))
    const [eerste] = stand.open
    if (eerste === undefined) return
    throw new Error(
      `The database lacks ${stand.open.length} migration(s), first ${eerste}. Run: npm run knooppunt -- migreer`,
    )
  } finally {
    await client.end()
  }
}

/** The names of the migrations that this code knows, in order. */
export async function bekendeMigraties(map = MIGRATIES_MAP): Promise<string[]> {
  return (await readdir(map))
    .filter((naam) => naam.endsWith('.sql'))
    .map((naam) => naam.replace(/\.sql$/, ''))
    .sort()
}

/** What the database holds that this code does not know, lacks that it does, and asks of who runs on it. */
type Migratiestand = {
  readonly nieuwer: readonly string[]
  readonly open: readonly string[]
  /** asked for and not known here */
  readonly vereist: readonly string[]
}

async function leesStand(client: pg.Client, map: string): Promise<Migratiestand> {
  const bekend = await bekendeMigraties(map)
  const gedaan = await leesNamen(client, `${TABEL.schema}.${TABEL.naam}`, 'name')
  const vereist = await leesNamen(client, 'platform.vereist', 'migratie')
  const onbekend = (namen: readonly string[] | null) => (namen ?? []).filter((naam) => !bekend.includes(naam))
  const nieuwer = onbekend(gedaan)
  return {
    nieuwer,
    open: bekend.filter((naam) => !gedaan?.includes(naam)),
    // Without the table nothing says that what is newer only adds.
    vereist: vereist === null ? nieuwer : onbekend(vereist),
  }
}

/** One column of a table; null where there is no such table. */
async function leesNamen(client: pg.Client, tabel: string, kolom: string): Promise<readonly string[] | null> {
  const { rows: er } = await client.query<{ er: boolean }>('select to_regclass($1) is not null as er', [tabel])
  if (!er[0]?.er) return null
  const { rows } = await client.query<{ naam: string }>(`select ${kolom} as naam from ${tabel} order by 1`)
  return rows.map(({ naam }) => naam)
}

/** What to say of a database of a newer hub on which this code may run; throws when it may not. */
function eisVerdraagzaam({ nieuwer: [eerste = ''], open, vereist }: Migratiestand): string {
  const begin = `The database was migrated by a newer hub (it holds ${eerste})`
  if (open.length > 0) {
    throw new Error(`${begin} and lacks ${open[0]} of this one: it belongs to another line of versions. Use its own.`)
  }
  if (vereist.length > 0) {
    throw new Error(
      `${begin}, and a version that does not know ${vereist[0]} cannot run on it. Start the newer version, or restore a back-up made before it.`,
    )
  }
  return `${begin}; this older version can run on it, until all are replaced`
}
