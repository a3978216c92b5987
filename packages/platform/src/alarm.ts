import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'

const NAAM = 'warmknooppunt_alarm_total'

/** Counts alarms by kind, a closed code. The stages of one process share a registry and this counter: who comes first makes it. */
export function maakAlarmteller(register: Registry): (soort: string) => void {
  const bestaand = register.getSingleMetric(NAAM)
  const teller =
    bestaand instanceof Counter
      ? bestaand
      : new Counter({ name: NAAM, help: 'alarms for an operator', labelNames: ['soort'], registers: [register] })
  return (soort) => teller.inc({ soort })
}
