import type { Log } from '@warmknooppunt/platform/log'
import type { BezorgMeters } from './meters.ts'
import type { Nazorg } from './verwerk.ts'

export type NazorgKeuze = {
  readonly log: Log
  readonly meters: Pick<BezorgMeters, 'alarm'>
  /** wakes who waits for this postvak */
  readonly wek: (deelnemer: string) => void
  readonly hint: (eindpunten: readonly string[]) => void
}

type TeLaat = Parameters<Nazorg['teLaat']>[0]

/** Collects during a batch what is done after its commit. */
export function maakNazorg(k: NazorgKeuze): Nazorg & { doe(): void } {
  const gevuld = new Set<string>()
  const wachtend = new Set<string>()
  // By message, so that a batch that is tried again does not sound its alarm twice.
  const teLaat = new Map<string, TeLaat>()
  return {
    gevuld: (deelnemer) => gevuld.add(deelnemer),
    wachtend: (eindpunt) => wachtend.add(eindpunt),
    teLaat: (p) => teLaat.set(p.berichtId, p),
    doe() {
      for (const deelnemer of gevuld) k.wek(deelnemer)
      k.hint([...wachtend])
      for (const { dossierId, berichtId, deelnemer } of teLaat.values()) {
        k.meters.alarm('te-laat-in-postvak')
        k.log.error({ dossierId, bericht: berichtId, deelnemer }, 'alarm.te-laat-in-postvak')
      }
      gevuld.clear()
      wachtend.clear()
      teLaat.clear()
    },
  }
}
