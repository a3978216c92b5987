import type { Db } from '@warmknooppunt/platform/db'
import { bewaar } from '@warmknooppunt/platform/metrieken'
import { eindeVanSleutel } from '@warmknooppunt/register/sleutel-einde'
import type { Register } from '@warmknooppunt/register/stand'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

export type Sleutelkeuze = {
  readonly register: Register
  readonly db: Db
  readonly nu: () => Temporal.Instant
  readonly metrieken: Registry
}

/** How soon the first key in the register expires; `keuring` tells whose. No value when none says when, or it cannot be read. */
export function meetSleutels({ register, db, nu, metrieken }: Sleutelkeuze): void {
  const stand = bewaar(() => register.stand(db).catch(() => null))
  new Gauge({
    name: 'warmknooppunt_register_sleutel_verloopt_dagen',
    help: 'days until the first key of a client that may sign in expires, of those that say when',
    registers: [metrieken],
    async collect() {
      const clients = (await stand())?.clients ?? []
      const momenten = clients
        .flatMap(({ jwks }) => jwks.keys)
        .flatMap((jwk) => eindeVanSleutel(jwk)?.epochMilliseconds ?? [])
      if (momenten.length === 0) return this.remove()
      this.set((Math.min(...momenten) - nu().epochMilliseconds) / 86_400_000)
    },
  })
}
