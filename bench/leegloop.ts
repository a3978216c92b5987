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
 * Whether a reader is behind the last message of an outbox, or a push waits or is under way, one that is to be tried again later included. One
 * statement, so one moment: a message that moves on meanwhile is seen in one of its places.
 */
async function heeftWerk(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ werk: boolean }>(
    `with geschreven as (
       select 'berichten' as topic, partitie, positie from intake.uit_stand
       union all select 'routeringen', partitie, positie from routing.uit_stand
       union all select 'termijnen', partitie, positie from sla.uit_stand
       union all select 'bezorgingen', partitie, positie from delivery.uit_stand
     ), gelezen as (
       select consument, topic, partitie, bron, positie from routing.positie
       union all select consument, topic, partitie, bron, positie from sla.positie
       union all select consument, topic, partitie, bron, positie from delivery.positie
       union all select consument, topic, partitie, bron, positie from dossier.positie
     ), lezer (topic, consument) as (
       -- By name: who has no position yet is in no table.
       values ('berichten', 'routing'), ('routeringen', 'sla'), ('termijnen', 'delivery'),
         ('berichten', 'dossier'), ('routeringen', 'dossier'), ('termijnen', 'dossier'), ('bezorgingen', 'dossier')
     )
     select exists (select from geschreven g cross join (select id as bron from platform.bron) b join lezer using (topic)
         left join gelezen l using (topic, consument, partitie, bron) where coalesce(l.positie, 0) < g.positie)
       or exists (select from delivery.bezorging where status = 'wacht')
       or exists (select from delivery.bezorging where status = 'bezig' and lease_tot is not null) as werk`,
  )
  return rows[0]?.werk ?? true
}
