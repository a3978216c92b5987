import type { Db } from '@warmknooppunt/platform/db'
import type { Parkeerreden } from './besluit.ts'

export type Bezorgpeil = {
  /** one for each reason there is, also of which there are none */
  readonly geparkeerd: readonly { readonly reden: Parkeerreden; readonly aantal: number }[]
  readonly wachtend: number
  readonly gepauzeerd: number
  /** days since the newest signing secret of an endpoint was made, of the endpoint for which that is longest */
  readonly geheimDagen: number
}

const REDENEN = ['geweigerd', 'onbereikbaar', 'gepauzeerd', 'na-terugzetten'] as const satisfies readonly Parkeerreden[]
/** What there is more of is not counted. */
const TOT = 100_000

/**
 * How many bezorgingen stand parked, by reason, and how many wait, each counted to 100,000; how many endpoints are on pause, and how old the oldest of
 * their secrets is.
 */
// What is counted is asked for in the order of its index: that makes the planner take that one (docs/decisions/010).
export async function peilBezorgingen(db: Db): Promise<Bezorgpeil> {
  const geparkeerd = await telGeparkeerde(db)
  const { rows } = await db.query<Omit<Bezorgpeil, 'geparkeerd'>>(
    `select (select count(*) from (select from delivery.bezorging where status = 'wacht'
         order by eindpunt, volgende_op, nummer limit $1) w) as wachtend,
       (select count(*) from delivery.eindpunt where status = 'gepauzeerd') as gepauzeerd,
       coalesce((select extract(epoch from clock_timestamp() - min((geheimen -> 0 ->> 'van')::timestamptz)) / 86400
         from delivery.eindpunt where status <> 'beeindigd'), 0)::float8 as "geheimDagen"`,
    [TOT],
  )
  return { wachtend: 0, gepauzeerd: 0, geheimDagen: 0, ...rows[0], geparkeerd }
}

async function telGeparkeerde(db: Db): Promise<Bezorgpeil['geparkeerd']> {
  const { rows } = await db.query<Bezorgpeil['geparkeerd'][number]>(
    `select r.reden, (select count(*) from (select from delivery.bezorging b where b.status = $3 and b.parkeerreden = r.reden
       order by b.eindpunt, b.nummer limit $2) g) as aantal
     from unnest($1::text[]) as r (reden)`,
    [REDENEN, TOT, 'geparkeerd'],
  )
  return rows
}
