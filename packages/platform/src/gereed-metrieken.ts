import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import type { Gereedheid, Peilpunt } from './gezondheid.ts'

export type Gereedmeting = {
  readonly gereedheid: () => Promise<Gereedheid>
  readonly peilpunten: () => readonly Peilpunt[]
}

/** What `/gezondheid/gereed` answers, for whoever reads metrics only: the whole, each part, and why a part is ill. */
export function meetGereedheid(register: Registry, { gereedheid, peilpunten }: Gereedmeting): void {
  const registers = [register]
  new Gauge({
    name: 'warmknooppunt_gereed',
    help: '1 when the process can do its work, as /gezondheid/gereed says',
    registers,
    async collect() {
      this.set((await gereedheid()).gereed ? 1 : 0)
    },
  })
  new Gauge({
    name: 'warmknooppunt_onderdeel_gezond',
    help: '1 for each reader and loop of this process that is well, 0 for one that is not',
    labelNames: ['onderdeel'],
    registers,
    collect() {
      this.reset()
      const ziek = new Set(peilpunten().flatMap((punt) => (punt.stand().gezond ? [] : [punt.naam])))
      for (const { naam } of peilpunten()) this.set({ onderdeel: naam }, ziek.has(naam) ? 0 : 1)
    },
  })
  new Gauge({
    name: 'warmknooppunt_onderdeel_reden',
    help: '1 for each part that keeps the process from being ready, with the reason (a closed code)',
    labelNames: ['onderdeel', 'reden'],
    registers,
    async collect() {
      this.reset()
      for (const { onderdeel, code } of (await gereedheid()).redenen) this.set({ onderdeel, reden: code }, 1)
    },
  })
}
