import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { maakAlarmteller } from './alarm.ts'

it('stages that share a registry count in one place', async () => {
  const register = new Registry()
  const een = maakAlarmteller(register)
  const ander = maakAlarmteller(register)
  een('contact-verstreken')
  ander('contact-verstreken')
  expect(await register.metrics()).toContain('warmknooppunt_alarm_total{soort="contact-verstreken"} 2')
})
