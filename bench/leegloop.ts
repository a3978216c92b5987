import { setTimeout as wacht } from 'node:timers/promises'
import type { Db } from '@warmknooppunt/platform/db'

const LEEGLOOP_MS = 60_000

/** Waits, at most a minute, until the hub has nothing left of what it accepted; false when it still had. */
export async function wachtTotLeeg(db: Db): Promise<boolean> {
  const einde = performance.now() + LEEGLOOP_MS
  while (await heeftWerk(db)) {
    if (performance.now() > einde) return false
    await wacht(50)
  }
  return true
}

/**
 * Whether a reader is behind the last message of an outbox, or a push is due or under way. One statement, so one moment: a message that moves
 * on meanwhile is seen in one of its places.
 */
async function heeftWerk(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ werk: boolean }>(
    `with geschreven as (
       select 'berichten' as topic, partitie, positie from intake.uit_stand
       union all select 'routeringen', partitie, positie from routing.uit_stand
       union all select 'termijnen', partitie, positie from sla.uit_stand
       union all select 'bezorgingen', partitie, positie from delivery.uit_stand
     ), gelezen as (
       select topic, partitie, bron, positie from routing.positie
       union all select topic, partitie, bron, positie from sla.positie
       union all select topic, partitie, bron, positie from delivery.positie
       union all select topic, partitie, bron, positie from dossier.positie
     )
     select exists (select from geschreven g join gelezen l using (topic, partitie)
         where l.bron = (select id from platform.bron) and l.positie < g.positie)
       or exists (select from delivery.bezorging where status = 'wacht' and volgende_op <= clock_timestamp())
       or exists (select from delivery.bezorging where status = 'bezig' and lease_tot is not null) as werk`,
  )
  return rows[0]?.werk ?? true
}
