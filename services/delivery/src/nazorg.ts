import type { Log } from '@warmknooppunt/platform/log'
import type { BezorgMeters } from './meters.ts'
import type { Genoemd, Nazorg } from './verwerk.ts'

export type NazorgKeuze = {
  readonly log: Log
  readonly meters: Pick<BezorgMeters, 'alarm'>
  /** wakes who waits for this postvak */
  readonly wek: (deelnemer: string) => void
  readonly hint: (eindpunten: readonly string[]) => void
}

type Gemist = Genoemd & { readonly reden: Parameters<Nazorg['nietGeplaatst']>[1] }

/** Collects during a batch what is done after its commit. */
export function maakNazorg(k: NazorgKeuze): Nazorg & { doe(): void } {
  const gevuld = new Set<string>()
  const wachtend = new Set<string>()
  // By message, so that a batch that is tried again does not sound its alarm twice.
  const teLaat = new Map<string, Genoemd>()
  const gemist = new Map<string, Gemist>()
  return {
    gevuld: (deelnemer) => gevuld.add(deelnemer),
    wachtend: (eindpunt) => wachtend.add(eindpunt),
    teLaat: (p) => teLaat.set(p.berichtId, p),
    nietGeplaatst: ({ dossierId, berichtId, deelnemer }, reden) =>
      gemist.set(`${berichtId}|${deelnemer}`, { dossierId, berichtId, deelnemer, reden }),
    doe() {
      for (const deelnemer of gevuld) k.wek(deelnemer)
      k.hint([...wachtend])
      for (const { dossierId, berichtId, deelnemer } of teLaat.values()) {
        k.meters.alarm('te-laat-in-postvak')
        k.log.error({ dossierId, bericht: berichtId, deelnemer }, 'alarm.te-laat-in-postvak')
      }
      for (const p of gemist.values()) meldGemist(k, p)
      gevuld.clear()
      wachtend.clear()
      teLaat.clear()
      gemist.clear()
    },
  }
}

/** A mandate that ended since is a normal outcome; routing and sla name no intermediair that never had one. */
function meldGemist(k: NazorgKeuze, { berichtId, reden, ...rest }: Gemist): void {
  const velden = { ...rest, bericht: berichtId, reden }
  if (reden === 'beeindigd') {
    k.log.info(velden, 'postvak.mandaat-beeindigd')
    return
  }
  k.meters.alarm('niet-in-postvak')
  k.log.error(velden, 'alarm.niet-in-postvak')
}
