import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Antwoord } from '@warmknooppunt/platform/http'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import pg from 'pg'
import { noteerBerichten } from './bericht-store.ts'
import type { Stageomgeving } from './omgeving.ts'
import { bezig } from './weigeringen.ts'

/** How long a group waits for a row somebody else holds, and how long one request alone does (design section 5, promise 1). */
export const WACHT_GROEP_MS = 20
export const WACHT_ALLEEN_MS = 2_000
const POGINGEN = 3

/** Runs `f` in a transaction that waits at most `wachtMs` for a lock; the bus is told once something was committed for it. */
export async function inTransactie<T>(
  o: Stageomgeving,
  wachtMs: number,
  f: (tx: Tx<BusEvent>) => Promise<T>,
): Promise<T> {
  let aantal = 0
  const uitkomst = await transactie<T, BusEvent>(o.pool, uitbakVan('intake'), async (tx) => {
    // Travels with the next statement; a failure shows there.
    void tx.query("select set_config('lock_timeout', $1, true)", [`${wachtMs}ms`]).catch(() => undefined)
    const binnen = await f(tx)
    noteerBerichten(tx, tx.uit)
    aantal = tx.uit.length
    return binnen
  })
  if (aantal > 0) o.wek('berichten')
  return uitkomst
}

/** The same, again for whoever lost a race: the second look finds what the winner wrote. Throws when a lock is held too long. */
export async function metHerkansing(
  o: Stageomgeving,
  wachtMs: number,
  f: (tx: Tx<BusEvent>) => Promise<Antwoord>,
): Promise<Antwoord> {
  for (let poging = 1; poging <= POGINGEN; poging++) {
    try {
      return await inTransactie(o, wachtMs, f)
    } catch (fout) {
      if (!verloor(fout)) throw fout
    }
  }
  return bezig()
}

/** One request in a transaction of its own; 409 `bezig` when what it needs is held for longer than 2 s. */
export async function alleen(o: Stageomgeving, f: (tx: Tx<BusEvent>) => Promise<Antwoord>): Promise<Antwoord> {
  try {
    return await metHerkansing(o, WACHT_ALLEEN_MS, f)
  } catch (fout) {
    if (isVergrendeld(fout)) return bezig()
    throw fout
  }
}

export function isVergrendeld(fout: unknown): boolean {
  return fout instanceof pg.DatabaseError && fout.code === '55P03'
}

/** A race lost to another request, which took a key, a reference or a customer first: no outage, and no fault of this one. Who asked looks again. */
export function verloor(fout: unknown): boolean {
  return fout instanceof pg.DatabaseError && ['WK002', '23505', '40001', '40P01'].includes(fout.code ?? '')
}
