import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Db } from './db.ts'
import type { Gevolgd } from './journaal-store.ts'
import { peilJournaal } from './journaal-store.ts'
import { bewaar } from './metrieken.ts'

/** How far the journal outside the database is behind the outbox it follows: what a disaster at this moment takes from it. */
export function meetJournaal(
  register: Registry,
  punten: readonly { readonly stage: Gevolgd; readonly db: Db }[],
): void {
  if (punten.length === 0) return
  const metingen = punten.map(({ stage, db }) => ({ stage, peil: bewaar(() => peilJournaal(db, stage)) }))
  new Gauge({
    name: 'warmknooppunt_journaal_achter_seconden',
    help: 'age of the oldest message that is committed and not in the journal outside the database; 0 = none',
    labelNames: ['stage'],
    registers: [register],
    async collect() {
      this.reset()
      for (const { stage, peil } of metingen) {
        const seconden = await peil().catch(() => null)
        if (seconden !== null) this.set({ stage }, seconden)
      }
    },
  })
}
