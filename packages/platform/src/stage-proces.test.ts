import { setTimeout as wachtMs } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sluitAf } from './stage-proces.ts'

test('traces are sent for as long as they may take, and connections that hang hold nothing up', async () => {
  const af: string[] = []
  const sluitSpoor = async () => {
    await wachtMs(1_200)
    af.push('spoor')
  }
  await sluitAf(sluitSpoor, () => {
    af.push('rest')
    return new Promise(() => undefined)
  })
  expect(af).toEqual(['spoor', 'rest'])
})
