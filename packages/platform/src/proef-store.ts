import type { Db } from './db.ts'

/** Whether this database belongs to a proef: a hub to try out connecting. */
export async function isProef(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ proef: boolean }>('select platform.is_proef() as proef')
  return rows[0]?.proef === true
}

/** Whether the register holds, or ever held, a deelnemer. */
export async function heeftDeelnemers(db: Db): Promise<boolean> {
  const { rows } = await db.query<{ er: boolean }>('select exists (select from register.deelnemer) as er')
  return rows[0]?.er === true
}

/** Makes this database that of a proef, for good; it must have no register yet. */
export async function merkProef(db: Db): Promise<void> {
  await db.query('insert into platform.proefknooppunt default values on conflict do nothing')
}
