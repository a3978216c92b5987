import { createInterface } from 'node:readline'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakPool } from '@warmknooppunt/platform/pool'
import { maakRegister } from '@warmknooppunt/register/stand'
import { Registry } from 'prom-client'
import { OIN } from './berichten.proef.ts'
import { maakMetrieken } from './metrieken.ts'
import { leesGrenzen } from './ronde.ts'
import { claimTimers } from './timer-store.ts'
import { vuur } from './vuur.ts'

/** A worker as a process of its own that stands still between its claim and its firing, until it is told on stdin to go on. */
const [url = '', nu = '', leaseMs = ''] = process.argv.slice(2)
const pool = maakPool({ url, rol: 'wk_sla', applicatie: 'claimer' })
const peilPool = maakPool({ url, rol: 'wk_sla', applicatie: 'claimer', max: 1 })
const moment = Temporal.Instant.from(nu)
const geclaimd = await claimTimers(pool, await leesGrenzen(pool, moment), { limiet: 100, leaseMs: Number(leaseMs) })
process.stdout.write(`${geclaimd.length}\n`)
for await (const _ of createInterface(process.stdin)) break
const vuurkeuze = {
  pool,
  register: maakRegister(peilPool),
  oin: OIN,
  log: maakLog({ dienst: 'claimer', niveau: 'info' }),
  metrieken: maakMetrieken(new Registry()),
  naCommit: () => undefined,
}
await vuur(vuurkeuze, geclaimd, moment)
process.exit(0)
