import type { Db } from '@warmknooppunt/platform/db'
import { PARTITIES } from '@warmknooppunt/platform/partitie'

/** The place, behind the partitions, of what must wait for every one of them. */
export const ALLE_PARTITIES = PARTITIES

/**
 * Per partition, and at last over all of them, the oldest `time` that routing has not handled in intake's outbox or sla in routing's; null = none. One statement, so one
 * snapshot: a message that routing hands on stands in exactly one of the two. What was put aside has been passed and does not count.
 */
export async function leesOudsten(db: Db): Promise<(Temporal.Instant | null)[]> {
  const { rows } = await db.query<{ oudste: Date | null }>(
    `select least(i.tijd, r.tijd) as oudste
     from generate_series(0, $1::int - 1) as p (partitie)
     cross join platform.bron b
     left join routing.stand rs on rs.consument = 'routing' and rs.topic = 'berichten' and rs.partitie = p.partitie and rs.bron = b.id
     left join sla.positie sp on sp.consument = 'sla' and sp.topic = 'routeringen' and sp.partitie = p.partitie and sp.bron = b.id
     left join lateral (select min(u.tijd) as tijd from intake.uit_lees u
       where u.partitie = p.partitie::smallint and u.positie > coalesce(rs.positie, 0) and u.bron = b.id) i on true
     left join lateral (select min(u.tijd) as tijd from routing.uit_lees u
       where u.partitie = p.partitie::smallint and u.positie > coalesce(sp.positie, 0) and u.bron = b.id) r on true
     order by p.partitie`,
    [PARTITIES],
  )
  const perPartitie = rows.map(({ oudste }) => oudste?.toTemporalInstant() ?? null)
  const bekend = perPartitie.flatMap((oudste) => oudste ?? []).toSorted(Temporal.Instant.compare)
  return [...perPartitie, bekend[0] ?? null]
}
