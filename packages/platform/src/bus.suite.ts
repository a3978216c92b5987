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
  busSuiteGewoon(naam, opzet)
  busSuiteRampen(naam, opzet)
}

/** What comes with the messages and with the handlers. Half of the suite, for a transport on which it takes long enough to be run in two. */
export function busSuiteGewoon(naam: string, opzet: Opzet): void {
  describe(`the bus on ${naam}`, () => {
    const proef = inWereld(opzet)
    describe('state and messages, order, exactly once', () => ordeProeven(proef))
    describe('whatever happens at once', () => willekeurProeven(proef))
    describe('whatever a transport hands over', () => ketenProeven(proef))
    describe('poison does not block', () => gifProeven(proef))
    describe('a stage that fails stops, and releases drain in order', () => stilstandProeven(proef))
  })
}

/** The other half: processes killed and frozen, connections and the database gone. */
export function busSuiteRampen(naam: string, opzet: Opzet): void {
  describe(`the bus on ${naam}, in trouble`, () => {
    const proef = inWereld(opzet)
    describe('a process that is killed', () => moordProeven(proef))
    describe('an outage does not poison', () => storingProeven(proef))
  })
  describe(`the bus on ${naam}, a process frozen`, () => bevrorenProeven(opzet))
  describe(`the bus on ${naam}, its database gone`, () => stormProeven(opzet))
}

function inWereld(opzet: Opzet): () => Opstelling {
  let nu: Opstelling | undefined
  beforeEach(async () => {
    nu = await maakOpstelling(() => opzet({ eigenServer: false }))
  })
  afterEach(async () => nu?.sluit())
  return () => {
    if (!nu) throw new Error('no set-up')
    return nu
  }
}
