import type { Client } from 'pg'
import { expect } from 'vitest'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { wachtTot } from './bus-proefevent.suite.ts'

/** Transactions elsewhere in the database that are open for the whole of a test. */
export type Lang = {
  /** how many transactions began since the oldest of these, after making it as many more as the hub makes in eight minutes */
  verouder(): Promise<number>
  /** throws when one of them has ended, then ends them */
  beeindig(): Promise<void>
}

/** At 100 commits a second and stage, five stages, eight minutes. */
const ACHT_MINUTEN = 240_000

/**
 * An import by COPY that wrote rows and goes on, the build of an index over a filled table, and a reader with an old snapshot: each has been seen
 * to hold back who looks for what was committed by transaction ids or snapshots.
 */
export async function beginLang(proef: Opstelling): Promise<Lang> {
  const { beheer } = proef.bus
  await beheer.query(`
    create table public.import (n int);
    create table public.gevuld as select n from generate_series(1, 1000) n;
    create function public.traag(n int) returns int immutable language plpgsql as
      $$ begin if n = 500 then perform pg_advisory_xact_lock_shared(4711); end if; return n; end $$;`)
  const [slot, kijker, import_, index] = await Promise.all(Array.from({ length: 4 }, () => proef.alsBeheerder()))
  if (!slot || !kijker || !import_ || !index) throw new Error('no connections')
  await slot.query('select pg_advisory_lock(4711)')
  await kijker.query('begin isolation level repeatable read')
  const { rows } = await kijker.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
  const eerste = Number(rows[0]?.xid)
  // More than it keeps back before it writes; then a row now and then.
  const bron = `seq 1 100000; while echo 1; do sleep 0.05; done`
  const gaande = [
    import_.query(`copy public.import from program '${bron}'`),
    index.query('create index on public.gevuld (public.traag(n))'),
  ].map((belofte) => belofte.then(() => 'ended', String))
  await wachtTot(async () => (await telOpen(proef)) === 3)
  return {
    async verouder() {
      await slot.query(
        `do $$ begin for i in 1..${ACHT_MINUTEN} loop perform pg_current_xact_id(); commit; end loop; end $$`,
      )
      const { rows } = await slot.query<{ nu: string }>('select pg_current_xact_id()::text as nu')
      return Number(rows[0]?.nu) - eerste
    },
    async beeindig() {
      expect(await telOpen(proef)).toBe(3)
      await beheer.query(`select pg_cancel_backend(pid) from pg_stat_activity where ${EIGEN} and state = 'active'`)
      await slot.query('select pg_advisory_unlock(4711)')
      await kijker.query('rollback')
      expect(await Promise.all(gaande)).toEqual([expect.stringContaining('cancel'), expect.stringContaining('cancel')])
      await sluitAlle([slot, kijker, import_, index])
    },
  }
}

const EIGEN = `datname = current_database() and application_name = 'proef-beheer' and backend_xid is not null`

/** How many of the import, the index and the reader are in a transaction that has an id. */
async function telOpen({ bus }: Opstelling): Promise<number> {
  const { rowCount } = await bus.beheer.query(`select from pg_stat_activity where ${EIGEN}`)
  return rowCount ?? 0
}

async function sluitAlle(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.end()))
}
