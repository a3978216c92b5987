import type { Db } from '@warmknooppunt/platform/db'
import type { Vrijgegeven } from './bezorging-store.ts'

/** Endpoints that ended while something still waits or lies parked there. */
export async function leesMetOpenBezorgingen(db: Db): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select e.id from delivery.eindpunt e cross join lateral (
       select 1 from delivery.bezorging b where b.eindpunt = e.id and b.status in ('wacht', 'geparkeerd')
       order by b.eindpunt, b.dossier_id, b.nummer limit 1) b
     where e.status = 'beeindigd' order by e.id`,
  )
  return rows.map(({ id }) => id)
}

export type Vervallen = Vrijgegeven & { readonly afloop: 'geweigerd' | 'onbereikbaar' | null }

/** Closes up to `limiet` bezorgingen that wait or lie parked at this endpoint; what is being sent is left to its lease. */
export async function laatVervallen(db: Db, eindpunt: string, limiet: number): Promise<Vervallen[]> {
  const { rows } = await db.query<Vervallen>(
    `with oudste as materialized (select id from delivery.bezorging
       where eindpunt = $1 and status in ('wacht', 'geparkeerd') order by eindpunt, dossier_id, nummer limit $2 for update skip locked
     ), klaar as (
       update delivery.bezorging b set status = 'vervallen', parkeerreden = null
       where b.id = any(array(select id from oudste)) returning b.*
     )
     select v.id, v.eindpunt, v.poging, v.afloop, v.bericht_id as "berichtId", v.dossier_id as "dossierId", v.deelnemer, p.bericht, p.rol, p.event
     from klaar v join delivery.postvakbericht p on p.deelnemer = v.deelnemer and p.nummer = v.nummer order by v.dossier_id, v.nummer`,
    [eindpunt, limiet],
  )
  return rows
}
