import type { Db } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { VAN_PARTITIE } from './oudste-store.ts'
import type { Lezende } from './positie-store.ts'

export type Uitbakstand = { readonly aantal: number; readonly oudsteSeconden: number }
export type Achterstand = Uitbakstand

const STAND = `count(*) as aantal, greatest(0, coalesce(extract(epoch from clock_timestamp() - min(tijd)), 0))::float8 as "oudsteSeconden"`

/** How many messages lie in an outbox (counted to 100,000) and how old the oldest is. */
export async function peilUitbak(db: Db, stage: Producent): Promise<Uitbakstand> {
  const { rows } = await db.query<Uitbakstand>(
    `select ${STAND} from (select tijd from ${stage}.uit order by positie limit 100000) u`,
  )
  return rows[0] ?? { aantal: 0, oudsteSeconden: 0 }
}

/** How many messages a reader has still to apply (counted to 100,000) and how old the oldest of them is. */
export async function peilAchterstand(
  db: Db,
  lezer: { stage: Lezende; consument: string; topic: string; schrijver: Producent },
): Promise<Achterstand> {
  const { rows } = await db.query<Achterstand>(
    `select ${STAND} from (
       select u.tijd from ${lezer.stage}.positie p
       cross join lateral (select tijd from ${lezer.schrijver}.uit_lees u
         where ${VAN_PARTITIE} and u.positie > p.positie order by u.partitie, u.positie limit 10000) u
       where p.consument = $1 and p.topic = $2 and p.bron = (select id from platform.bron) limit 100000) a`,
    [lezer.consument, lezer.topic],
  )
  return rows[0] ?? { aantal: 0, oudsteSeconden: 0 }
}

/** What a stage put aside, by reason. */
export async function peilOnverwerkbaar(db: Db, stage: Lezende): Promise<{ reden: string; aantal: number }[]> {
  const { rows } = await db.query<{ reden: string; aantal: number }>(
    `select reden, count(*) as aantal from ${stage}.onverwerkbaar group by reden`,
  )
  return rows
}

export type Herstelpeil = { readonly wachtrijen: number; readonly oudsteSeconden: number; readonly open: number }

/** How many queues a stage has of what it put aside, how old the oldest is, and how many orders about them are open. */
export async function peilHerstel(db: Db, stage: Lezende): Promise<Herstelpeil> {
  const { rows } = await db.query<Herstelpeil>(
    `select count(*) as wachtrijen,
       greatest(0, coalesce(extract(epoch from clock_timestamp() - min(sinds)), 0))::float8 as "oudsteSeconden",
       (select count(*) from ${stage}.herstelopdracht where stand = 'open') as open
     from ${stage}.wachtrij`,
  )
  return rows[0] ?? { wachtrijen: 0, oudsteSeconden: 0, open: 0 }
}
