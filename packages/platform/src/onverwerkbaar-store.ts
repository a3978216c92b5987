import type { Db } from './db.ts'
import type { Geschakeld } from './keten.ts'
import type { Lezer } from './positie-store.ts'

export type Apartreden = 'fout' | 'onleesbaar' | 'wacht-op-eerder'

/** A message to put aside: of which dossier (or order), and why. `berichtId` is null when it could not be read. */
export type Apart = {
  readonly bericht: Geschakeld
  readonly sleutel: string
  readonly berichtId: string | null
  readonly reden: Apartreden
  readonly foutcode: string | null
}

/** The dossiers among these that have a queue at this reader, locked so that a release and this batch do not pass each other. */
export async function vergrendelWachtrijen(
  db: Db,
  lezer: Lezer,
  sleutels: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ sleutel: string }>(
    `select sleutel from ${lezer.stage}.wachtrij
     where consument = $1 and topic = $2 and sleutel = any($3::uuid[]) order by sleutel for update`,
    [lezer.consument, lezer.topic, sleutels],
  )
  return new Set(rows.map(({ sleutel }) => sleutel))
}

/** Puts messages aside, in order, opening the queue of their dossier where there is none. */
export async function legApart(db: Db, lezer: Lezer, apart: readonly Apart[]): Promise<void> {
  const sleutels = [...new Set(apart.map(({ sleutel }) => sleutel))].sort()
  // The update that changes nothing locks a row another owner of this reader made meanwhile, so that no release takes it away under us.
  await db.query(
    `insert into ${lezer.stage}.wachtrij as w (consument, topic, sleutel) select $1, $2, unnest($3::uuid[])
     on conflict (consument, topic, sleutel) do update set sinds = w.sinds`,
    [lezer.consument, lezer.topic, sleutels],
  )
  await db.query(
    `insert into ${lezer.stage}.onverwerkbaar (consument, topic, sleutel, partitie, bron, positie, bericht_id, reden, foutcode, bericht)
     select $1, $2, a.sleutel, a.partitie, a.bron, a.positie, a.bericht_id, a.reden, a.foutcode, a.bericht
     from unnest($3::uuid[], $4::smallint[], $5::uuid[], $6::bigint[], $7::uuid[], $8::text[], $9::text[], $10::text[])
       with ordinality as a (sleutel, partitie, bron, positie, bericht_id, reden, foutcode, bericht, volgnummer) order by a.volgnummer`,
    [
      lezer.consument,
      lezer.topic,
      apart.map((a) => a.sleutel),
      apart.map((a) => a.bericht.partitie),
      apart.map((a) => a.bericht.bron),
      apart.map((a) => a.bericht.positie),
      apart.map((a) => a.berichtId),
      apart.map((a) => a.reden),
      apart.map((a) => a.foutcode),
      apart.map((a) => a.bericht.waarde),
    ],
  )
}

export type Wachtend = { readonly id: number; readonly bericht: string }

/** The first message in a dossier's queue at this reader, the queue row locked; null when there is no queue. */
export async function eersteWachtend(db: Db, lezer: Lezer, sleutel: string): Promise<Wachtend | null> {
  if ((await vergrendelWachtrijen(db, lezer, [sleutel])).size === 0) return null
  const { rows } = await db.query<Wachtend>(
    `select id, bericht from ${lezer.stage}.onverwerkbaar
     where consument = $1 and topic = $2 and sleutel = $3 order by consument, topic, sleutel, id limit 1`,
    [lezer.consument, lezer.topic, sleutel],
  )
  return rows[0] ?? null
}

/** The `aantal` dossiers put aside last at this reader, the oldest first; not those whose queue starts with what cannot be read. */
export async function laatstApart(db: Db, lezer: Lezer, aantal: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ sleutel: string }>(
    `select sleutel from (
       select distinct on (sleutel) sleutel, id, reden from ${lezer.stage}.onverwerkbaar
       where consument = $1 and topic = $2 order by sleutel, id
     ) eerste where reden <> 'onleesbaar' order by id desc limit $3`,
    [lezer.consument, lezer.topic, aantal],
  )
  return rows.map(({ sleutel }) => sleutel).reverse()
}

/** Takes a handled message out of its queue, and the queue away when it was the last: then true. */
export async function neemUitWachtrij(db: Db, lezer: Lezer, o: { sleutel: string; id: number }): Promise<boolean> {
  await db.query(`delete from ${lezer.stage}.onverwerkbaar where id = $1`, [o.id])
  return ruimWachtrijOp(db, lezer, o.sleutel)
}

/** Takes a queue away when nothing stands in it (any more): then true. */
export async function ruimWachtrijOp(db: Db, lezer: Lezer, sleutel: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from ${lezer.stage}.wachtrij w where w.consument = $1 and w.topic = $2 and w.sleutel = $3 and not exists (
       select from ${lezer.stage}.onverwerkbaar o where o.consument = w.consument and o.topic = w.topic and o.sleutel = w.sleutel)`,
    [lezer.consument, lezer.topic, sleutel],
  )
  return rowCount === 1
}

/** Notes why the first of a queue failed this time: it may have waited there for another before, or failed otherwise. */
export async function noteerFout(db: Db, lezer: Lezer, o: { id: number; foutcode: string }): Promise<void> {
  await db.query(
    `update ${lezer.stage}.onverwerkbaar set reden = 'fout', foutcode = $2
     where id = $1 and reden <> 'onleesbaar'`,
    [o.id, o.foutcode],
  )
}
