import type { Db } from './db.ts'
import type { Geschakeld } from './keten.ts'
import type { Lezende, Lezer } from './positie-store.ts'

export type Apartreden = 'fout' | 'onleesbaar' | 'wacht-op-eerder'

/** A message to put aside: of which dossier (or order), and why. `berichtId` is null when it could not be read. */
export type Apart = {
  readonly bericht: Geschakeld
  readonly sleutel: string
  readonly berichtId: string | null
  readonly reden: Apartreden
  readonly foutcode: string | null
}

/** The dossiers among these that have a queue, locked so that a release and this batch do not pass each other. */
export async function vergrendelWachtrijen(
  db: Db,
  stage: Lezende,
  sleutels: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ sleutel: string }>(
    `select sleutel from ${stage}.wachtrij where sleutel = any($1::uuid[]) order by sleutel for update`,
    [sleutels],
  )
  return new Set(rows.map(({ sleutel }) => sleutel))
}

/** Puts messages aside, in order, opening the queue of their dossier where there is none. */
export async function legApart(db: Db, lezer: Lezer, apart: readonly Apart[]): Promise<void> {
  const sleutels = [...new Set(apart.map(({ sleutel }) => sleutel))].sort()
  // The update that changes nothing locks a row another reader of this stage made meanwhile, so that no release takes it away under us.
  await db.query(
    `insert into ${lezer.stage}.wachtrij as w (sleutel) select unnest($1::uuid[]) on conflict (sleutel) do update set sinds = w.sinds`,
    [sleutels],
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

export type Wachtend = {
  readonly id: number
  readonly consument: string
  readonly topic: string
  readonly bericht: string
}

/**
 * The first message in a dossier's queue, its queue row locked; null when there is no queue. With a `lezer` only its own: a stage that reads
 * several topics (dossier) shares the queue row, but each reader can handle its own topic alone.
 */
export async function eersteWachtend(db: Db, stage: Lezende, sleutel: string, lezer?: Lezer): Promise<Wachtend | null> {
  if ((await vergrendelWachtrijen(db, stage, [sleutel])).size === 0) return null
  const { rows } = await db.query<Wachtend>(
    `select id, consument, topic, bericht from ${stage}.onverwerkbaar
     where sleutel = $1 and consument = coalesce($2, consument) and topic = coalesce($3, topic) order by id limit 1`,
    [sleutel, lezer?.consument ?? null, lezer?.topic ?? null],
  )
  return rows[0] ?? null
}

/** Takes a handled message out of its queue, and the queue away when it was the last. */
export async function neemUitWachtrij(db: Db, stage: Lezende, o: { sleutel: string; id: number }): Promise<void> {
  await db.query(`delete from ${stage}.onverwerkbaar where id = $1`, [o.id])
  await db.query(
    `delete from ${stage}.wachtrij w where w.sleutel = $1 and not exists (select from ${stage}.onverwerkbaar o where o.sleutel = w.sleutel)`,
    [o.sleutel],
  )
}
