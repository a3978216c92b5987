import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { startfout } from '@warmknooppunt/platform/proces'

/** Held as long as the process lives; nothing remains of it when the process is gone, however it ended. */
export type Slot = { laatLos(): void }

const SQLITE_BUSY = 5

/**
 * Locks a folder for one hub; null when another has it. The lock is the operating system's, on a file that SQLite opens exclusively: Node
 * itself has no file locks, and a file with a process id lies after a crash. It holds before there is a database and while that restarts.
 */
export function vergrendel(bestand: string): Slot | null {
  const db = open(bestand)
  try {
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
    return { laatLos: () => db.close() }
  } catch (oorzaak) {
    db.close()
    if (oorzaak instanceof Error && 'errcode' in oorzaak && oorzaak.errcode === SQLITE_BUSY) return null
    throw nietTeVergrendelen(bestand, oorzaak)
  }
}

function open(bestand: string): DatabaseSync {
  try {
    const db = new DatabaseSync(bestand, { timeout: 0 })
    chmodSync(bestand, 0o600)
    return db
  } catch (oorzaak) {
    throw nietTeVergrendelen(bestand, oorzaak)
  }
}

function nietTeVergrendelen(bestand: string, oorzaak: unknown): Error {
  return startfout(
    `${bestand} cannot be opened for writing. Give this user the folder, or choose another with DATA_MAP.`,
    oorzaak,
  )
}
