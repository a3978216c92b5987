import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { PRODUCENTEN } from '@warmknooppunt/platform/onderwerp'
import { neemDienst } from '@warmknooppunt/platform/relais-store'
import type { Pool, PoolClient } from 'pg'
import { AFLOOP, commandofout } from './afloop.ts'

/** The session of a relay that was killed or frozen is ended by the database after ten seconds. */
const GEDULD_MS = 15_000
const PEIL_MS = 100

/**
 * Does something while no relay can run: one that did would ship to the old cluster what is set back for the new one, and be thought done. The
 * locks of all relays are held meanwhile, so that none starts either; refused while one is held by another.
 */
export async function zonderRelais<T>(pool: Pool, f: () => Promise<T>, geduldMs = GEDULD_MS): Promise<T> {
  const sessie = await pool.connect()
  sessie.on('error', () => undefined)
  try {
    const totMs = performance.now() + geduldMs
    for (const stage of PRODUCENTEN) await neem(sessie, stage, totMs)
    return await f()
  } finally {
    // The locks fall now, and not when the session happens to end.
    await sessie.query('select pg_advisory_unlock_all()').catch(() => undefined)
    sessie.release(true)
  }
}

async function neem(sessie: PoolClient, stage: Producent, totMs: number): Promise<void> {
  while (!(await neemDienst(sessie, stage))) {
    if (performance.now() > totMs) {
      throw commandofout(
        AFLOOP.nietBeschikbaar,
        `the relay of ${stage} still runs, so services of this hub do: stop all of them, also those that only read (dossier), and run this again; nothing was changed`,
      )
    }
    await wachtMs(PEIL_MS)
  }
}
