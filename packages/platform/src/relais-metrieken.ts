import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Db } from './db.ts'
import { bewaar } from './metrieken.ts'
import type { Producent } from './onderwerp.ts'
import { peilRelais } from './relais-store.ts'

/** An outbox that is shipped, and a connection of its own to ask how far. */
export type Relaispunt = { readonly stage: Producent; readonly db: Db }

/** Gauges of what was committed and not shipped yet; a database that cannot be asked is told by `gepeild`, and has no figure here. */
export function meetRelais(register: Registry, punten: readonly Relaispunt[]): void {
  const peilingen = punten.map(({ stage, db }) => ({ stage, peil: bewaar(() => peilRelais(db, stage)) }))
  const meter = (name: string, help: string, kies: (peil: { aantal: number; oudsteSeconden: number }) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['stage'],
      registers: [register],
      async collect() {
        this.reset()
        for (const { stage, peil } of peilingen) {
          const stand = await peil().catch(() => null)
          if (stand) this.set({ stage }, kies(stand))
        }
      },
    })
  meter(
    'warmknooppunt_relais_achterstand_berichten',
    'messages not shipped to Kafka yet, counted to 100,000',
    (p) => p.aantal,
  )
  meter('warmknooppunt_relais_achterstand_seconden', 'age of the oldest of them', (p) => p.oudsteSeconden)
}
