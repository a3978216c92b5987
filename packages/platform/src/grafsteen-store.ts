import type { Db } from './db.ts'

/** A destroyed dossier and when that was. */
export type Grafsteen = { readonly dossierId: string; readonly vernietigdOp: string }

type Rij = { dossier_id: string; vernietigd_op: Date }

function naarGrafsteen({ dossier_id: dossierId, vernietigd_op: op }: Rij): Grafsteen {
  return { dossierId, vernietigdOp: op.toISOString() }
}

/** Tombstones that are not outside yet, locked for who writes them. */
export async function neemNieuwe(db: Db, limiet: number): Promise<Grafsteen[]> {
  const { rows } = await db.query<Rij>(
    'select dossier_id, vernietigd_op from kluis.grafsteen_uit order by dossier_id limit $1 for update skip locked',
    [limiet],
  )
  return rows.map(naarGrafsteen)
}

/** Notes that these are outside. */
export async function meldBuiten(db: Db, stenen: readonly Grafsteen[]): Promise<void> {
  await db.query('delete from kluis.grafsteen_uit where dossier_id = any($1::uuid[])', [
    stenen.map(({ dossierId }) => dossierId),
  ])
}

/** All tombstones after an id, in order of their ids. */
export async function leesGrafstenen(db: Db, na: string, limiet: number): Promise<Grafsteen[]> {
  const { rows } = await db.query<Rij>(
    'select dossier_id, vernietigd_op from kluis.vernietigd where dossier_id > $1 order by dossier_id limit $2',
    [na, limiet],
  )
  return rows.map(naarGrafsteen)
}

/** Puts tombstones that came from outside, and destroys the keys of those dossiers. Returns how many dossiers had keys. As the owner. */
export async function pasGrafstenenToe(db: Db, stenen: readonly Grafsteen[]): Promise<number> {
  await db.query(
    `insert into kluis.vernietigd (dossier_id, vernietigd_op)
     select * from unnest($1::uuid[], $2::timestamptz[]) on conflict do nothing`,
    [stenen.map(({ dossierId }) => dossierId), stenen.map(({ vernietigdOp }) => vernietigdOp)],
  )
  const { rows } = await db.query<{ aantal: number }>(
    `with weg as (delete from kluis.sleutel where dossier_id = any($1::uuid[]) returning dossier_id)
     select count(distinct dossier_id) as aantal from weg`,
    [stenen.map(({ dossierId }) => dossierId)],
  )
  return rows[0]?.aantal ?? 0
}
