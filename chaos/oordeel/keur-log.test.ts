import { expect, test } from 'vitest'
import { keurLog } from './keur-log.ts'

test('a crash, an answer 500, a message put aside and a timer that failed are failures of the hub, an outage is not', () => {
  const fout = [
    { niveau: 'fatal', gebeurtenis: 'proces.onverwacht' },
    { niveau: 'error', gebeurtenis: 'http.fout' },
    { niveau: 'error', gebeurtenis: 'bus.apart-gelegd', foutcode: '57P01' },
    { niveau: 'error', gebeurtenis: 'bus.stage-gestopt' },
    { niveau: 'error', gebeurtenis: 'alarm.timer-mislukt' },
    { niveau: 'error', gebeurtenis: 'alarm.niet-sluitend' },
    { niveau: 'fatal', gebeurtenis: 'relais.bericht-te-groot' },
    { niveau: 'warn', gebeurtenis: 'cluster.proces-gestorven', afloop: 'code 1' },
  ]
  const goed = [
    { niveau: 'warn', gebeurtenis: 'bus.herstel', reden: 'database-outage' },
    { niveau: 'error', gebeurtenis: 'alarm.contact-verstreken' },
    { niveau: 'info', gebeurtenis: 'sluitend.gedaan' },
    { niveau: 'warn', gebeurtenis: 'relais.herstel', code: 'kafka-onbereikbaar' },
    { niveau: 'warn', gebeurtenis: 'cluster.proces-gestorven', afloop: 'SIGKILL' },
  ]
  expect(keurLog([...goed, ...fout]).map(({ soort, tekst }) => [soort, JSON.parse(tekst)])).toEqual(
    fout.map((regel) => ['intern', regel]),
  )
})
