import { describe, expect, test } from 'vitest'
import { stilTimer } from './kafka-eigenaardig.ts'

/** As kafkajs' class, as far as the timer goes. */
function maakRij() {
  return class Rij {
    pending: string[] = []
    keren = 0
    scheduleCheckPendingRequests() {
      this.keren++
    }
  }
}

describe('the timer of kafkajs', () => {
  test('is set only while something waits to be sent', () => {
    const Rij = maakRij()
    stilTimer(Rij)
    const rij = new Rij()
    rij.scheduleCheckPendingRequests()
    expect(rij.keren).toBe(0)
    rij.pending.push('verzoek')
    rij.scheduleCheckPendingRequests()
    expect(rij.keren).toBe(1)
  })

  test('is held down once, however many clients there are', () => {
    const Rij = maakRij()
    stilTimer(Rij)
    const { scheduleCheckPendingRequests: eerst } = Rij.prototype
    stilTimer(Rij)
    expect(Rij.prototype.scheduleCheckPendingRequests).toBe(eerst)
  })

  test('of another version is not passed over in silence', () => {
    expect(() => stilTimer(class Rij {})).toThrow('has no scheduleCheckPendingRequests')
    expect(() => stilTimer({})).toThrow('is no class')
    expect(() => stilTimer(undefined)).toThrow('is no class')
  })
})
