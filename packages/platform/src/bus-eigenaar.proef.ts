import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import type { Abonnement, Afnemer } from './bus.ts'
import { geefDoor, LEZER, leesProef } from './bus-proefevent.suite.ts'
import { maakConsument } from './consument.ts'
import { maakLog } from './log.ts'
import { maakMeters } from './meters.ts'
import { uitbakVan } from './outbox.ts'
import { maakPool } from './pool.ts'

/** What the connections of an owner in a process of its own are called. */
export const EIGENAAR = 'proef-eigenaar'

/**
 * The whole program of an owner, whatever its transport: reads `berichten` for routing, writes an effect of each message and passes it on, until
 * its stdin ends. Its arguments are the address of the database, what its transport needs, and the pause of a stopped stage in ms; its log goes
 * to stdout.
 */
export async function draaiEigenaar(
  abonneer: (afnemer: Afnemer, pool: Pool, signal: AbortSignal) => Abonnement,
): Promise<void> {
  const [url = '', ...rest] = process.argv.slice(2)
  const pool = maakPool({ url, applicatie: EIGENAAR, rol: 'wk_routing' })
  const ophouden = new AbortController()
  const consument = maakConsument({
    lezer: LEZER,
    pool,
    uitbak: uitbakVan('routing'),
    naCommit: () => undefined,
    lees: leesProef(),
    verwerk: geefDoor,
    log: maakLog({ dienst: 'proef', niveau: 'info', naar: process.stdout }),
    meters: maakMeters(new Registry()),
    herkansMs: Number(rest.at(-1)),
  })
  process.stdin.on('end', () => ophouden.abort(new Error('stopped'))).resume()
  await abonneer(consument, pool, ophouden.signal).klaar
  await pool.end()
}
