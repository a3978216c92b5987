import type { KeuzeWeigeren } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Pool } from 'pg'
import type { Db } from './db.ts'
import { voorbereid } from './db.ts'
import type { Lezende, Lezer } from './positie-store.ts'

export type Weigerreden = KeuzeWeigeren['reden']
export type Stand = 'open' | 'vrij' | 'vast' | 'niets-te-doen'

/** An operator's order as it came. */
export type Herstelopdracht = {
  readonly id: string
  readonly sleutel: string
  readonly volgnummer: number
  readonly keuze: 'vrijgeven' | 'weigeren'
  readonly weigerreden: Weigerreden | null
  readonly operator: string
}

/** Notes orders as open, in the order given; one that came before stays as it is. */
export async function noteerOpdrachten(
  db: Db,
  stage: Lezende,
  opdrachten: readonly (Herstelopdracht & { readonly gegevenOp: string })[],
): Promise<void> {
  await db.query(
    `insert into ${stage}.herstelopdracht (id, sleutel, volgnummer, topic, keuze, weigerreden, operator, gegeven_op)
     select n.id, n.sleutel, n.volgnummer,
       (select o.topic from ${stage}.onverwerkbaar o where o.id = n.volgnummer and o.sleutel = n.sleutel),
       n.keuze, n.weigerreden, n.operator, n.gegeven_op
     from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[]) with ordinality
       as n (id, sleutel, volgnummer, keuze, weigerreden, operator, gegeven_op, plaats) order by n.plaats
     on conflict (id) do nothing`,
    [
      opdrachten.map((o) => o.id),
      opdrachten.map((o) => o.sleutel),
      opdrachten.map((o) => o.volgnummer),
      opdrachten.map((o) => o.keuze),
      opdrachten.map((o) => o.weigerreden),
      opdrachten.map((o) => o.operator),
      opdrachten.map((o) => o.gegevenOp),
    ],
  )
}

/** Whether any order is open; asked all the time, so without a transaction. */
export async function heeftOpen(pool: Pool, stage: Lezende): Promise<boolean> {
  const vraag = `select from ${stage}.herstelopdracht where stand = 'open' order by ontvangst, id limit 1`
  const { rowCount } = await pool.query(voorbereid(vraag, []))
  return rowCount === 1
}

/** An order as it is being carried out; `topic` null: no such message lay aside when it came. */
export type Open = Herstelopdracht & {
  readonly topic: string | null
  readonly verwerkt: number
  readonly geweigerd: boolean
}

/** The oldest open order, for this transaction only; null when there is none, `bezet` when another process of the stage is at it. */
export async function neemOudsteOpen(db: Db, stage: Lezende): Promise<Open | 'bezet' | null> {
  const slot = await db.query<{ mijn: boolean }>(`select pg_try_advisory_xact_lock(hashtext($1), 1) as mijn`, [
    `warmknooppunt.herstel.${stage}`,
  ])
  if (!slot.rows[0]?.mijn) return 'bezet'
  const { rows } = await db.query<Open>(
    `select id, sleutel, volgnummer, topic, keuze, weigerreden, operator, verwerkt, geweigerd from ${stage}.herstelopdracht
     where stand = 'open' order by ontvangst, id limit 1 for update`,
  )
  return rows[0] ?? null
}

export type Voortgang = {
  /** the order as it was read: it is written only when it still is */
  readonly van: Open
  readonly verwerkt: number
  readonly geweigerd: boolean
  readonly stand: Stand
  readonly foutcode: string | null
}

/** Writes how far an order is; false when another has brought it further meanwhile. */
export async function noteerVoortgang(db: Db, stage: Lezende, v: Voortgang): Promise<boolean> {
  const { rowCount } = await db.query(
    `update ${stage}.herstelopdracht set verwerkt = $2, geweigerd = $3, stand = $4, foutcode = $5,
       afgerond_op = case when $4::text = 'open' then null else clock_timestamp() end
     where id = $1 and afgerond_op is null and verwerkt = $6 and geweigerd = $7`,
    [v.van.id, v.verwerkt, v.geweigerd, v.stand, v.foutcode, v.van.verwerkt, v.van.geweigerd],
  )
  return rowCount === 1
}

/** Takes the message an order names out of its queue for good, and keeps it as refused. */
export async function weigerBericht(db: Db, lezer: Lezer, o: Open): Promise<void> {
  await db.query(
    `with weg as (delete from ${lezer.stage}.onverwerkbaar where id = $1 returning *)
     insert into ${lezer.stage}.geweigerd (volgnummer, sleutel, consument, topic, partitie, bron, positie, bericht_id, reden, foutcode,
       opgetekend_op, bericht, opdracht_id, operator, weigerreden)
     select id, sleutel, consument, topic, partitie, bron, positie, bericht_id, reden, foutcode, opgetekend_op, bericht, $2, $3, $4 from weg`,
    [o.volgnummer, o.id, o.operator, o.weigerreden],
  )
}
