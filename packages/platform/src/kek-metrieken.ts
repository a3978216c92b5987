import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Db } from './db.ts'
import { leesKekgebruik } from './kek-store.ts'
import { bewaar } from './metrieken.ts'

const GRENS = 100_000

/** A gauge of how many rows of each table each KEK still seals: 0 rows (no line) of an old one = it may leave the configuration. */
export function meetKeks(register: Registry, db: Db): void {
  const peil = bewaar(() => leesKekgebruik(db, GRENS).catch(() => []))
  new Gauge({
    name: 'warmknooppunt_kek_rijen',
    help: 'rows sealed by each key-encryption key, counted to 100,000',
    labelNames: ['tabel', 'kek'],
    registers: [register],
    async collect() {
      this.reset()
      for (const { tabel, kekId, aantal } of await peil()) this.set({ tabel, kek: kekId }, aantal)
    },
  })
}
