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

/** A kind of which no timer is open is told as 0. */
const KLOKKEN = ['contact', 'gesprek', 'incassostop', 'operator'] as const

/** Labels are closed codes only. */
export type Metrieken = {
  alarm(soort: Alarmsoort): void
  gevuurd(soort: Melding['soort'] | 'niets', aantal: number): void
  stand(telling: Timertelling, perKlok: readonly { readonly klok: string; readonly aantal: number }[]): void
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
  const oudste = meter(
    'warmknooppunt_sla_timers_oudste_rijp_seconden',
    'how long the oldest timer that is due is past the moment from which it fires (30 s after it was due)',
  )
  const perKlokken = new Gauge({
    name: 'warmknooppunt_sla_timers_open_per_klok',
    help: 'timers still to fire by the clock they belong to (an estimate beyond some 10,000)',
    labelNames: ['klok'],
    registers,
  })
  const wachtend = meter('warmknooppunt_sla_timers_wachtend', 'timers due that wait for an unhandled message')
  return {
    alarm,
    gevuurd: (soort, aantal) => gevuurd.inc({ soort }, aantal),
    stand: (telling, perKlok) => {
      open.set(telling.open)
      rijp.set(telling.rijp)
      oudste.set(telling.oudsteSeconden)
      for (const klok of KLOKKEN) perKlokken.set({ klok }, perKlok.find((k) => k.klok === klok)?.aantal ?? 0)
      wachtend.set(telling.wachtend)
    },
  }
}
