import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Toegekend } from '@warmknooppunt/register/opvolging'
import type { Genummerd } from './postvak-store.ts'

export type Gerouteerd = Toegekend & { readonly dossierId: string }

/** To whom these dossiers were given; one that was not routed is not in it. */
export async function leesToegekend(db: Db, dossiers: readonly string[]): Promise<ReadonlyMap<string, Toegekend>> {
  const { rows } = await db.query<Gerouteerd>(
    `select dossier_id as "dossierId", gemeentecode, uitvoerder from intake.gerouteerd where dossier_id = any($1::uuid[])`,
    [dossiers],
  )
  return new Map(rows.map((rij) => [rij.dossierId, rij]))
}

/** Of which register, and of which day, all that went over by then lies where it belongs. */
export type Overgezet = { readonly versie: number; readonly dag: string }

/** Null before the first look. */
export async function leesOvergezet(db: Db): Promise<Overgezet | null> {
  const { rows } = await db.query<Overgezet>('select versie, dag::text from delivery.overgezet')
  return rows[0] ?? null
}

export async function zetOvergezet(db: Db, { versie, dag }: Overgezet): Promise<void> {
  await db.query(
    `insert into delivery.overgezet as o (versie, dag) values ($1, $2)
     on conflict (enig) do update set versie = excluded.versie, dag = excluded.dag`,
    [versie, dag],
  )
}

/** Only one process at a time puts over; false: another does. Until the end of the transaction. */
export async function magOverzetten(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ mag: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('warmknooppunt.overgang')) as mag`,
  )
  return rows[0]?.mag ?? false
}

/** Up to `limiet` dossiers after `na` of these gemeenten of which the stop ended after `openNa`, in the order of their ids. */
export async function leesOpenDossiers(
  db: Db,
  o: { gemeenten: readonly string[]; openNa: Temporal.Instant; na: string; limiet: number },
): Promise<Gerouteerd[]> {
  const { rows } = await db.query<Gerouteerd>(
    `select dossier_id as "dossierId", gemeentecode, uitvoerder from intake.gerouteerd
     where dossier_id > $1 and gemeentecode = any($2::text[]) and open_tot > $3 order by dossier_id limit $4`,
    [o.na, o.gemeenten, o.openNa.toString(), o.limiet],
  )
  return rows
}

/** Which of these gemeenten have a dossier of which the stop ended after `openNa`. */
export async function leesMetOpenDossiers(
  db: Db,
  o: { gemeenten: readonly string[]; openNa: Temporal.Instant },
): Promise<readonly string[]> {
  const { rows } = await db.query<{ gemeentecode: string }>(
    'select distinct gemeentecode from intake.gerouteerd where gemeentecode = any($1::text[]) and open_tot > $2 order by gemeentecode',
    [o.gemeenten, o.openNa.toString()],
  )
  return rows.map(({ gemeentecode }) => gemeentecode)
}

/** What of these dossiers lies open in postvakken of gemeenten, per dossier in the order in which it was placed. */
export async function leesBijGemeenten(db: Db, dossiers: readonly string[]): Promise<Genummerd[]> {
  const { rows } = await db.query<Genummerd>(
    `select p.* from unnest($1::uuid[]) with ordinality as d (id, plaats) cross join lateral (
       select deelnemer, nummer, rol, publiek, bericht_id as "berichtId", dossier_id as "dossierId", bericht, schuldeiser, loket, event, inhoud,
         overgenomen_van as "overgenomenVan"
       from delivery.postvakbericht where dossier_id = d.id and rol = 'gemeente' and overgegaan_op is null offset 0) p
     order by d.plaats, p.nummer`,
    [dossiers],
  )
  return rows
}

type Plaats = { readonly deelnemer: string; readonly nummer: number }

/** Closes messages to the party in whose postvak they lie. */
export function sluitVoorOude(tx: Schrijver, plaatsen: readonly Plaats[], nu: Temporal.Instant): void {
  tx.schrijf(
    `update delivery.postvakbericht p set overgegaan_op = $3 from unnest($1::text[], $2::bigint[]) as n (deelnemer, nummer)
     where p.deelnemer = n.deelnemer and p.nummer = n.nummer`,
    [plaatsen.map(({ deelnemer }) => deelnemer), plaatsen.map(({ nummer }) => nummer), nu.toString()],
  )
}

/** The parked pushes of these messages. */
export async function leesGeparkeerdeVan(
  db: Db,
  plaatsen: readonly Plaats[],
): Promise<readonly { bezorgingId: string; dossierId: string }[]> {
  const { rows } = await db.query<{ bezorgingId: string; dossierId: string }>(
    `select b.id as "bezorgingId", b.dossier_id as "dossierId" from unnest($1::text[], $2::bigint[]) as n (deelnemer, nummer)
     join delivery.eindpunt e on e.deelnemer = n.deelnemer cross join lateral (
       select b.id, b.dossier_id, b.status from delivery.bezorging b where b.eindpunt = e.id and b.nummer = n.nummer offset 0) b
     where b.status = 'geparkeerd'`,
    [plaatsen.map(({ deelnemer }) => deelnemer), plaatsen.map(({ nummer }) => nummer)],
  )
  return rows
}
