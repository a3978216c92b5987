import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

export type Poolpunt = { readonly stage: string; readonly pool: Pool }

/** How the database connections of each stage are used. Read from the pools: asks the database nothing. */
export function meetPools(register: Registry, pools: readonly Poolpunt[]): void {
  const registers = [register]
  new Gauge({
    name: 'warmknooppunt_database_verbindingen',
    help: 'database connections of a stage: at work, idle, and how many it may have',
    labelNames: ['stage', 'stand'],
    registers,
    collect() {
      for (const { stage, pool } of pools) {
        this.set({ stage, stand: 'bezig' }, pool.totalCount - pool.idleCount)
        this.set({ stage, stand: 'vrij' }, pool.idleCount)
        this.set({ stage, stand: 'hoogstens' }, pool.options.max)
      }
    },
  })
  new Gauge({
    name: 'warmknooppunt_database_wachtend',
    help: 'work of a stage that waits for a database connection',
    labelNames: ['stage'],
    registers,
    collect() {
      for (const { stage, pool } of pools) this.set({ stage }, pool.waitingCount)
    },
  })
}
