import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Plaatsing } from './plaatsing.ts'

/**
 * Makes the postvakken that are missing: by one transaction at a time and before it holds any other lock, because a row being inserted is
 * waited for in no order at all.
 */
export async function zorgVoorPostvakken(db: Db, deelnemers: readonly string[]): Promise<void> {
  const { rowCount } = await db.query('select from delivery.postvak where deelnemer = any($1::text[])', [deelnemers])
  if (rowCount === deelnemers.length) return
  await db.query("select pg_advisory_xact_lock(hashtext('warmknooppunt.postvak'))")
  await db.query(
    'insert into delivery.postvak (deelnemer) select d from unnest($1::text[]) as d order by d on conflict do nothing',
    [deelnemers],
  )
}

/** Locks these postvakken in id order (who places in several never waits in a circle) and gives the next number of each. */
export async function vergrendelPostvakken(db: Db, deelnemers: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ deelnemer: string; volgend_nummer: number }>(
    'select deelnemer, volgend_nummer from delivery.postvak where deelnemer = any($1::text[]) order by deelnemer for update',
    [deelnemers],
  )
  return new Map(rows.map((rij) => [rij.deelnemer, rij.volgend_nummer]))
}

type Plek = { readonly deelnemer: string; readonly berichtId: string }

/** `open`: its receiver may read it; else it went over to another since. */
export type Geplaatst = Plek & { readonly open: boolean }

/** Which of these lie in their postvak already. */
export async function leesGeplaatste(db: Db, p: readonly Plek[]): Promise<readonly Geplaatst[]> {
  const { rows } = await db.query<Geplaatst>(
    `select p.deelnemer, p.bericht_id as "berichtId", p.overgegaan_op is null as open from unnest($1::text[], $2::uuid[]) as n (deelnemer, bericht_id)
     cross join lateral (select deelnemer, bericht_id, overgegaan_op from delivery.postvakbericht p
       where p.deelnemer = n.deelnemer and p.bericht_id = n.bericht_id offset 0) p`,
    [p.map(({ deelnemer }) => deelnemer), p.map(({ berichtId }) => berichtId)],
  )
  return rows
}

export type Genummerd = Omit<Plaatsing, 'gemeentecode'> & { readonly nummer: number }

/** Places messages under the numbers given out for them in their locked postvakken, and raises the counters past them. */
export function plaatsBerichten(tx: Schrijver, p: readonly Genummerd[], nu: Temporal.Instant): void {
  tx.schrijf(
    `insert into delivery.postvakbericht
       (deelnemer, nummer, bericht_id, dossier_id, bericht, rol, publiek, schuldeiser, loket, event, inhoud, overgenomen_van, geplaatst_op)
     select n.*, $13 from unnest($1::text[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::text[], $12::text[]) as n`,
    [
      p.map(({ deelnemer }) => deelnemer),
      p.map(({ nummer }) => nummer),
      p.map(({ berichtId }) => berichtId),
      p.map(({ dossierId }) => dossierId),
      p.map(({ bericht }) => bericht),
      p.map(({ rol }) => rol),
      p.map(({ publiek }) => publiek),
      p.map(({ schuldeiser }) => schuldeiser),
      p.map(({ loket }) => loket),
      p.map(({ event }) => event),
      p.map(({ inhoud }) => inhoud),
      p.map(({ overgenomenVan }) => overgenomenVan),
      nu.toString(),
    ],
  )
  // After a restore one may come back under the lower number that it had.
  const opNummer = p.toSorted((een, ander) => een.nummer - ander.nummer)
  const hoogste = [...new Map(opNummer.map(({ deelnemer, nummer }) => [deelnemer, nummer]))]
  tx.schrijf(
    `update delivery.postvak v set volgend_nummer = greatest(v.volgend_nummer, h.nummer + 1) from unnest($1::text[], $2::bigint[]) as h (deelnemer, nummer)
     where v.deelnemer = h.deelnemer`,
    [hoogste.map(([deelnemer]) => deelnemer), hoogste.map(([, nummer]) => nummer)],
  )
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
    `with gevraagd as materialized (
       select * from unnest($1::text[], $2::bigint[]) as n (deelnemer, nummer) order by deelnemer, nummer
     ), doel as materialized (
       select p.* from gevraagd n cross join lateral (
         select p.deelnemer, p.nummer, p.opgehaald_op is null as eerste from delivery.postvakbericht p
         where p.deelnemer = n.deelnemer and p.nummer = n.nummer and (p.opgehaald_op is null or ($4 and p.bevestigd_op is null)) for update) p
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

/** How every postvak stands, for the journal outside the database. */
export async function leesPostvakstanden(
  db: Db,
): Promise<readonly { deelnemer: string; hoogste: number; bevestigdTot: number }[]> {
  const { rows } = await db.query<{ deelnemer: string; hoogste: number; bevestigdTot: number }>(
    `select deelnemer, volgend_nummer - 1 as hoogste, bevestigd_tot as "bevestigdTot" from delivery.postvak order by deelnemer`,
  )
  return rows
}
