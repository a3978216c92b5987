import type { Machinefeiten } from './besluit-machine.ts'
import { keurMachine } from './besluit-machine.ts'
import type { Registerfeiten } from './besluit-register.ts'
import { keurRegister } from './besluit-register.ts'
import type { Sleutelfeiten } from './besluit-sleutels.ts'
import { keurSleutels } from './besluit-sleutels.ts'
import type { Tlsfeiten } from './besluit-tls.ts'
import { keurTls } from './besluit-tls.ts'
import type { Werkingsfeiten } from './besluit-werking.ts'
import { keurWerking } from './besluit-werking.ts'
import type { Bevinding } from './bevinding.ts'
import { opGewicht } from './bevinding.ts'

/** Everything a keuring looks at. */
export type Feiten = {
  readonly register: Registerfeiten
  readonly sleutels: Sleutelfeiten
  readonly machine: Machinefeiten
  readonly tls: Tlsfeiten
  readonly werking: Werkingsfeiten
}

/** Everything to be mended, in order. `vandaag` is the day of `nu` in Amsterdam. */
export function keur(feiten: Feiten, nu: Temporal.Instant, vandaag: string): Bevinding[] {
  return opGewicht([
    ...keurRegister(feiten.register, vandaag),
    ...keurMachine(feiten.machine, nu),
    ...keurTls(feiten.tls, nu),
    ...keurSleutels(feiten.sleutels, nu),
    ...keurWerking(feiten.werking, nu),
  ])
}
