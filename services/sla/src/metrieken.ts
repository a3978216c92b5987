import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { Melding } from './stand.ts'
import type { Timertelling } from './timer-store.ts'

/** What sla says aloud; each is an error log line too. */
export type Alarmsoort =
  | 'contact-verstreken'
  | 'gesprek-verstreken'
  | 'operatortermijn-verstreken'
  | 'timer-zonder-wachten'
  | 'timer-mislukt'
  | 'kalender-onbekend'

/** Labels are closed codes only. */
export type Metrieken = {
  alarm(soort: Alarmsoort): void
  gevuurd(soort: Melding['soort'] | 'niets', aantal: number): void
  stand(telling: Timertelling): void
}

export function maakMetrieken(register: Registry): Metrieken {
  const registers = [register]
  const alarm = maakAlarmteller(register)
  const gevuurd = new Counter({
    name: 'warmknooppunt_sla_timers_gevuurd_total',
    help: 'timers fired, by what they said',
    labelNames: ['soort'],
    registers,
  })
  const meter = (name: string, help: string) => new Gauge({ name, help, registers })
  const open = meter('warmknooppunt_sla_timers_open', 'timers still to fire (an estimate beyond 100,000)')
  const rijp = meter('warmknooppunt_sla_timers_rijp', 'timers due and not yet fired')
  const wachtend = meter('warmknooppunt_sla_timers_wachtend', 'timers due that wait for an unhandled message')
  return {
    alarm,
    gevuurd: (soort, aantal) => gevuurd.inc({ soort }, aantal),
    stand: (telling) => {
      open.set(telling.open)
      rijp.set(telling.rijp)
      wachtend.set(telling.wachtend)
    },
  }
}
