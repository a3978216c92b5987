import type { Db } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { PARTITIES } from './partitie.ts'
import type { Lezer } from './positie-store.ts'

/** The cluster, and the names on it, that a database's messages go through. */
export type Binding = { readonly clusterId: string; readonly voorvoegsel: string; readonly sinds: Date }

export async function leesBinding(db: Db): Promise<Binding | null> {
  const { rows } = await db.query<Binding>('select cluster_id as "clusterId", voorvoegsel, sinds from platform.kafka')
  return rows[0] ?? null
}

/** Binds the database to a cluster, in the place of the one it was bound to. */
export async function bind(db: Db, b: Pick<Binding, 'clusterId' | 'voorvoegsel'>): Promise<void> {
  await db.query(
    `insert into platform.kafka (cluster_id, voorvoegsel, sinds) values ($1, $2, now())
     on conflict (enig) do update set cluster_id = excluded.cluster_id, voorvoegsel = excluded.voorvoegsel, sinds = excluded.sinds`,
    [b.clusterId, b.voorvoegsel],
  )
}

/** The number before the first message of an outbox that this reader has not applied; null when it has applied all that is kept. */
export async function leesVoorEersteOngelezen(db: Db, lezer: Lezer, schrijver: Producent): Promise<number | null> {
  const { rows } = await db.query<{ positie: number | null }>(
    `select min(u.positie) - 1 as positie from generate_series(0, $3::int - 1) p
     cross join lateral (
       select u.positie from ${schrijver}.uit u where u.partitie = p and u.positie > coalesce(
         (select positie from ${lezer.stage}.positie s where consument = $1 and topic = $2 and s.partitie = p
          and bron = (select id from platform.bron)), 0)
       order by u.positie limit 1) u`,
    [lezer.consument, lezer.topic, PARTITIES],
  )
  return rows[0]?.positie ?? null
}

/** Forgets where on the cluster a reader found the messages of a topic: it begins again at the earliest, and passes over what it has applied. */
export async function vergeetMerken(db: Db, { stage, consument, topic }: Lezer): Promise<void> {
  await db.query(`update ${stage}.positie set merk = null where consument = $1 and topic = $2 and merk is not null`, [
    consument,
    topic,
  ])
}
