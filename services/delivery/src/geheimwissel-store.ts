import type { Db } from '@warmknooppunt/platform/db'

/** An endpoint as an operator sees it: no address, no secret. */
export type Eindpuntregel = {
  readonly id: string
  readonly deelnemer: string
  readonly loket: string | null
  readonly soort: string
  readonly status: string
  readonly reden: string | null
  readonly geheimVan: string
  readonly oudGeldigTot: string | null
}

const MAX = 10_000
const REGEL = `select id, deelnemer, loket, soort, status, reden, geheimen -> 0 ->> 'van' as "geheimVan",
       case when (geheimen -> 1 ->> 'tot')::timestamptz > $1 then geheimen -> 1 ->> 'tot' end as "oudGeldigTot"
     from delivery.eindpunt`

/** Every endpoint, by party. `geheimVan`: since when the newest secret counts; `oudGeldigTot`: until when the one before counts beside it. */
export async function leesEindpuntregels(db: Db, nu: Temporal.Instant): Promise<Eindpuntregel[]> {
  const { rows } = await db.query<Eindpuntregel>(`${REGEL} order by deelnemer, id limit ${MAX}`, [nu.toString()])
  return rows
}

/** One of them; null when there is none. */
export async function leesEindpuntregel(db: Db, id: string, nu: Temporal.Instant): Promise<Eindpuntregel | null> {
  const { rows } = await db.query<Eindpuntregel>(`${REGEL} where id = $2`, [nu.toString(), id])
  return rows[0] ?? null
}

export type Geheimwissel = {
  readonly eindpunt: string
  readonly operator: string
  readonly client: string
  readonly oudTot: Temporal.Instant
}

/** Keeps who gave an endpoint another secret. */
export async function noteerGeheimwissel(db: Db, w: Geheimwissel, nu: Temporal.Instant): Promise<void> {
  await db.query(
    'insert into delivery.geheimwissel (eindpunt, operator, client, oud_tot, gewisseld_op) values ($1, $2, $3, $4, $5)',
    [w.eindpunt, w.operator, w.client, w.oudTot.toString(), nu.toString()],
  )
}
