import type { Bewaarsoort } from './bewaar-velden.ts'
import type { Db } from './db.ts'

/** Rows of one table that go when they are old; fixed text, never a value from outside. */
export type Bewaarregel = {
  readonly soort: Bewaarsoort
  /** with its schema */
  readonly tabel: string
  /** the moment or day from which the days count, with an index that begins with it */
  readonly kolom: string
  /** of the rows that may go, beside their age; `r` is the row */
  readonly mits?: string
}

/**
 * Deletes at most so many rows from before a moment, and gives how many: one short statement of its own. Of rows that another process deletes at
 * the same moment it waits for the end, and counts none. (No `for update`: that would ask for the right to change what may only go.)
 */
export async function verwijder(db: Db, regel: Bewaarregel, voor: string, limiet: number): Promise<number> {
  const { tabel, kolom, mits = 'true' } = regel
  const { rowCount } = await db.query(
    `delete from ${tabel} where ctid = any(array(
       select r.ctid from ${tabel} r where r.${kolom} < $1 and ${mits} order by r.${kolom} limit $2))`,
    [voor, limiet],
  )
  return rowCount ?? 0
}

/** The moment of the oldest row that may go some day; null when there is none. */
export async function leesOudste(
  db: Db,
  { tabel, kolom, mits = 'true' }: Bewaarregel,
): Promise<Temporal.Instant | null> {
  const { rows } = await db.query<{ ms: number | null }>(
    `select extract(epoch from (select r.${kolom} from ${tabel} r where ${mits} order by r.${kolom} limit 1)::timestamptz)::float8 * 1000 as ms`,
  )
  const ms = rows[0]?.ms ?? null
  return ms === null ? null : Temporal.Instant.fromEpochMilliseconds(Math.floor(ms))
}

export type Ronde = {
  readonly tabel: string
  readonly soort: Bewaarsoort
  readonly dagen: number
  readonly gedaanOp: Temporal.Instant
  readonly verwijderd: number
  readonly oudsteOp: Temporal.Instant | null
}

/** Notes what a round did. */
export async function noteerRonde(db: Db, ronde: Ronde): Promise<void> {
  await db.query(
    `insert into platform.bewaring as b (tabel, soort, dagen, gedaan_op, verwijderd, totaal, oudste_op) values ($1, $2, $3, $4, $5, $5, $6)
     on conflict (tabel) do update set soort = excluded.soort, dagen = excluded.dagen, gedaan_op = excluded.gedaan_op,
       verwijderd = excluded.verwijderd, totaal = b.totaal + excluded.verwijderd, oudste_op = excluded.oudste_op`,
    [
      ...[ronde.tabel, ronde.soort, ronde.dagen, ronde.gedaanOp.toString(), ronde.verwijderd],
      ronde.oudsteOp?.toString() ?? null,
    ],
  )
}

/** A round as the report has it. */
export type Gedaan = {
  readonly tabel: string
  readonly soort: string
  readonly dagen: number
  readonly gedaanOp: Date
  readonly verwijderd: number
  readonly totaal: number
  readonly oudsteOp: Date | null
}

/** The last round of each table, by its name. */
export async function leesRondes(db: Db): Promise<Gedaan[]> {
  const { rows } = await db.query<Gedaan>(
    `select tabel, soort, dagen, gedaan_op as "gedaanOp", verwijderd, totaal, oudste_op as "oudsteOp" from platform.bewaring order by tabel`,
  )
  return rows
}
