import type { Db } from './db.ts'
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

/** Forgets where on the cluster a reader found the messages of a topic: it begins again at the earliest, and passes over what it has applied. */
export async function vergeetMerken(db: Db, { stage, consument, topic }: Lezer): Promise<void> {
  await db.query(`update ${stage}.positie set merk = null where consument = $1 and topic = $2 and merk is not null`, [
    consument,
    topic,
  ])
}
