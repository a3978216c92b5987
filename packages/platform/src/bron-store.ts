import type { Db } from './db.ts'
import { PRODUCENTEN } from './onderwerp.ts'
import type { Lezende } from './positie-store.ts'
import { zetTerug } from './relais-store.ts'

const LEZENDE = ['routing', 'sla', 'delivery', 'dossier'] as const satisfies readonly Lezende[]

/**
 * Gives a restored database a new identity as producer: the numbers after the restored moment were given out once before. What still lies in the
 * outboxes goes on under the new `bron`, and every reader stands where it stood: chains keep their numbers, so nothing is skipped or repeated.
 * As the owner, in one transaction with the rest of a restore.
 */
export async function vernieuwBron(db: Db, nieuw: string): Promise<{ oud: string; berichten: number }> {
  const { rows } = await db.query<{ id: string }>('select id from platform.bron for update')
  const oud = rows[0]?.id
  if (oud === undefined) throw new Error('platform.bron is empty')
  await db.query('insert into platform.bron_eerder (id, tot) values ($1, now())', [oud])
  await db.query('update platform.bron set id = $1, sinds = now()', [nieuw])
  let berichten = 0
  for (const stage of PRODUCENTEN) {
    const { rowCount } = await db.query(`update ${stage}.uit set bron = $1 where bron = $2`, [nieuw, oud])
    berichten += rowCount ?? 0
  }
  for (const stage of LEZENDE) await verhuisStanden(db, stage, { oud, nieuw })
  // What was shipped under the old name, and not applied, goes again under the new one; readers pass over the old.
  for (const stage of PRODUCENTEN) await zetTerug(db, stage)
  return { oud, berichten }
}

/**
 * Notes the other lives of this database that a journal tells of: after a back-up from before an earlier restore, the life that followed on that
 * restore is one of them, and what it wrote is no reason to refuse the database.
 */
export async function noteerEerdere(db: Db, bronnen: readonly string[]): Promise<void> {
  await db.query(
    `insert into platform.bron_eerder (id, tot) select b, now() from unnest($1::uuid[]) as b
     where b not in (select id from platform.bron) on conflict do nothing`,
    [bronnen],
  )
}

/** Where a transport found what was read (an offset) says nothing of the new chain, and of the old one nothing more is read. */
async function verhuisStanden(db: Db, stage: Lezende, { oud, nieuw }: { oud: string; nieuw: string }): Promise<void> {
  await db.query(
    `insert into ${stage}.positie (consument, topic, partitie, bron, positie)
     select consument, topic, partitie, $1, positie from ${stage}.positie where bron = $2`,
    [nieuw, oud],
  )
  await db.query(`delete from ${stage}.positie where bron = $1`, [oud])
}
