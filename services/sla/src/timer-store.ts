import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import { ALLE_PARTITIES } from './achterstand-store.ts'
import type { Timer, TimerSoort } from './stand.ts'

/** A timer in the hands of a worker; `poging` is its fence. */
export type Geclaimd = Omit<Timer, 'wachtOp'> & { readonly partitie: number; readonly poging: number }

export function zetTimers(tx: Schrijver, timers: readonly Timer[]): void {
  tx.schrijf(
    `insert into sla.timer (id, dossier_id, klok_id, vervalt_op, partitie, soort)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::smallint[], $6::text[])`,
    [
      timers.map((t) => t.id),
      timers.map((t) => t.dossierId),
      timers.map((t) => t.klokId),
      timers.map((t) => t.vervaltOp.toString()),
      timers.map((t) => (t.wachtOp === 'alles' ? ALLE_PARTITIES : partitieVan(t.dossierId))),
      timers.map((t) => t.soort),
    ],
  )
}

/** Whether anything was due at `rijpOp`. */
export async function heeftRijpe(db: Db, rijpOp: Temporal.Instant): Promise<boolean> {
  const { rows } = await db.query<{ rijp: boolean }>(
    'select exists (select from sla.timer where vervalt_op <= $1 order by vervalt_op) as rijp',
    [rijpOp.toString()],
  )
  return rows[0]?.rijp ?? false
}

export type Claimgrenzen = {
  /** due at or before this moment */
  readonly rijpOp: Temporal.Instant
  /** due at or before this moment: whatever is still unhandled */
  readonly hoeDanOokOp: Temporal.Instant
  /** per partition, and at last over all, the oldest unhandled message, null = none: a timer due later than that waits */
  readonly oudsten: readonly (Temporal.Instant | null)[]
}

type Rij = {
  id: string
  dossier_id: string
  klok_id: string
  vervalt_op: Date
  soort: TimerSoort
  partitie: number
  poging: number
}

/** A timer that was claimed this often and never fired holds up the later ones of its dossier no longer. */
export const MAX_POGINGEN = 5

// How these statements are planned (docs/decisions/010): `= any` keeps a look by key what a join with a table thought empty may turn into a walk
// of all timers; `offset 0` keeps `not exists` a look for each row.

/**
 * Claims up to `limiet` timers in due order, past those that wait, that another worker holds, or that come after one of the same dossier that
 * is open and not claimed here (013). Those that an earlier one holds up are passed over before the limit, so that however many of them there are
 * the others come; `vrij` is for what another is claiming at this moment. The lease is by the database's clock, the same for all.
 */
export async function claimTimers(
  db: Db,
  { rijpOp, hoeDanOokOp, oudsten }: Claimgrenzen,
  { limiet, leaseMs }: { readonly limiet: number; readonly leaseMs: number },
): Promise<Geclaimd[]> {
  const { rows } = await db.query<Rij>(
    `with rijp as materialized (
       select id, dossier_id, vervalt_op from sla.timer t
       where vervalt_op <= $1 and (lease_tot is null or lease_tot <= clock_timestamp())
         and (vervalt_op <= $2 or vervalt_op <= ($3::timestamptz[])[partitie + 1])
         and not exists (select from sla.timer e where e.dossier_id = t.dossier_id and e.vervalt_op < t.vervalt_op and e.poging < $6
           and (e.lease_tot > clock_timestamp() or (e.vervalt_op > $2 and e.vervalt_op > ($3::timestamptz[])[e.partitie + 1])) offset 0)
       order by vervalt_op limit $4 for update skip locked
     ), vrij as materialized (
       select r.id from rijp r
       where not exists (select from sla.timer e where e.dossier_id = r.dossier_id and e.vervalt_op < r.vervalt_op and e.poging < $6
         and e.id not in (select id from rijp) offset 0)
     )
     update sla.timer t set lease_tot = (select clock_timestamp()) + make_interval(secs => $5::float8 / 1000), poging = t.poging + 1
     where t.id = any(array(select id from vrij))
     returning t.id, t.dossier_id, t.klok_id, t.vervalt_op, t.soort, t.partitie, t.poging`,
    [
      rijpOp.toString(),
      hoeDanOokOp.toString(),
      oudsten.map((oudste) => oudste?.toString() ?? 'infinity'),
      limiet,
      leaseMs,
      MAX_POGINGEN,
    ],
  )
  return rows.map(naarGeclaimd).toSorted(opVolgorde)
}

function naarGeclaimd(rij: Rij): Geclaimd {
  const { id, dossier_id: dossierId, klok_id: klokId, soort, partitie, poging } = rij
  return { id, dossierId, klokId, soort, partitie, poging, vervaltOp: rij.vervalt_op.toTemporalInstant() }
}

function opVolgorde(a: Geclaimd, b: Geclaimd): number {
  return Temporal.Instant.compare(a.vervaltOp, b.vervaltOp) || (a.id < b.id ? -1 : 1)
}

/** Takes fired timers away, those that are still ours. Returns their ids: who lost a lease gets fewer back and must write nothing for the rest. */
export async function neemWeg(db: Db, timers: readonly Geclaimd[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    `delete from sla.timer t where t.id = any($1::uuid[]) and t.poging = ($2::int[])[array_position($1::uuid[], t.id)] returning t.id`,
    [timers.map((t) => t.id), timers.map((t) => t.poging)],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Lets go of every timer that was in hand when the moment came that was restored: it fires (again). Returns how many. As the owner. */
export async function laatTimersLos(db: Db): Promise<number> {
  const { rowCount } = await db.query('update sla.timer set lease_tot = null where lease_tot is not null')
  return rowCount ?? 0
}

export type Timertelling = {
  readonly open: number
  readonly rijp: number
  /** how long the oldest of those that are due is past the moment from which it fires */
  readonly oudsteSeconden: number
  readonly wachtend: number
}

/**
 * For the gauges: how many are open (exact up to 100,000, the planner's estimate beyond, as counting 10 million takes a second), how many of
 * them are due, and how many of those wait for an unhandled message. The last two stop counting at 100,000.
 */
export async function telTimers(db: Db, { rijpOp, hoeDanOokOp, oudsten }: Claimgrenzen): Promise<Timertelling> {
  const { rows } = await db.query<Timertelling>(
    `with rijp as materialized (
       select vervalt_op, partitie from sla.timer where vervalt_op <= $1 order by vervalt_op limit 100000)
     select (select case when c.reltuples < 100000 then (select count(*) from sla.timer where vervalt_op >= '-infinity') else c.reltuples::bigint end
         from pg_class c where c.oid = 'sla.timer'::regclass) as open,
       (select count(*) from rijp) as rijp,
       (select greatest(0, coalesce(extract(epoch from $1::timestamptz - min(vervalt_op)), 0))::float8 from rijp) as "oudsteSeconden",
       (select count(*) from rijp where vervalt_op > $2 and vervalt_op > ($3::timestamptz[])[partitie + 1]) as wachtend`,
    [rijpOp.toString(), hoeDanOokOp.toString(), oudsten.map((oudste) => oudste?.toString() ?? 'infinity')],
  )
  return rows[0] ?? { open: 0, rijp: 0, oudsteSeconden: 0, wachtend: 0 }
}

/** So many pages are looked at: exact for some ten thousand timers, an estimate beyond. */
const PAGINAS = 200

/** How many timers are open of each kind of clock. */
export async function telPerKlok(db: Db): Promise<{ readonly klok: string; readonly aantal: number }[]> {
  const { rows } = await db.query<{ klok: string; aantal: number }>(
    `with deel as materialized (
       select least(100, 100.0 * $1 / greatest(1, pg_relation_size('sla.timer') / current_setting('block_size')::int))::real as procent)
     select k.soort as klok, round(count(*) * 100 / (select procent from deel))::bigint as aantal
     from sla.timer t tablesample system ((select procent from deel)) join sla.klok k on k.id = t.klok_id group by k.soort`,
    [PAGINAS],
  )
  return rows
}
