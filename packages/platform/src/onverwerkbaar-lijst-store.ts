import type { Db } from './db.ts'
import type { Stand, Weigerreden } from './herstel-store.ts'
import type { Apartreden } from './onverwerkbaar-store.ts'
import type { Lezende } from './positie-store.ts'

/** What an operator ordered about a queue, and what came of it. */
export type Opdrachtrij = {
  readonly id: string
  readonly ontvangst: number
  readonly sleutel: string
  readonly volgnummer: number
  readonly topic: string | null
  readonly keuze: 'vrijgeven' | 'weigeren'
  readonly weigerreden: Weigerreden | null
  readonly operator: string
  readonly gegevenOp: Date
  readonly stand: Stand
  readonly verwerkt: number
  readonly geweigerd: boolean
  readonly foutcode: string | null
  readonly afgerondOp: Date | null
}

/** A queue by the message that stands first in it. */
export type Wachtrij = {
  readonly volgnummer: number
  readonly topic: string
  readonly sleutel: string
  readonly sinds: Date
  readonly berichtId: string | null
  readonly reden: Apartreden
  readonly foutcode: string | null
  readonly aantal: number
  readonly bericht: string
}

export type Plek = { readonly topic: string; readonly sleutel: string }

/** The queues of a stage by topic and key, after a place in that order. `aantal`: what stands in it, counted to 10,000. */
export async function leesWachtrijen(
  db: Db,
  stage: Lezende,
  o: { readonly na: Plek; readonly limiet: number },
): Promise<Wachtrij[]> {
  const { rows } = await db.query<Wachtrij>(
    `with bladzijde as materialized (
       select w.* from ${stage}.wachtrij w where w.consument = '${stage}' and (w.topic, w.sleutel) > ($1, $2::uuid)
       order by w.consument, w.topic, w.sleutel limit $3
     )
     select e.id as volgnummer, b.topic, b.sleutel, b.sinds, e.bericht_id as "berichtId", e.reden, e.foutcode, e.bericht,
       (select count(*) from (select from ${stage}.onverwerkbaar a
         where a.consument = b.consument and a.topic = b.topic and a.sleutel = b.sleutel
         order by a.consument, a.topic, a.sleutel, a.id limit 10000) a) as aantal
     from bladzijde b cross join lateral (select * from ${stage}.onverwerkbaar o
       where o.consument = b.consument and o.topic = b.topic and o.sleutel = b.sleutel
       order by o.consument, o.topic, o.sleutel, o.id limit 1) e
     order by b.topic, b.sleutel`,
    [o.na.topic, o.na.sleutel, o.limiet],
  )
  return rows
}

const KOLOMMEN = `h.id, h.ontvangst, h.sleutel, h.volgnummer, h.topic, h.keuze, h.weigerreden, h.operator, h.gegeven_op as "gegevenOp",
  h.stand, h.verwerkt, h.geweigerd, h.foutcode, h.afgerond_op as "afgerondOp"`

/** The last order about each of these keys and topics. */
export async function leesLaatsteOpdrachten(db: Db, stage: Lezende, rijen: readonly Plek[]): Promise<Opdrachtrij[]> {
  const { rows } = await db.query<Opdrachtrij>(
    `select ${KOLOMMEN} from unnest($1::uuid[], $2::text[]) as r (sleutel, topic) cross join lateral (
       select * from ${stage}.herstelopdracht h where h.sleutel = r.sleutel and h.topic = r.topic
       order by h.sleutel, h.ontvangst desc limit 1) h`,
    [rijen.map(({ sleutel }) => sleutel), rijen.map(({ topic }) => topic)],
  )
  return rows
}

/** Orders that a stage was given, the newest first, before a number of arrival. */
export async function leesOpdrachten(
  db: Db,
  stage: Lezende,
  o: { readonly voor: number; readonly limiet: number },
): Promise<Opdrachtrij[]> {
  const { rows } = await db.query<Opdrachtrij>(
    `select ${KOLOMMEN} from ${stage}.herstelopdracht h where h.ontvangst < $1 order by h.ontvangst desc limit $2`,
    [o.voor, o.limiet],
  )
  return rows
}

/** An order by its id; null while this stage has not had it. */
export async function leesOpdracht(db: Db, stage: Lezende, id: string): Promise<Opdrachtrij | null> {
  const { rows } = await db.query<Opdrachtrij>(`select ${KOLOMMEN} from ${stage}.herstelopdracht h where h.id = $1`, [
    id,
  ])
  return rows[0] ?? null
}

/** A message as it lies aside, or was refused. `volgende`: the number of the one behind it. */
export type Ingezien = Omit<Wachtrij, 'sinds' | 'aantal'> & {
  readonly opgetekendOp: Date
  readonly volgende: number | null
  readonly weigerreden: Weigerreden | null
  readonly geweigerdDoor: string | null
  readonly geweigerdOp: Date | null
}

/** The message with this number; null when it lies aside no more, unless it was refused. */
export async function leesBericht(db: Db, stage: Lezende, volgnummer: number): Promise<Ingezien | null> {
  const { rows } = await db.query<Ingezien>(
    `select o.id as volgnummer, o.topic, o.sleutel, o.bericht_id as "berichtId", o.reden, o.foutcode, o.opgetekend_op as "opgetekendOp",
       o.bericht, (select v.id from ${stage}.onverwerkbaar v
         where v.consument = o.consument and v.topic = o.topic and v.sleutel = o.sleutel and v.id > o.id
         order by v.consument, v.topic, v.sleutel, v.id limit 1) as volgende,
       null as weigerreden, null as "geweigerdDoor", null as "geweigerdOp"
     from ${stage}.onverwerkbaar o where o.id = $1
     union all
     select g.volgnummer, g.topic, g.sleutel, g.bericht_id, g.reden, g.foutcode, g.opgetekend_op, g.bericht, null,
       g.weigerreden, g.operator, g.geweigerd_op
     from ${stage}.geweigerd g where g.volgnummer = $1`,
    [volgnummer],
  )
  return rows[0] ?? null
}

export const INZAGEREDENEN = ['herstel', 'vraag-van-deelnemer', 'incident', 'controle'] as const
export type Inzagereden = (typeof INZAGEREDENEN)[number]

export type Inzage = {
  readonly bericht: Pick<Ingezien, 'volgnummer' | 'sleutel' | 'topic' | 'berichtId'>
  readonly operator: string
  readonly client: string
  readonly reden: Inzagereden
}

/** Keeps who read a message, and why. */
export async function noteerInzage(
  db: Db,
  stage: Lezende,
  { bericht, operator, client, reden }: Inzage,
): Promise<void> {
  await db.query(
    `insert into ${stage}.inzage (volgnummer, sleutel, topic, bericht_id, operator, client, reden) values ($1, $2, $3, $4, $5, $6, $7)`,
    [bericht.volgnummer, bericht.sleutel, bericht.topic, bericht.berichtId, operator, client, reden],
  )
}
