import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Db } from './db.ts'
import { leesGekozenSinds, leesKekgebruik } from './kek-store.ts'
import { bewaar } from './metrieken.ts'

const GRENS = 100_000

/**
 * Gauges of how many rows of each table each KEK still seals (0 rows, no line, of an old one = it may leave the configuration), and of how long the
 * one that seals has done so.
 */
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
  const sinds = bewaar(() => leesGekozenSinds(db).catch(() => null))
  new Gauge({
    name: 'warmknooppunt_kek_leeftijd_dagen',
    help: 'days since everything is to be sealed by the key-encryption key that seals now',
    registers: [register],
    async collect() {
      const dagen = await sinds()
      if (dagen === null) this.remove()
      else this.set(dagen)
    },
  })
}
