import type { Db } from '@warmknooppunt/platform/db'
import type { Wie } from '@warmknooppunt/regels/vier-ogen'
import type { Eindpuntstatus, Stand } from './besluit-eindpuntbeheer.ts'
import { DOOR_OPERATOR } from './besluit-eindpuntbeheer.ts'
import type { Geheimrij } from './eindpunt-store.ts'

/** A person at work: a client of an operator, which operator, and why. */
export type Reden = Wie & { readonly operator: string; readonly toelichting: string }

export type Wijzigingsoort = 'toegevoegd' | 'voorgesteld' | 'goedgekeurd' | 'gepauzeerd' | 'hervat' | 'beeindigd'

/** Until the end of the transaction nobody else adds an endpoint for this party. */
export async function vergrendelDeelnemer(db: Db, deelnemer: string): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtext('warmknooppunt.eindpunt'), hashtext($1))`, [deelnemer])
}

export type Bestaandrij = {
  readonly id: string
  readonly status: Eindpuntstatus
  readonly adres: string
  readonly geheimen: readonly Geheimrij[]
  readonly gelijktijdig: number
  readonly toegestaneNetten: readonly string[]
  readonly httpToegestaan: boolean
}

/** The endpoints of a party for a loket (null: for every loket) that have not ended. */
export async function leesBestaande(db: Db, deelnemer: string, loket: string | null): Promise<Bestaandrij[]> {
  const { rows } = await db.query<Bestaandrij>(
    `select id, status, adres, geheimen, gelijktijdig, toegestane_netten as "toegestaneNetten", http_toegestaan as "httpToegestaan"
     from delivery.eindpunt where deelnemer = $1 and loket is not distinct from $2 and status <> 'beeindigd' order by id`,
    [deelnemer, loket],
  )
  return rows
}

/** Locks an endpoint and tells how it stands; null when there is none. */
export async function vergrendelStand(db: Db, id: string): Promise<(Stand & { readonly gemaaktOp: Date }) | null> {
  const { rows } = await db.query<Stand & { readonly gemaaktOp: Date }>(
    'select status, reden, gemaakt_op as "gemaaktOp" from delivery.eindpunt where id = $1 for update',
    [id],
  )
  return rows[0] ?? null
}

export async function pauzeerDoorOperator(db: Db, id: string): Promise<void> {
  await db.query(`update delivery.eindpunt set status = 'gepauzeerd', reden = $2, niet_voor = null where id = $1`, [
    id,
    DOOR_OPERATOR,
  ])
}

export async function zetActief(db: Db, id: string): Promise<void> {
  await db.query(
    `update delivery.eindpunt set status = 'actief', reden = null, fouten = 0, niet_voor = null where id = $1`,
    [id],
  )
}

export async function zetBeeindigd(db: Db, id: string): Promise<void> {
  await db.query(`update delivery.eindpunt set status = 'beeindigd', reden = null, niet_voor = null where id = $1`, [
    id,
  ])
}

/** Ends what was proposed before `voor` and nobody approved; returns how many. */
export async function beeindigVerlopen(db: Db, voor: Temporal.Instant, nu: Temporal.Instant): Promise<number> {
  const { rowCount } = await db.query(
    `with verlopen as (
       update delivery.eindpunt set status = 'beeindigd' where status = 'voorgesteld' and gemaakt_op <= $1 returning id
     )
     insert into delivery.eindpuntwijziging (eindpunt, soort, gewijzigd_op) select id, 'verlopen', $2 from verlopen`,
    [voor.toString(), nu.toString()],
  )
  return rowCount ?? 0
}

/** Keeps who did what about an endpoint, and why. */
export async function noteerWijziging(
  db: Db,
  w: { readonly eindpunt: string; readonly soort: Wijzigingsoort; readonly wie: Reden },
  nu: Temporal.Instant,
): Promise<void> {
  await db.query(
    `insert into delivery.eindpuntwijziging (eindpunt, soort, operator, issuer, client, toelichting, gewijzigd_op)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [w.eindpunt, w.soort, w.wie.operator, w.wie.issuer, w.wie.clientId, w.wie.toelichting, nu.toString()],
  )
}

export type Wijzigingrij = {
  readonly soort: Wijzigingsoort | 'verlopen'
  readonly operator: string | null
  readonly client: string | null
  readonly toelichting: string | null
  readonly op: Date
}

/** The latest first. */
export async function leesEindpuntwijzigingen(db: Db, id: string, limiet: number): Promise<Wijzigingrij[]> {
  const { rows } = await db.query<Wijzigingrij>(
    `select soort, operator, client, toelichting, gewijzigd_op as op from delivery.eindpuntwijziging
     where eindpunt = $1 order by id desc limit $2`,
    [id, limiet],
  )
  return rows
}

/** Which client proposed an endpoint; null when nobody did. */
export async function leesIndiener(db: Db, id: string): Promise<Wie | null> {
  const { rows } = await db.query<Wie>(
    `select issuer, client as "clientId" from delivery.eindpuntwijziging where eindpunt = $1 and soort = 'voorgesteld' order by id limit 1`,
    [id],
  )
  return rows[0] ?? null
}

/** The sealed address of an endpoint, and how it may be reached. */
export async function leesAdres(
  db: Db,
  id: string,
): Promise<{
  readonly adres: string
  readonly toegestaneNetten: readonly string[]
  readonly gelijktijdig: number
} | null> {
  const { rows } = await db.query<{ adres: string; toegestaneNetten: string[]; gelijktijdig: number }>(
    'select adres, toegestane_netten as "toegestaneNetten", gelijktijdig from delivery.eindpunt where id = $1',
    [id],
  )
  return rows[0] ?? null
}
