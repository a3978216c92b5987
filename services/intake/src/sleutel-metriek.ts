import type { Db } from '@warmknooppunt/platform/db'
import { bewaar } from '@warmknooppunt/platform/metrieken'
import { sleuteleindes } from '@warmknooppunt/register/sleutel-einde'
import type { Register } from '@warmknooppunt/register/stand'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

export type Sleutelkeuze = {
  readonly register: Register
  readonly db: Db
  readonly nu: () => Temporal.Instant
  readonly metrieken: Registry
}

/**
 * How soon the first client in the register is left without a key that holds; `keuring` tells whose. One that was replaced is not looked at. No value
 * when none says when, or it cannot be read.
 */
export function meetSleutels({ register, db, nu, metrieken }: Sleutelkeuze): void {
  const peil = bewaar(() => register.stand(db).catch(() => null))
  new Gauge({
    name: 'warmknooppunt_register_sleutel_verloopt_dagen',
    help: 'days until the first client of a party that takes part has no key left that holds, of those that say when',
    registers: [metrieken],
    async collect() {
      const stand = await peil()
      const eindes = stand === null ? [] : sleuteleindes(stand.clients, stand.deelnemer, nu())
      const momenten = eindes.filter(({ vervangen }) => !vervangen).map(({ einde }) => einde.epochMilliseconds)
      if (momenten.length === 0) return this.remove()
      this.set((Math.min(...momenten) - nu().epochMilliseconds) / 86_400_000)
    },
  })
}
