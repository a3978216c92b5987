import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { NieuweBezorging } from './bezorging-store.ts'

/** What the journal knows of a message that a restored database places again. */
export type Eerder = {
  readonly deelnemer: string
  readonly berichtId: string
  /** null: only a push of it was told */
  readonly nummer: number | null
  readonly bevestigd: boolean
  /** the endpoints that took it */
  readonly gepusht: string[]
}

export async function leesEerder(
  db: Db,
  plekken: readonly { readonly deelnemer: string; readonly berichtId: string }[],
): Promise<Eerder[]> {
  const { rows } = await db.query<Eerder>(
    `select e.deelnemer, e.bericht_id as "berichtId", e.nummer, e.bevestigd, e.gepusht from unnest($1::text[], $2::uuid[]) as p (deelnemer, bericht_id)
     cross join lateral (select * from delivery.eerder e where e.deelnemer = p.deelnemer and e.bericht_id = p.bericht_id offset 0) e`,
    [plekken.map(({ deelnemer }) => deelnemer), plekken.map(({ berichtId }) => berichtId)],
  )
  return rows
}

type Vast = Omit<NieuweBezorging, 'direct'> & { readonly lot: 'afgeleverd' | 'parkeer' }

/** Adds bezorgingen that are not sent by themselves: taken before the restore, or left to an operator. */
export function voegVasteToe(tx: Schrijver, b: readonly Vast[], nu: Temporal.Instant): void {
  tx.schrijf(
    `insert into delivery.bezorging (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, volgende_op, status, afloop, parkeerreden)
     select n.id, n.deelnemer, n.nummer, n.eindpunt, n.dossier_id, n.bericht_id, $7, case when n.af then 'afgeleverd' else 'geparkeerd' end,
       case when n.af then 'afgeleverd' end, case when not n.af then 'na-terugzetten' end
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[], $8::boolean[])
       as n (id, deelnemer, nummer, eindpunt, dossier_id, bericht_id, af)`,
    [
      b.map(({ id }) => id),
      b.map(({ deelnemer }) => deelnemer),
      b.map(({ nummer }) => nummer),
      b.map(({ eindpunt }) => eindpunt),
      b.map(({ dossierId }) => dossierId),
      b.map(({ berichtId }) => berichtId),
      nu.toString(),
      b.map(({ lot }) => lot === 'afgeleverd'),
    ],
  )
}

// What follows is for the owner, on a database that nothing else uses.

export type Nummerstand = { readonly deelnemer: string; readonly hoogste: number; readonly bevestigdTot: number }

/** Moves every counter past all numbers that were given out, and `sprong` further for those nobody knows of; cursors to where they were. */
export async function verhoogNummers(db: Db, standen: readonly Nummerstand[], sprong: number): Promise<void> {
  await db.query('update delivery.postvak set volgend_nummer = volgend_nummer + $1', [sprong])
  await db.query(
    `insert into delivery.postvak as v (deelnemer, volgend_nummer, bevestigd_tot)
     select n.deelnemer, n.hoogste + 1 + $4, n.bevestigd from unnest($1::text[], $2::bigint[], $3::bigint[]) as n (deelnemer, hoogste, bevestigd)
     on conflict (deelnemer) do update set volgend_nummer = greatest(v.volgend_nummer, excluded.volgend_nummer),
       bevestigd_tot = greatest(v.bevestigd_tot, excluded.bevestigd_tot)`,
    [
      standen.map(({ deelnemer }) => deelnemer),
      standen.map(({ hoogste }) => hoogste),
      standen.map(({ bevestigdTot }) => bevestigdTot),
      sprong,
    ],
  )
}

/** Keeps which numbers were passed over since these counters stood where they did: nobody is missing there. */
export async function noteerSprongen(db: Db, voor: readonly Nummerstand[]): Promise<void> {
  await db.query(
    `insert into delivery.sprong (deelnemer, van, tot_en_met)
     select p.deelnemer, coalesce(n.hoogste, 0) + 1, p.volgend_nummer - 1 from delivery.postvak p
     left join unnest($1::text[], $2::bigint[]) as n (deelnemer, hoogste) on n.deelnemer = p.deelnemer
     where p.volgend_nummer - 1 > coalesce(n.hoogste, 0)`,
    [voor.map(({ deelnemer }) => deelnemer), voor.map(({ hoogste }) => hoogste)],
  )
}

/** Keeps what the journal knows of messages that do not lie in their postvak (any more). */
export async function bewaarEerder(db: Db, e: readonly Eerder[]): Promise<void> {
  await db.query(
    `insert into delivery.eerder (deelnemer, bericht_id, nummer, bevestigd, gepusht)
     select e.deelnemer, e.bericht_id, e.nummer, e.bevestigd, coalesce(nullif(e.gepusht, '')::uuid[], '{}')
     from unnest($1::text[], $2::uuid[], $3::bigint[], $4::boolean[], $5::text[]) as e (deelnemer, bericht_id, nummer, bevestigd, gepusht)
     where not exists (select from delivery.postvakbericht p where p.deelnemer = e.deelnemer and p.bericht_id = e.bericht_id)
     on conflict (deelnemer, bericht_id) do update
       set nummer = excluded.nummer, bevestigd = excluded.bevestigd, gepusht = excluded.gepusht`,
    [
      e.map(({ deelnemer }) => deelnemer),
      e.map(({ berichtId }) => berichtId),
      e.map(({ nummer }) => nummer),
      e.map(({ bevestigd }) => bevestigd),
      e.map(({ gepusht }) => `{${gepusht.join(',')}}`),
    ],
  )
}

export type Hersteld = {
  readonly id: string
  readonly eindpunt: string
  readonly poging: number
  readonly berichtId: string
  readonly dossierId: string
  readonly deelnemer: string
  readonly bericht: string
  readonly rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  readonly event: string
}

const HERSTELD = `h.id, h.eindpunt, h.poging, h.bericht_id as "berichtId", h.dossier_id as "dossierId", h.deelnemer, p.bericht, p.rol, p.event
     from h join delivery.postvakbericht p on p.deelnemer = h.deelnemer and p.nummer = h.nummer order by h.eindpunt, h.nummer`

/** Closes open bezorgingen of which the journal says that the endpoint took them. */
export async function sluitAfgeleverde(
  db: Db,
  b: readonly { readonly eindpunt: string; readonly berichtId: string }[],
): Promise<Hersteld[]> {
  const { rows } = await db.query<Hersteld>(
    `with h as (
       update delivery.bezorging b set status = 'afgeleverd', afloop = 'afgeleverd', lease_tot = null, parkeerreden = null, statuscode = null
       from unnest($1::uuid[], $2::uuid[]) as a (eindpunt, bericht_id)
       where b.eindpunt = a.eindpunt and b.bericht_id = a.bericht_id and b.status in ('wacht', 'bezig', 'geparkeerd') returning b.*
     ) select ${HERSTELD}`,
    [b.map(({ eindpunt }) => eindpunt), b.map(({ berichtId }) => berichtId)],
  )
  return rows
}

/** Parks all that would go out by itself, now or when its endpoint answers again. What was refused waits for an operator already. */
export async function parkeerOpen(db: Db): Promise<Hersteld[]> {
  const { rows } = await db.query<Hersteld>(
    `with h as (
       update delivery.bezorging b set status = 'geparkeerd', parkeerreden = 'na-terugzetten', lease_tot = null
       where b.status in ('wacht', 'bezig') or (b.status = 'geparkeerd' and b.parkeerreden in ('onbereikbaar', 'gepauzeerd')) returning b.*
     ) select ${HERSTELD}`,
  )
  return rows
}

export type Plaats = Omit<Hersteld, 'id' | 'eindpunt' | 'poging'> & { readonly nummer: number }

/** Which of these lie in their postvak in the restored database. */
export async function leesPlaatsen(
  db: Db,
  plekken: readonly { readonly deelnemer: string; readonly berichtId: string }[],
): Promise<Plaats[]> {
  const { rows } = await db.query<Plaats>(
    `select p.deelnemer, p.nummer, p.bericht_id as "berichtId", p.dossier_id as "dossierId", p.bericht, p.rol, p.event
     from unnest($1::text[], $2::uuid[]) as n (deelnemer, bericht_id)
     join delivery.postvakbericht p on p.deelnemer = n.deelnemer and p.bericht_id = n.bericht_id order by p.deelnemer, p.nummer`,
    [plekken.map(({ deelnemer }) => deelnemer), plekken.map(({ berichtId }) => berichtId)],
  )
  return rows
}
