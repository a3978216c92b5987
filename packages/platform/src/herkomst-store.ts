import type { Db } from './db.ts'

export type Herkomst = {
  readonly databaseId: string
  /** where the database says it was when it was last whole */
  readonly systeem: string | null
  readonly tijdlijn: number | null
  /** where it is */
  readonly nuSysteem: string | null
  readonly nuTijdlijn: number | null
}

export async function leesHerkomst(db: Db): Promise<Herkomst> {
  const { rows } = await db.query<Herkomst>(
    `select h.database_id as "databaseId", h.systeem, h.tijdlijn, p.systeem as "nuSysteem", p.tijdlijn as "nuTijdlijn"
     from platform.herkomst h cross join platform.plek() p`,
  )
  const [herkomst] = rows
  if (!herkomst) throw new Error('platform.herkomst is empty')
  return herkomst
}

/** Notes that the database is whole where it is now. */
export async function zetHerkomst(db: Db): Promise<void> {
  await db.query('update platform.herkomst set (systeem, tijdlijn) = (select systeem, tijdlijn from platform.plek())')
}

export type Herstel<V = unknown> = {
  readonly id: string
  readonly hersteldOp: Date
  readonly metJournaal: boolean
  readonly verslag: V
  /** so lately that whoever starts the hub should hear of it */
  readonly recent: boolean
}

/** The last restore that was finished; null when there never was one. */
export async function leesHerstel<V = unknown>(db: Db): Promise<Herstel<V> | null> {
  const { rows } = await db.query<Herstel<V>>(
    `select id, hersteld_op as "hersteldOp", met_journaal as "metJournaal", verslag, hersteld_op > now() - interval '7 days' as recent
     from platform.herstel order by hersteld_op desc limit 1`,
  )
  return rows[0] ?? null
}

/** Keeps what a restore found out. */
export async function bewaarHerstel(
  db: Db,
  h: { readonly id: string; readonly op: Temporal.Instant; readonly metJournaal: boolean; readonly verslag: unknown },
): Promise<void> {
  await db.query('insert into platform.herstel (id, hersteld_op, met_journaal, verslag) values ($1, $2, $3, $4)', [
    h.id,
    h.op.toString(),
    h.metJournaal,
    JSON.stringify(h.verslag),
  ])
}
