import type { Db } from '@warmknooppunt/platform/db'
import type { Bewaard } from './uitreiking.ts'

export type Postvakrij = Bewaard & {
  readonly berichtId: string
  readonly deelnemer: string
  readonly rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  readonly publiek: 'gemeente' | 'schuldeiser'
  readonly opgehaald: boolean
}

/**
 * Messages of one postvak after a number, in order. What a party got as intermediair is left out for creditors that are not among
 * `schuldeisers`: the end of a mandate closes it; so is what went over to who took over its gemeente.
 */
export async function leesBerichten(
  db: Db,
  o: { deelnemer: string; na: number; limiet: number; schuldeisers: readonly string[] },
): Promise<Postvakrij[]> {
  const { rows } = await db.query<Postvakrij>(
    `select nummer, bericht_id as "berichtId", dossier_id as "dossierId", deelnemer, bericht, rol, publiek, event, inhoud,
       opgehaald_op is not null as opgehaald
     from delivery.postvakbericht
     where deelnemer = $1 and nummer > $2 and overgegaan_op is null and (rol <> 'intermediair' or schuldeiser = any($4::text[])) order by nummer limit $3`,
    [o.deelnemer, o.na, o.limiet, o.schuldeisers],
  )
  return rows
}

/** The number up to which everything is confirmed (`tot`) and how far the cursor lies behind it; null when there is no such postvak. */
export async function leesBevestigdTot(db: Db, deelnemer: string): Promise<{ tot: number; achter: number } | null> {
  const { rows } = await db.query<{ tot: number; achter: number }>(
    `select s.tot, s.tot - s.bevestigd_tot as achter from (
       select v.bevestigd_tot, coalesce((select p.nummer - 1 from delivery.postvakbericht p
         where p.deelnemer = v.deelnemer and p.nummer > v.bevestigd_tot and p.bevestigd_op is null and p.overgegaan_op is null order by p.nummer limit 1),
         v.volgend_nummer - 1) as tot
       from delivery.postvak v where v.deelnemer = $1) s`,
    [deelnemer],
  )
  return rows[0] ?? null
}

/** Moves the reader's cursor, never back. */
export async function schuifCursor(db: Db, deelnemer: string, tot: number): Promise<void> {
  await db.query('update delivery.postvak set bevestigd_tot = greatest(bevestigd_tot, $2) where deelnemer = $1', [
    deelnemer,
    tot,
  ])
}

/** The highest number given out in a postvak; 0 when it does not exist. Its row is locked. */
export async function vergrendelHoogste(db: Db, deelnemer: string): Promise<number> {
  const { rows } = await db.query<{ hoogste: number }>(
    'select volgend_nummer - 1 as hoogste from delivery.postvak where deelnemer = $1 for update',
    [deelnemer],
  )
  return rows[0]?.hoogste ?? 0
}

/** Which of these ids lie in the postvak. */
export async function bekendeIds(db: Db, deelnemer: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    'select bericht_id as id from delivery.postvakbericht where deelnemer = $1 and bericht_id = any($2::uuid[])',
    [deelnemer, ids],
  )
  return new Set(rows.map(({ id }) => id))
}

export async function bevestigIds(
  db: Db,
  deelnemer: string,
  o: { ids: readonly string[]; nu: Temporal.Instant },
): Promise<void> {
  await db.query(
    `with doel as materialized (select nummer from delivery.postvakbericht
       where deelnemer = $1 and bericht_id = any($2::uuid[]) and bevestigd_op is null order by nummer for update)
     update delivery.postvakbericht p set bevestigd_op = $3 from doel d where p.deelnemer = $1 and p.nummer = d.nummer`,
    [deelnemer, o.ids, o.nu.toString()],
  )
}
