import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import pg from 'pg'

/** Between the moment that the database has another password and that its file has it lie milliseconds. */
const PAUZES_MS = [50, 200, 500, 1_000]

type Klaar = (
  fout: Error | undefined,
  client: PoolClient | undefined,
  laatLos: (fout?: Error | boolean) => void,
) => void

/**
 * Has a pool connect again when its password was refused: while one is being changed, a new connection may read the old one just before or the new
 * one just after the database does. A password that is wrong is refused a little later than without.
 */
export function herhaalBijWissel(pool: Pool): void {
  const verbind = pool.connect.bind(pool)
  const opnieuw = async (): Promise<PoolClient> => {
    for (const pauzeMs of PAUZES_MS) {
      try {
        return await verbind()
      } catch (fout) {
        if (!isGeweigerd(fout)) throw fout
        await wachtMs(pauzeMs)
      }
    }
    return verbind()
  }
  const connect = (klaar?: Klaar): Promise<PoolClient> | undefined => {
    if (!klaar) return opnieuw()
    verbind((fout, client, laatLos) => {
      if (!isGeweigerd(fout)) return klaar(fout, client, laatLos)
      opnieuw().then(
        (nieuw) => klaar(undefined, nieuw, (stuk) => nieuw.release(stuk)),
        (reden: unknown) =>
          klaar(reden instanceof Error ? reden : new Error('no connection'), undefined, () => undefined),
      )
    })
    return undefined
  }
  Object.defineProperty(pool, 'connect', { value: connect })
}

/** invalid_password */
function isGeweigerd(fout: unknown): boolean {
  return fout instanceof pg.DatabaseError && fout.code === '28P01'
}
