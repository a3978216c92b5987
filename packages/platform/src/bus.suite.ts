import { afterEach, beforeEach, describe } from 'vitest'
import { bevrorenProeven } from './bus-bevroren.suite.ts'
import { gifProeven } from './bus-gif.suite.ts'
import { ketenProeven } from './bus-keten.suite.ts'
import { moordProeven } from './bus-moord.suite.ts'
import type { Opstelling, Opzet } from './bus-opstelling.suite.ts'
import { maakOpstelling } from './bus-opstelling.suite.ts'
import { ordeProeven } from './bus-orde.suite.ts'
import { stilstandProeven } from './bus-stilstand.suite.ts'
import { storingProeven } from './bus-storing.suite.ts'
import { stormProeven } from './bus-storm.suite.ts'
import { willekeurProeven } from './bus-willekeur.suite.ts'

/** The promises of the bus (design section 5, 1-6) that any transport must keep as they stand here. `opzet` makes a fresh world for each test. */
export function busSuite(naam: string, opzet: Opzet): void {
  describe(`the bus on ${naam}`, () => {
    let nu: Opstelling | undefined
    beforeEach(async () => {
      nu = await maakOpstelling(() => opzet({ eigenServer: false }))
    })
    afterEach(async () => nu?.sluit())
    const proef = () => {
      if (!nu) throw new Error('no set-up')
      return nu
    }
    describe('state and messages, order, exactly once', () => ordeProeven(proef))
    describe('whatever happens at once', () => willekeurProeven(proef))
    describe('whatever a transport hands over', () => ketenProeven(proef))
    describe('a process that is killed', () => moordProeven(proef))
    describe('poison does not block', () => gifProeven(proef))
    describe('a stage that fails stops, and releases drain in order', () => stilstandProeven(proef))
    describe('an outage does not poison', () => storingProeven(proef))
  })
  describe(`the bus on ${naam}, a process frozen`, () => bevrorenProeven(opzet))
  describe(`the bus on ${naam}, its database gone`, () => stormProeven(opzet))
}
