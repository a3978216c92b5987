import type { Db } from '@warmknooppunt/platform/db'
import { bewaar } from '@warmknooppunt/platform/metrieken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Register } from '@warmknooppunt/register/stand'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

export type Kalenderkeuze = {
  readonly register: Register
  readonly db: Db
  readonly nu: () => Temporal.Instant
  readonly metrieken: Registry
}

/** How many days ahead the register knows the werkdagen; terms that end beyond them are an alarm each. No value when it cannot be read. */
export function meetKalender({ register, db, nu, metrieken }: Kalenderkeuze): void {
  const stand = bewaar(() => register.stand(db).catch(() => null))
  new Gauge({
    name: 'warmknooppunt_kalender_bekend_dagen',
    help: 'days from today up to the last of which the register knows whether it is a werkdag',
    registers: [metrieken],
    async collect() {
      const gelezen = await stand()
      if (gelezen === null) return this.remove()
      const tot = Temporal.PlainDate.from(gelezen.kalender.bekendTotEnMet)
      const dagen = Temporal.PlainDate.from(amsterdamseDag(nu())).until(tot, { largestUnit: 'day' }).days
      // A register without a year, or of years that are over, knows of none: 0, as far as anybody may plan.
      this.set(Math.max(0, dagen))
    },
  })
}
