import type { Db } from './db.ts'
import type { Producent } from './onderwerp.ts'
import type { Lezer } from './positie-store.ts'

/** What a reader has before its door, of which only some count: `telt` is a condition on the column `bericht`, the event as text. */
export type Wachtvraag = { readonly lezer: Lezer; readonly telt: string }

/** How far behind the position is looked for one that counts, in each partition. */
const DIEP = 1_000
/** `any` and `between` make the index by partition the one that is taken (decision 010): by number alone the rows of all others are read too. */
export const VAN_PARTITIE = 'u.partitie = any(array[p.partitie]) and u.partitie between p.partitie and p.partitie'

/**
 * Age in seconds of the oldest message that counts and that this reader has not applied; 0 = none. What was put aside has been passed. Of a
 * partition in which none of the first so many counts, the age of the last of these: what waits behind it may be as old, and 0 would be a guess.
 */
export async function leesOudste(db: Db, { lezer, telt }: Wachtvraag, schrijver: Producent): Promise<number> {
  const { rows } = await db.query<{ seconden: number }>(
    `select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(o.tijd)), 0))::float8 as seconden
     from ${lezer.stage}.positie p
     cross join lateral (
       select tijd from (select partitie, positie, tijd, bericht, row_number() over (order by partitie, positie) as nr
         from (select partitie, positie, tijd, bericht from ${schrijver}.uit_lees u
           where ${VAN_PARTITIE} and u.positie > p.positie and u.bron = p.bron
           order by u.partitie, u.positie limit ${DIEP}) w) u
       where ${telt} or nr = ${DIEP} order by partitie, positie limit 1) o
     where p.consument = $1 and p.topic = $2 and p.bron = (select id from platform.bron)`,
    [lezer.consument, lezer.topic],
  )
  return rows[0]?.seconden ?? 0
}
