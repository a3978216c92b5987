import type { Db } from './db.ts'
import { startfout } from './proces.ts'
import { heeftDeelnemers, isProef, merkProef } from './proef-store.ts'

/** Header and value by which every answer of a proef tells what it is. */
export const PROEFKOP = { 'Warmknooppunt-Omgeving': 'proef' } as const

/** With what OINs begin that Logius set apart for tests. */
export const PROEF_OIN = '00000099'

/** Refuses to run a real hub on the database of a proef. A start error that says what to do. */
export async function eisEchteDatabase(db: Db): Promise<void> {
  if (await isProef(db)) {
    throw startfout(
      'This database belongs to a proef (`npm start -- --proef`): its parties and messages are invented. Start it with --proef, or give this hub a database of its own (DATA_MAP or DATABASE_URL).',
    )
  }
}

/** Makes an empty database that of a proef, and refuses one in which a real hub has its register. Needs the rights of the owner. */
export async function eisProefdatabase(db: Db): Promise<void> {
  if (await isProef(db)) return
  if (await heeftDeelnemers(db)) {
    throw startfout(
      'This database has the register of a real hub; a proef would mix invented parties and messages with it. Start without --proef, or give the proef a database of its own (DATA_MAP or DATABASE_URL).',
    )
  }
  await merkProef(db)
}
