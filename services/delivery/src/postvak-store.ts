import type { Db } from '@warmknooppunt/platform/db'
import type { Plaatsing } from './plaatsing.ts'

/**
 * Locks these postvakken in id order: who places in several never waits in a circle. Missing ones are made first, by one transaction at a
 * time and before it holds any other lock, because a row being inserted is waited for in no order at all.
 */
export async function vergrendelPostvakken(db: Db, deelnemers: readonly string[]): Promise<void> {
  if ((await telBestaande(db, deelnemers)) < deelnemers.length) {
    await db.query("select pg_advisory_xact_lock(hashtext('warmknooppunt.postvak'))")
    await db.query(
      'insert into delivery.postvak (deelnemer) select d from unnest($1::text[]) as d order by d on conflict do nothing',
      [deelnemers],
    )
  }
  await vergrendel(db, deelnemers)
}

async function telBestaande(db: Db, deelnemers: readonly string[]): Promise<number> {
  const { rowCount } = await db.query('select from delivery.postvak where deelnemer = any($1::text[])', [deelnemers])
  return rowCount ?? 0
}

async function vergrendel(db: Db, deelnemers: readonly string[]): Promise<void> {
  await db.query(
    'select deelnemer from delivery.postvak where deelnemer = any($1::text[]) order by deelnemer for update',
    [deelnemers],
  )
}

export type Geplaatst = { readonly deelnemer: string; readonly nummer: number; readonly bericht_id: string }

/** Places messages in locked postvakken, in the order given; one that is there already is passed over. Returns what is new. */
export async function plaatsBerichten(
  db: Db,
  p: readonly Plaatsing[],
  nu: Temporal.Instant,
): Promise<readonly Geplaatst[]> {
  const { rows } = await db.query<Geplaatst>(
    `with nieuw as materialized (
       select n.* from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
         with ordinality as n (deelnemer, bericht_id, dossier_id, bericht, rol, publiek, schuldeiser, loket, event, inhoud, volgnummer)
       where not exists (select from delivery.postvakbericht p where p.deelnemer = n.deelnemer and p.bericht_id = n.bericht_id)
     ), genummerd as materialized (
       select n.*, v.volgend_nummer - 1 + row_number() over (partition by n.deelnemer order by n.volgnummer) as nummer
       from nieuw n join delivery.postvak v on v.deelnemer = n.deelnemer
     ), teller as (
       update delivery.postvak v set volgend_nummer = g.hoogste + 1
       from (select deelnemer, max(nummer) as hoogste from genummerd group by deelnemer) g where v.deelnemer = g.deelnemer
     )
     insert into delivery.postvakbericht
       (deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, schuldeiser, loket, event, inhoud, geplaatst_op)
     select deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, schuldeiser, loket, event, inhoud, $11
     from genummerd order by deelnemer, nummer returning deelnemer, nummer, bericht_id`,
    [
      p.map(({ deelnemer }) => deelnemer),
      p.map(({ berichtId }) => berichtId),
      p.map(({ dossierId }) => dossierId),
      p.map(({ bericht }) => bericht),
      p.map(({ rol }) => rol),
      p.map(({ publiek }) => publiek),
      p.map(({ schuldeiser }) => schuldeiser),
      p.map(({ loket }) => loket),
      p.map(({ event }) => event),
      p.map(({ inhoud }) => inhoud),
      nu.toString(),
    ],
  )
  return rows
}

/** The loket of the latest message that named one, per dossier and party: where later messages of the dossier belong too. */
export async function leesLoketten(
  db: Db,
  dossiers: readonly string[],
): Promise<readonly { deelnemer: string; dossierId: string; loket: string }[]> {
  const { rows } = await db.query<{ deelnemer: string; dossierId: string; loket: string }>(
    `select distinct on (deelnemer, dossier_id) deelnemer, dossier_id as "dossierId", loket
     from delivery.postvakbericht where dossier_id = any($1::uuid[]) and loket is not null order by deelnemer, dossier_id, nummer desc`,
    [dossiers],
  )
  return rows
}

/** Marks messages as handed out; returns the numbers for which it is the first time. `ookBevestigd`: an accepted full push confirms too. */
export async function merkOpgehaald(
  db: Db,
  berichten: readonly { readonly deelnemer: string; readonly nummer: number }[],
  o: { readonly nu: Temporal.Instant; readonly ookBevestigd: boolean },
): Promise<readonly { deelnemer: string; nummer: number }[]> {
  const { rows } = await db.query<{ deelnemer: string; nummer: number; eerste: boolean }>(
    `with doel as materialized (
       select p.deelnemer, p.nummer, p.opgehaald_op is null as eerste
       from unnest($1::text[], $2::bigint[]) as n (deelnemer, nummer)
       join delivery.postvakbericht p on p.deelnemer = n.deelnemer and p.nummer = n.nummer
       where p.opgehaald_op is null or ($4 and p.bevestigd_op is null)
       order by p.deelnemer, p.nummer for update of p
     )
     update delivery.postvakbericht p set opgehaald_op = coalesce(p.opgehaald_op, $3),
       bevestigd_op = case when $4 then coalesce(p.bevestigd_op, $3) else p.bevestigd_op end
     from doel d where p.deelnemer = d.deelnemer and p.nummer = d.nummer returning p.deelnemer, p.nummer, d.eerste`,
    [
      berichten.map(({ deelnemer }) => deelnemer),
      berichten.map(({ nummer }) => nummer),
      o.nu.toString(),
      o.ookBevestigd,
    ],
  )
  return rows.filter(({ eerste }) => eerste)
}
