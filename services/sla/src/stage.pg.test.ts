import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { doorverwijzing, maakDossier, op } from './berichten.proef.ts'
import type { SlaProef } from './sla.proef.ts'
import { maakSlaProef, regel } from './sla.proef.ts'

let proef: SlaProef
beforeAll(async () => {
  proef = await maakSlaProef()
})
beforeEach(() => proef.leeg())
afterAll(() => proef.sluit())

test('a running stage reads, guards, counts and stops when it is told', async () => {
  const dossier = maakDossier(op('2026-03-02T09:00:00Z'))
  proef.zet(op('2026-03-06T09:00:00Z'))
  const stop = new AbortController()
  const bus = maakPostgresBus({ poolVan: () => proef.sla, log: proef.keuze.log })
  const abonnement = bus.abonneer(proef.consument, stop.signal)
  await proef.leg('routing', [doorverwijzing(dossier)])
  await vi.waitUntil(async () => (await proef.uit()).length === 1, 5_000)
  const lussen = proef.stage.werkers.map((werker) => werker.run(stop.signal))
  await vi.waitUntil(async () => (await proef.uit()).length === 2, 5_000)
  await vi.waitUntil(async () => (await metrieken()).includes('warmknooppunt_sla_timers_open 5'), 5_000)
  expect((await proef.termijnberichten()).map(regel)).toEqual(['2026-03-06T09:00 contact-verstreken gemeente'])
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_rijp 0')
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_wachtend 0')
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_oudste_rijp_seconden 0')
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_open_per_klok{klok="incassostop"} 2')
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_open_per_klok{klok="operator"} 0')
  expect(await metrieken()).toContain('warmknooppunt_sla_timers_gevuurd_total{soort="contact-verstreken"} 1')
  expect(await metrieken()).toContain('warmknooppunt_alarm_total{soort="contact-verstreken"} 1')
  stop.abort()
  await Promise.all([abonnement.klaar, ...lussen])
})

test('an outage is waited out, red, and ends by itself', async () => {
  const [werker] = proef.stage.werkers
  const stop = new AbortController()
  await proef.eigenaar.query('revoke select on sla.timer from wk_sla')
  const lus = werker?.run(stop.signal)
  await vi.waitUntil(() => werker?.stand().gezond === false, 5_000)
  expect(werker?.stand()).toEqual({ gezond: false, reden: 'timers-failed' })
  await proef.eigenaar.query('grant select on sla.timer to wk_sla')
  await vi.waitUntil(() => werker?.stand().gezond === true, 10_000)
  stop.abort()
  await lus
})

test('tells for how many days ahead the werkdagen are known', async () => {
  const { kalender } = await proef.keuze.register.stand(proef.sla)
  const laatste = Temporal.PlainDate.from(kalender.bekendTotEnMet)
  proef.zet(op(`${laatste.subtract({ days: 10 })}T11:00:00Z`))
  expect(await metrieken()).toContain('warmknooppunt_kalender_bekend_dagen 10')
  proef.zet(op(`${laatste.add({ days: 400 })}T11:00:00Z`))
  expect(await metrieken()).toMatch(/warmknooppunt_kalender_bekend_dagen 0$/m)
})

async function metrieken(): Promise<string> {
  return proef.keuze.metrieken.metrics()
}
