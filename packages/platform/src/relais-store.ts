import type { Db } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { lezersVan, TOPIC_VAN } from './onderwerp.ts'
import { PARTITIES } from './partitie.ts'

/** A message of an outbox as the relay ships it. */
export type Uitrij = {
  readonly positie: number
  readonly bron: string
  readonly partitie: number
  readonly vorige: number
  readonly sleutel: string
  readonly bericht: string
}

/** The lock of an outbox's relay, beside the lock of the outbox itself (0). */
const RELAIS = 1

/** Takes the lock of the relay for this session; false while another session has it. */
export async function neemDienst(db: Db, stage: Producent): Promise<boolean> {
  const { rows } = await db.query<{ genomen: boolean }>(
    `select pg_try_advisory_lock(hashtext('warmknooppunt.uit.' || $1), ${RELAIS}) as genomen`,
    [stage],
  )
  return rows[0]?.genomen ?? false
}

/** The next messages to ship, in order of commit. */
export async function leesUit(db: Db, stage: Producent, na: number, limiet: number): Promise<Uitrij[]> {
  const { rows } = await db.query<Uitrij>(
    `select positie, bron, partitie, vorige, sleutel, bericht from ${stage}.uit where positie > $1 order by positie limit $2`,
    [na, limiet],
  )
  return rows
}

/** How far was shipped; null = never. */
export async function leesPositie(db: Db, stage: Producent): Promise<number | null> {
  const { rows } = await db.query<{ positie: number | null }>(`select positie from ${stage}.relais`, [])
  return rows[0]?.positie ?? null
}

/** Where a relay begins that never ran: what every reader has applied need not be shipped. Returns that position. */
export async function begin(db: Db, stage: Producent): Promise<number> {
  const { rows } = await db.query<{ positie: number }>(
    `update ${stage}.relais set positie = ${voorEersteSql(stage)}, sinds = now() where positie is null returning positie`,
    [TOPIC_VAN[stage]],
  )
  return rows[0]?.positie ?? (await leesPositie(db, stage)) ?? 0
}

/** Notes how far was shipped, from where this relay was; false when somebody else moved it. */
export async function bewaar(db: Db, stage: Producent, o: { van: number; naar: number }): Promise<boolean> {
  const { rowCount } = await db.query(`update ${stage}.relais set positie = $2 where positie = $1`, [o.van, o.naar])
  return rowCount === 1
}

/** Sends the relay back to before the first message that a reader has not applied: after a restore, or on the way to another cluster. */
export async function zetTerug(db: Db, stage: Producent): Promise<void> {
  await db.query(
    `update ${stage}.relais set positie = ${voorEersteSql(stage)}, sinds = now() where positie is not null`,
    [TOPIC_VAN[stage]],
  )
}

/** The first message of an outbox that a reader has not applied; null when all have applied all of it. */
export async function leesEersteOngelezen(db: Db, stage: Producent): Promise<number | null> {
  const { rows } = await db.query<{ eerste: number | null }>(`select ${eersteSql(stage)} as eerste`, [TOPIC_VAN[stage]])
  return rows[0]?.eerste ?? null
}

/** By partition: one in which nothing comes stands at a low number and has nothing unread. A reader that never started has applied nothing. */
function eersteSql(stage: Producent): string {
  const perLezer = lezersVan(stage).map(
    (l) => `select (select u.positie from ${stage}.uit u where u.partitie = p::smallint and u.positie > coalesce(
        (select s.positie from ${l}.stand s where s.consument = '${l}' and s.topic = $1 and s.partitie = p::smallint and s.bron = b.id), 0)
        order by u.partitie, u.positie limit 1) as eerste
      from platform.bron b cross join generate_series(0, ${PARTITIES - 1}) p`,
  )
  return `(select min(eerste) from (${perLezer.join(' union all ')}) e)`
}

function voorEersteSql(stage: Producent): string {
  return `coalesce(${eersteSql(stage)} - 1, (select max(positie) from ${stage}.uit_stand), 0)`
}

/** How many messages are not shipped yet (counted to 100,000), and how old the oldest of them is. */
export async function peilRelais(db: Db, stage: Producent): Promise<{ aantal: number; oudsteSeconden: number }> {
  const { rows } = await db.query<{ aantal: number; oudsteSeconden: number }>(
    `select count(*) as aantal, greatest(0, coalesce(extract(epoch from clock_timestamp() - min(tijd)), 0))::float8 as "oudsteSeconden"
     from (select tijd from ${stage}.uit where positie > (select coalesce(positie, 0) from ${stage}.relais)
       order by positie limit 100000) u`,
    [],
  )
  return rows[0] ?? { aantal: 0, oudsteSeconden: 0 }
}
