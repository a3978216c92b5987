import type { Db } from './db.ts'

/** How many rows of a table are sealed by a KEK. */
export type Kekgebruik = { readonly tabel: string; readonly kekId: string; readonly aantal: number }

/** Which KEKs the database needs, per table counted to `grens` (null = all of them). */
export async function leesKekgebruik(db: Db, grens: number | null): Promise<Kekgebruik[]> {
  const { rows } = await db.query<Kekgebruik>(
    'select tabel, kek_id as "kekId", aantal from platform.kek_gebruik($1) order by tabel, kek_id',
    [grens],
  )
  return rows
}

/** The KEK by which everything is to be wrapped in the end; null before routing ran for the first time. */
export async function leesGekozenKek(db: Db): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>('select id from platform.kek')
  return rows[0]?.id ?? null
}

/** For how many days that KEK has been it, by the clock of the database; null before routing ran for the first time. */
export async function leesGekozenSinds(db: Db): Promise<number | null> {
  const { rows } = await db.query<{ dagen: number }>(
    'select (extract(epoch from clock_timestamp() - gekozen_op) / 86400)::float8 as dagen from platform.kek',
  )
  return rows[0]?.dagen ?? null
}

/** From now on everything is to be wrapped by this KEK; when it was already, since when stays. */
export async function kiesKek(db: Db, id: string): Promise<void> {
  await db.query(
    `insert into platform.kek (id, gekozen_op) values ($1, clock_timestamp())
     on conflict (enig) do update set id = excluded.id, gekozen_op = excluded.gekozen_op where kek.id <> excluded.id`,
    [id],
  )
}
