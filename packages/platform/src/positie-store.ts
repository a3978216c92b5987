import type { Stand } from './bus.ts'
import type { Db, Schrijver } from './db.ts'
import { PARTITIES } from './partitie.ts'

/** The stages that read, each with its positions and what it put aside in its own schema. */
export type Lezende = 'routing' | 'sla' | 'delivery' | 'dossier'

export type Lezer = { readonly stage: Lezende; readonly consument: string; readonly topic: string }

/** Makes the positions of a reader on the chains of this database's own outbox (0 = nothing read) and returns all it has for them. */
export async function openStanden(db: Db, lezer: Lezer): Promise<Stand[]> {
  await db.query(
    `insert into ${lezer.stage}.positie (consument, topic, partitie, bron)
     select $1, $2, p, b.id from generate_series(0, $3::int - 1) p cross join platform.bron b on conflict do nothing`,
    [lezer.consument, lezer.topic, PARTITIES],
  )
  const { rows } = await db.query<Stand>(
    `select partitie, bron, positie, merk from ${lezer.stage}.positie
     where consument = $1 and topic = $2 and bron = (select id from platform.bron) order by partitie`,
    [lezer.consument, lezer.topic],
  )
  return rows
}

/** Makes a position (0) for chains of another producing database, as a transport meets them. */
export async function zorgVoorStanden(
  db: Db,
  lezer: Lezer,
  ketens: readonly { partitie: number; bron: string }[],
): Promise<void> {
  await db.query(
    `insert into ${lezer.stage}.positie (consument, topic, partitie, bron)
     select $1, $2, k.partitie, k.bron from unnest($3::smallint[], $4::uuid[]) as k (partitie, bron) on conflict do nothing`,
    [lezer.consument, lezer.topic, ketens.map((k) => k.partitie), ketens.map((k) => k.bron)],
  )
}

/** Locks all chains of these partitions, in order, and reads where they are. First statement of every batch: two owners can never both apply. */
export async function vergrendelStanden(db: Db, lezer: Lezer, partities: readonly number[]): Promise<Stand[]> {
  const { rows } = await db.query<Stand>(
    `select partitie, bron, positie, merk from ${lezer.stage}.positie
     where consument = $1 and topic = $2 and partitie = any($3::smallint[]) order by partitie, bron for update`,
    [lezer.consument, lezer.topic, partities],
  )
  return rows
}

export type Verschuiving = { readonly van: Stand; readonly naar: number; readonly merk: string | null }

/** Moves chains, each only from the position that was read; one that had moved fails the transaction (SQLSTATE WK002). */
export function verschuif(tx: Schrijver, lezer: Lezer, verschuivingen: readonly Verschuiving[]): void {
  tx.schrijf(
    `with verschoven as (
       update ${lezer.stage}.positie p set positie = v.naar, merk = coalesce(v.merk, p.merk)
       from unnest($3::smallint[], $4::uuid[], $5::bigint[], $6::bigint[], $7::text[]) as v (partitie, bron, van, naar, merk)
       where p.consument = $1 and p.topic = $2 and p.partitie = v.partitie and p.bron = v.bron and p.positie = v.van returning 1)
     select platform.eis_aantal((select count(*) from verschoven), $8, 'positions that moved')`,
    [
      lezer.consument,
      lezer.topic,
      verschuivingen.map((v) => v.van.partitie),
      verschuivingen.map((v) => v.van.bron),
      verschuivingen.map((v) => v.van.positie),
      verschuivingen.map((v) => v.naar),
      verschuivingen.map((v) => v.merk),
      verschuivingen.length,
    ],
  )
}
