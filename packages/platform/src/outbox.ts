import type { BusEvent } from './bericht.ts'
import { serialiseer } from './bericht.ts'
import type { Db, Tx, Uitbak } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { lezersVan } from './onderwerp.ts'
import { partitieVan } from './partitie.ts'

const LEG_UIT = {
  intake: 'select intake.leg_uit($1, $2, $3, $4)',
  routing: 'select routing.leg_uit($1, $2, $3, $4)',
  sla: 'select sla.leg_uit($1, $2, $3, $4)',
  delivery: 'select delivery.leg_uit($1, $2, $3, $4)',
} as const

/** Collects an event; it is written when the transaction commits, and only then. Key and partition follow from its subject. */
export function enqueue(tx: Pick<Tx<BusEvent>, 'uit'>, event: BusEvent): void {
  tx.uit.push(event)
}

/** The outbox of a stage: writes all collected events in one statement, in the order in which they were enqueued. */
export function uitbakVan(stage: Producent): Uitbak<BusEvent> {
  return async (db, uit) => {
    await db.query(LEG_UIT[stage], [
      uit.map(({ subject }) => partitieVan(subject)),
      uit.map(({ time }) => time),
      uit.map(({ subject }) => subject),
      uit.map(serialiseer),
    ])
  }
}

const SNOEI = {
  intake: snoeiSql('intake', lezersVan('intake')),
  routing: snoeiSql('routing', lezersVan('routing')),
  sla: snoeiSql('sla', lezersVan('sla')),
  delivery: snoeiSql('delivery', lezersVan('delivery')),
} as const

/** Per partition the lowest position of all readers; a reader that never started holds everything. */
function snoeiSql(stage: Producent, lezers: readonly string[]): string {
  const standen = lezers.map((l) => `select '${l}' as lezer, partitie, bron, positie from ${l}.stand where topic = $1`)
  return `with laagste as materialized (
      select partitie, min(positie) as positie from (${standen.join(' union all ')}) s
      where bron = (select id from platform.bron) group by partitie having count(distinct lezer) = ${lezers.length}
    ), oud as materialized (
      select u.positie from ${stage}.uit u join laagste l on u.partitie = l.partitie and u.positie <= l.positie
      where u.positie <= coalesce($3, u.positie) order by u.positie limit $2
    )
    delete from ${stage}.uit u using oud where u.positie = oud.positie
      and ($4::int is null or (u.tijd < now() - make_interval(days => $4)
        and u.positie <= (select coalesce(positie, 0) from ${stage}.relais)))`
}

export type Snoeikeuze = {
  readonly stage: Producent
  readonly topic: string
  readonly limiet: number
  /** the journal outside the database has followed up to here: nothing after it goes */
  readonly totEnMet?: number | null
  /** over Kafka: what was shipped stays so long, so that a cluster that was lost can be filled anew; absent = what all have read may go */
  readonly vensterDagen?: number | undefined
}

/** Deletes up to `limiet` messages that every reader has applied, and of the window only older ones that were shipped. Returns how many. */
export async function snoei(db: Db, keuze: Snoeikeuze): Promise<number> {
  const { topic, limiet, totEnMet = null, vensterDagen = null } = keuze
  const { rowCount } = await db.query(SNOEI[keuze.stage], [topic, limiet, totEnMet, vensterDagen])
  return rowCount ?? 0
}

/** Whether the oldest message of an outbox is older than so many days: then there may be something to prune. */
export async function heeftOudere(db: Db, stage: Producent, dagen: number): Promise<boolean> {
  const { rows } = await db.query<{ ouder: boolean }>(
    `select tijd < now() - make_interval(days => $1) as ouder from ${stage}.uit order by positie limit 1`,
    [dagen],
  )
  return rows[0]?.ouder ?? false
}
