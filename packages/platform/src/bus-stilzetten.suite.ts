import type { Pool } from 'pg'
import type { Draad, Houdplek } from '../../../test/steun/draad.ts'
import { EIGENAAR } from './bus-eigenaar.proef.ts'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { wachtTot } from './bus-proefevent.suite.ts'

/** A step of a batch at which an owner stands still by something outside it, until `los`. */
export type Stilgezet = { bereikt(): Promise<unknown>; los(): Promise<unknown> }
export type Stap = (o: { proef: Opstelling; draad: Draad }) => Promise<Stilgezet>

/** A lock in the database that the owner's next statement waits for. */
export function houdSlot(sql: string): Stap {
  return async ({ proef }) => {
    const houder = await proef.alsBeheerder()
    await houder.query('begin')
    await houder.query(sql)
    return { bereikt: () => wachtOpSlot(proef.bus.beheer), los: () => houder.query('rollback') }
  }
}

/** A lock that a trigger of this test waits for. */
export function houdTrigger(wanneer: string): Stap {
  return async ({ proef }) => {
    const houder = await proef.alsBeheerder()
    await houder.query('select pg_advisory_lock(4712)')
    await houder.query(
      `create function public.wacht() returns trigger language plpgsql as
         $$ begin perform pg_advisory_xact_lock_shared(4712); return null; end $$;
       create trigger wacht ${wanneer} for each statement execute function public.wacht()`,
    )
    return {
      bereikt: () => wachtOpSlot(proef.bus.beheer),
      los: () => houder.query('select pg_advisory_unlock(4712)'),
    }
  }
}

/** A COMMIT or its answer on the wire. Afterwards it passes, or the wire is cut: then the database sees what it sees when the process ends. */
export function houdDraad(plek: Houdplek, daarna: 'breek' | 'laatDoor'): Stap {
  return async ({ draad }) => {
    const gehouden = draad.houd(plek)
    return { bereikt: () => gehouden, los: async () => (await gehouden)[daarna]() }
  }
}

const EIGENAREN = `datname = current_database() and application_name = 'wk-${EIGENAAR}'`

function wachtOpSlot(beheer: Pool): Promise<void> {
  return wachtTot(async () => {
    const { rowCount } = await beheer.query(
      `select from pg_stat_activity where ${EIGENAREN} and wait_event_type = 'Lock' and state = 'active'`,
    )
    return rowCount === 1
  })
}

/** How many connections owners in a process of their own have. */
export async function telVerbindingen(beheer: Pool): Promise<number> {
  const { rowCount } = await beheer.query(`select from pg_stat_activity where ${EIGENAREN}`)
  return rowCount ?? 0
}
