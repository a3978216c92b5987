import type { Db } from './db.ts'
import type { Producent } from './onderwerp.ts'

/** The stages of which a journal is kept: what was accepted, and what was delivered. */
export type Gevolgd = 'intake' | 'delivery'

/** A stage by its name when a journal of it is kept. */
export function naarGevolgd(stage: string): Gevolgd | null {
  return stage === 'intake' || stage === 'delivery' ? stage : null
}

export async function leesDatabaseId(db: Db): Promise<string> {
  const { rows } = await db.query<{ database_id: string }>('select database_id from platform.herkomst')
  const id = rows[0]?.database_id
  if (id === undefined) throw new Error('platform.herkomst is empty')
  return id
}

export async function leesGevolgd(db: Db, stage: Producent): Promise<number | null> {
  const { rows } = await db.query<{ positie: number }>('select positie from platform.journaal where stage = $1', [
    stage,
  ])
  return rows[0]?.positie ?? null
}

/** How far the journal of a stage is, its row locked for who writes it; null when another process writes it now. */
export async function neemJournaal(db: Db, stage: Gevolgd): Promise<number | null> {
  const { rows } = await db.query<{ positie: number }>(
    'select positie from platform.journaal where stage = $1 for update skip locked',
    [stage],
  )
  return rows[0]?.positie ?? null
}

/** Notes how far the journal is. */
export async function zetJournaal(db: Db, stage: Gevolgd, positie: number): Promise<void> {
  await db.query('update platform.journaal set positie = $2 where stage = $1', [stage, positie])
}

/** What of a message is written outside: ids, codes, numbers. */
export type Uitrij = {
  readonly positie: number
  readonly bron: string
  readonly tijd: Date
  readonly dossier: string
  readonly id: string
  readonly bericht: string | null
  readonly afzender: string | null
  readonly deelnemer: string | null
  readonly gebeurtenis: string | null
  readonly nummer: number | null
  readonly berichtId: string | null
  readonly eindpunt: string | null
}

const LEES = { intake: leesSql('intake'), delivery: leesSql('delivery') } as const

/** Number order is commit order, so what lies after a position is all that came after it. */
function leesSql(stage: Gevolgd): string {
  return `select u.positie, u.bron, u.tijd, u.sleutel as dossier, u.b ->> 'id' as id, u.b -> 'data' ->> 'bericht' as bericht,
      u.b -> 'data' -> 'afzender' ->> 'deelnemer' as afzender, u.b -> 'data' ->> 'deelnemer' as deelnemer,
      u.b -> 'data' ->> 'gebeurtenis' as gebeurtenis, (u.b -> 'data' ->> 'nummer')::bigint as nummer,
      u.b -> 'data' ->> 'berichtId' as "berichtId", u.b -> 'data' ->> 'eindpunt' as eindpunt
    from (select positie, bron, tijd, sleutel, bericht::jsonb as b from ${stage}.uit where positie > $1 order by positie limit $2 offset 0) u
    order by u.positie`
}

export async function leesUit(db: Db, stage: Gevolgd, na: number, limiet: number): Promise<Uitrij[]> {
  const { rows } = await db.query<Uitrij>(LEES[stage], [na, limiet])
  return rows
}

/** The last position a stage committed; 0 when it never wrote. */
export async function leesHoogste(db: Db, stage: Gevolgd): Promise<number> {
  const { rows } = await db.query<{ positie: number }>(
    `select coalesce(max(positie), 0)::bigint as positie from ${stage}.uit_stand`,
  )
  return rows[0]?.positie ?? 0
}

/** Age in seconds of the first message that the journal of a stage has not; 0 when it has all. */
export async function peilJournaal(db: Db, stage: Gevolgd): Promise<number> {
  const { rows } = await db.query<{ seconden: number }>(
    `select greatest(0, extract(epoch from clock_timestamp() - u.tijd))::float8 as seconden
     from platform.journaal j cross join lateral (select tijd from ${stage}.uit where positie > j.positie order by positie limit 1) u
     where j.stage = $1`,
    [stage],
  )
  return rows[0]?.seconden ?? 0
}

export type Bronnen = { readonly huidig: string; readonly eerder: ReadonlySet<string> }

/** The `bron` of this database, and those it had before. */
export async function leesBronnen(db: Db): Promise<Bronnen> {
  const { rows } = await db.query<{ id: string; huidig: boolean }>(
    'select id, true as huidig from platform.bron union all select id, false from platform.bron_eerder',
  )
  const huidig = rows.find((rij) => rij.huidig)?.id
  if (huidig === undefined) throw new Error('platform.bron is empty')
  return { huidig, eerder: new Set(rows.filter((rij) => !rij.huidig).map(({ id }) => id)) }
}
