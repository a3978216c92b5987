import { maakLog } from '@warmknooppunt/platform/log'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { maakBezorgMeters } from './meters.ts'
import { maakNazorg } from './nazorg.ts'
import type { Nazorg } from './verwerk.ts'

const NIETS: Nazorg = {
  geplaatst: [],
  teLaat: [],
  nietGeplaatst: [],
  wachtend: [],
  overgeslagen: [],
  direct: { bezorgingen: [], sleutels: { zoek: () => null }, sindsMs: 0 },
}
const over = { dossierId: 'd-1', berichtId: 'b-1', deelnemer: 'gemeente-roermond' }

async function doe(nazorg: Partial<Nazorg>) {
  const regels: { gebeurtenis: string; level: string }[] = []
  const metrieken = new Registry()
  const gehint: (readonly string[])[] = []
  maakNazorg({
    log: maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(JSON.parse(regel)) } }),
    meters: maakBezorgMeters(metrieken),
    nu: () => Temporal.Now.instant(),
    wek: () => undefined,
    hint: (eindpunten) => gehint.push(eindpunten),
    geef: () => undefined,
  })({ ...NIETS, ...nazorg })
  const { values } = (await metrieken.getSingleMetric('warmknooppunt_alarm_total')?.get()) ?? { values: [] }
  return {
    gelogd: regels.map(({ gebeurtenis }) => gebeurtenis),
    alarmen: values.map(({ labels }) => labels.soort),
    gehint,
  }
}

test('what came too late, or not in the postvak of an intermediair that never had a mandate, is an alarm', async () => {
  const { gelogd, alarmen } = await doe({ teLaat: [over], nietGeplaatst: [{ ...over, reden: 'geen' }] })
  expect(gelogd).toEqual(['alarm.te-laat-in-postvak', 'alarm.niet-in-postvak'])
  expect(alarmen).toEqual(['te-laat-in-postvak', 'niet-in-postvak'])
})

test('a mandate that ended since is a normal outcome, an order about what is not parked is told', async () => {
  const { gelogd, alarmen } = await doe({
    nietGeplaatst: [{ ...over, reden: 'beeindigd' }],
    overgeslagen: [{ dossierId: 'd-1', bezorgingId: 'z-1' }],
  })
  expect(gelogd).toEqual(['postvak.mandaat-beeindigd', 'herbezorging.overgeslagen'])
  expect(alarmen).toEqual([])
})

test('an endpoint where many wait is named once', async () => {
  expect((await doe({ wachtend: ['e-1', 'e-2', 'e-1'] })).gehint).toEqual([['e-1', 'e-2']])
})
