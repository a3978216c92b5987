import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Parkeerreden } from './besluit.ts'
import type { Postvakrij } from './postvak-lezing-store.ts'

// How these statements are planned (docs/decisions/010): a status that is a parameter proves no partial index, where as a literal it would let
// the planner walk all that is open; `offset 0` keeps a `not exists` a look by key for each row, where it would read all that is open at once.

export type NieuweBezorging = {
  readonly id: string
  readonly deelnemer: string
  readonly nummer: number
  readonly eindpunt: string
  readonly dossierId: string
  readonly berichtId: string
  /** claimed at once if nothing waits before it: spares a claim of its own */
  readonly direct: boolean
}

/** Adds bezorgingen, in the order given = order of the postvak; tells which are claimed at once (attempt 1, lease running). */
export function voegBezorgingenToe(
  tx: Schrijver,
  b: readonly NieuweBezorging[],
  o: { readonly nu: Temporal.Instant; readonly leaseMs: number },
  meldDirecte: (ids: ReadonlySet<string>) => void,
): void {
  tx.schrijf<{ id: string; status: string }>(
    `with nieuw as materialized (
       select n.*, n.direct
         and not exists (select from delivery.bezorging e where e.eindpunt = n.eindpunt and e.dossier_id = n.dossier_id
           and e.status in ('wacht', 'bezig', 'geparkeerd') offset 0)
         and not exists (select from delivery.bezorging w where w.eindpunt = n.eindpunt and w.status = 'wacht' and w.volgende_op <= $8
           order by w.eindpunt, w.volgende_op, w.nummer offset 0) as nu_al
       from unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[])
         as n (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, direct)
     )
     insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, volgende_op, status, poging, lease_tot)
     select id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, $8, case when nu_al then 'bezig' else 'wacht' end,
       case when nu_al then 1 else 0 end, case when nu_al then clock_timestamp() + $9::int * interval '1 ms' end
     from nieuw returning id, status`,
    [
      b.map(({ id }) => id),
      b.map(({ deelnemer }) => deelnemer),
      b.map(({ nummer }) => nummer),
      b.map(({ eindpunt }) => eindpunt),
      b.map(({ dossierId }) => dossierId),
      b.map(({ berichtId }) => berichtId),
      b.map(({ direct }) => direct),
      o.nu.toString(),
      o.leaseMs,
    ],
    (rijen) => meldDirecte(new Set(rijen.flatMap(({ id, status }) => (status === 'bezig' ? [id] : [])))),
  )
}

/** A claimed bezorging with its message; `poging` is the fence. `proef`: it was parked, and tries whether the endpoint answers again. */
export type Geclaimd = Omit<Postvakrij, 'opgehaald'> & {
  readonly id: string
  readonly eindpunt: string
  readonly schuldeiser: string | null
  readonly poging: number
  readonly planVanaf: number
  readonly proef: boolean
  /** it is for another party now, which took over the gemeente */
  readonly overgegaan: boolean
}

export type Claim = {
  readonly eindpunten: readonly { readonly id: string; readonly vrij: number }[]
  readonly nu: Temporal.Instant
  readonly leaseMs: number
}

/**
 * Claims what is due, per endpoint at most what is free there, in due order; never past an unfinished one of the same dossier. Nothing at an
 * endpoint that is not active at this moment, whatever the caller read before.
 */
export async function claim(db: Db, c: Claim): Promise<Geclaimd[]> {
  const { rows } = await db.query<Geclaimd>(
    `with gekozen as materialized (
       select k.id from unnest($1::uuid[], $2::int[]) as r (eindpunt, vrij)
       join delivery.eindpunt p on p.id = r.eindpunt and p.status = 'actief' cross join lateral (
         select b.id from delivery.bezorging b
         where b.eindpunt = r.eindpunt and b.status = 'wacht' and b.volgende_op <= $3
           and not exists (select from delivery.bezorging e where e.eindpunt = b.eindpunt and e.dossier_id = b.dossier_id
             and e.nummer < b.nummer and e.status in ('wacht', 'bezig', 'geparkeerd') offset 0)
         order by b.volgende_op, b.nummer limit r.vrij for update of b skip locked) k
     ), geclaimd as (
       update delivery.bezorging b set status = 'bezig', poging = b.poging + 1, lease_tot = clock_timestamp() + $4::int * interval '1 ms'
       where b.id = any(array(select id from gekozen)) returning b.*
     )
     select g.id, g.eindpunt, g.poging, g.plan_vanaf as "planVanaf", false as proef, p.nummer, p.bericht_id as "berichtId",
       p.dossier_id as "dossierId", p.deelnemer, p.bericht, p.rol, p.publiek, p.schuldeiser, p.event, p.inhoud,
       p.overgegaan_op is not null as overgegaan
     from geclaimd g join delivery.postvakbericht p on p.deelnemer = g.deelnemer and p.nummer = g.nummer order by g.volgende_op, g.nummer`,
    [c.eindpunten.map(({ id }) => id), c.eindpunten.map(({ vrij }) => vrij), c.nu.toString(), c.leaseMs],
  )
  return rows
}

/** Claims, per endpoint, the oldest that was parked because it could not be reached, when its time to try again has come. */
export async function claimProef(db: Db, c: Claim): Promise<Geclaimd[]> {
  const { rows } = await db.query<Geclaimd>(
    `with gekozen as materialized (
       select k.id from unnest($1::uuid[]) as r (eindpunt)
       join delivery.eindpunt p on p.id = r.eindpunt and p.status = 'actief' cross join lateral (
         select b.id, b.volgende_op from delivery.bezorging b
         where b.eindpunt = r.eindpunt and b.status = $4 and b.parkeerreden = any('{onbereikbaar}')
         order by b.parkeerreden, b.eindpunt, b.nummer limit 1 for update of b skip locked) k where k.volgende_op <= $2
     ), geclaimd as (
       update delivery.bezorging b set status = 'bezig', poging = b.poging + 1, lease_tot = clock_timestamp() + $3::int * interval '1 ms'
       where b.id = any(array(select id from gekozen)) returning b.*
     )
     select g.id, g.eindpunt, g.poging, g.plan_vanaf as "planVanaf", true as proef, p.nummer, p.bericht_id as "berichtId",
       p.dossier_id as "dossierId", p.deelnemer, p.bericht, p.rol, p.publiek, p.schuldeiser, p.event, p.inhoud,
       p.overgegaan_op is not null as overgegaan
     from geclaimd g join delivery.postvakbericht p on p.deelnemer = g.deelnemer and p.nummer = g.nummer`,
    [c.eindpunten.map(({ id }) => id), c.nu.toString(), c.leaseMs, 'geparkeerd'],
  )
  return rows
}

/** Gives back, of these that were claimed at once, those that nobody took in hand (still attempt 1); returns their ids. */
export async function geefDirecteTerug(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update delivery.bezorging set status = 'wacht', lease_tot = null
     where id = any($1::uuid[]) and status = $2 and poging = 1 returning id`,
    [ids, 'bezig'],
  )
  return rows.map(({ id }) => id)
}

/**
 * Gives back what was claimed and not sent, where it is still held under that attempt: as it was before, a probe parked. What is no probe begins
 * its retry plan anew.
 */
export async function geefOngezondenTerug(
  db: Db,
  geclaimd: readonly Pick<Geclaimd, 'id' | 'poging' | 'proef'>[],
): Promise<void> {
  await db.query(
    `update delivery.bezorging b set status = case when o.proef then 'geparkeerd' else 'wacht' end, lease_tot = null,
       plan_vanaf = case when o.proef then b.plan_vanaf else b.poging end
     from unnest($1::uuid[], $2::int[], $3::boolean[]) as o (id, poging, proef)
     where b.id = any($1::uuid[]) and b.id = o.id and b.poging = o.poging and b.status = $4`,
    [geclaimd.map(({ id }) => id), geclaimd.map(({ poging }) => poging), geclaimd.map(({ proef }) => proef), 'bezig'],
  )
}

/** Gives up to `limiet` bezorgingen back whose lease ran out: their worker is gone, or will find that it may write nothing. */
export async function geefVerlopenTerug(db: Db, limiet: number): Promise<number> {
  const { rowCount } = await db.query(
    `with verlopen as materialized (select id from delivery.bezorging
       where lease_tot <= clock_timestamp() order by lease_tot limit $1 for update skip locked)
     update delivery.bezorging b set status = 'wacht', lease_tot = null where b.id = any(array(select id from verlopen))`,
    [limiet],
  )
  return rowCount ?? 0
}

export type Vrijgegeven = Pick<
  Geclaimd,
  'id' | 'eindpunt' | 'poging' | 'berichtId' | 'dossierId' | 'deelnemer' | 'bericht' | 'rol' | 'event'
>

/** Releases up to `limiet` parked bezorgingen of these endpoints, oldest first: due now, with a new retry plan. */
export async function geefVrij(
  db: Db,
  o: { eindpunten: readonly string[]; reden: Parkeerreden; nu: Temporal.Instant; limiet: number },
): Promise<Vrijgegeven[]> {
  const { rows } = await db.query<Vrijgegeven>(
    `with oudste as materialized (select id from delivery.bezorging
       where eindpunt = any($1::uuid[]) and status = $5 and parkeerreden = $2 order by eindpunt, nummer limit $4 for update skip locked
     ), vrij as (
       update delivery.bezorging b set status = 'wacht', volgende_op = $3, plan_vanaf = b.poging, parkeerreden = null
       where b.id = any(array(select id from oudste)) returning b.*
     )
     select v.id, v.eindpunt, v.poging, v.bericht_id as "berichtId", v.dossier_id as "dossierId", v.deelnemer, p.bericht, p.rol, p.event
     from vrij v join delivery.postvakbericht p on p.deelnemer = v.deelnemer and p.nummer = v.nummer order by v.eindpunt, v.nummer`,
    [o.eindpunten, o.reden, o.nu.toString(), o.limiet, 'geparkeerd'],
  )
  return rows
}

/** Releases parked bezorgingen that an operator named, each only with its own dossier. */
export async function herbezorg(
  db: Db,
  opdrachten: readonly { readonly bezorgingId: string; readonly dossierId: string }[],
  nu: Temporal.Instant,
): Promise<Vrijgegeven[]> {
  const { rows } = await db.query<Vrijgegeven>(
    `with vrij as (
       update delivery.bezorging b set status = 'wacht', volgende_op = $3, plan_vanaf = b.poging, parkeerreden = null
       from unnest($1::uuid[], $2::uuid[]) as o (id, dossier_id)
       where b.id = any($1::uuid[]) and b.id = o.id and b.dossier_id = o.dossier_id and b.status = $4 returning b.*
     )
     select v.id, v.eindpunt, v.poging, v.bericht_id as "berichtId", v.dossier_id as "dossierId", v.deelnemer, p.bericht, p.rol, p.event
     from vrij v join delivery.postvakbericht p on p.deelnemer = v.deelnemer and p.nummer = v.nummer order by v.eindpunt, v.nummer`,
    [
      opdrachten.map(({ bezorgingId }) => bezorgingId),
      opdrachten.map(({ dossierId }) => dossierId),
      nu.toString(),
      'geparkeerd',
    ],
  )
  return rows
}
