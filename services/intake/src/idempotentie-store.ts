import type { Db, Schrijver } from '@warmknooppunt/platform/db'

/** The first answer to a request: with the fingerprint of its body, under one of its keys. */
export type EersteAntwoord = {
  readonly sleutel: Buffer
  readonly vingerafdruk: Buffer
  readonly status: number
  readonly antwoord: unknown
}

type Rij = { sleutel: Buffer; vingerafdruk: Buffer; status: number; antwoord: unknown }

/** First answers that are still kept at `nu`, by key in hex. */
export async function leesAntwoorden(
  db: Db,
  sleutels: readonly Buffer[],
  nu: Temporal.Instant,
): Promise<ReadonlyMap<string, EersteAntwoord>> {
  const { rows } = await db.query<Rij>(
    `select sleutel, vingerafdruk, status, antwoord from intake.idempotentie
     where sleutel = any($1::bytea[]) and verloopt_op > $2`,
    [sleutels, nu.toString()],
  )
  return new Map(rows.map((rij) => [rij.sleutel.toString('hex'), rij]))
}

/**
 * Keeps answers in the order of their keys. A second request with the same key waits here for the first one's transaction, and fails (WK002):
 * another request was first. An expired row makes place.
 */
export function bewaarAntwoorden(
  tx: Schrijver,
  antwoorden: readonly EersteAntwoord[],
  o: { nu: Temporal.Instant; verlooptOp: Temporal.Instant },
): void {
  const opVolgorde = antwoorden.toSorted((a, b) => Buffer.compare(a.sleutel, b.sleutel))
  const sleutels = opVolgorde.map(({ sleutel }) => sleutel)
  tx.schrijf(
    `with nieuw as (insert into intake.idempotentie as idempotentie (sleutel, vingerafdruk, status, antwoord, verloopt_op)
     select i.sleutel, i.vingerafdruk, i.status, i.antwoord, $5
     from unnest($1::bytea[], $2::bytea[], $3::smallint[], $4::json[]) with ordinality as i (sleutel, vingerafdruk, status, antwoord, volgnummer)
     order by i.volgnummer
     on conflict (sleutel) do update set vingerafdruk = excluded.vingerafdruk, status = excluded.status, antwoord = excluded.antwoord,
       verloopt_op = excluded.verloopt_op where idempotentie.verloopt_op <= $6 returning 1)
     select platform.eis_aantal((select count(*) from nieuw), $7, 'answers')`,
    [
      sleutels,
      opVolgorde.map(({ vingerafdruk }) => vingerafdruk),
      opVolgorde.map(({ status }) => status),
      opVolgorde.map(({ antwoord }) => JSON.stringify(antwoord)),
      o.verlooptOp.toString(),
      o.nu.toString(),
      opVolgorde.length,
    ],
  )
}

/** Deletes up to `limiet` answers whose time has passed. */
export async function ruimAntwoordenOp(db: Db, nu: Temporal.Instant, limiet: number): Promise<number> {
  const { rowCount } = await db.query(
    `with oud as materialized (select sleutel from intake.idempotentie where verloopt_op <= $1 order by verloopt_op limit $2)
     delete from intake.idempotentie i using oud where i.sleutel = oud.sleutel`,
    [nu.toString(), limiet],
  )
  return rowCount ?? 0
}
