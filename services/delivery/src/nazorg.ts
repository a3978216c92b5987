import type { Log } from '@warmknooppunt/platform/log'
import type { Gegeven } from './bezorger.ts'
import { sindsRegistratie } from './gebeurtenis.ts'
import type { BezorgMeters } from './meters.ts'
import type { Nazorg } from './verwerk.ts'

export type NazorgKeuze = {
  readonly log: Log
  readonly meters: Pick<BezorgMeters, 'alarm' | 'geplaatst' | 'totPostvak'>
  readonly nu: () => Temporal.Instant
  /** wakes who waits for this postvak */
  readonly wek: (deelnemer: string) => void
  /** work waits at these endpoints */
  readonly hint: (eindpunten: readonly string[]) => void
  /** hands over what was claimed at once */
  readonly geef: (gegeven: Gegeven) => void
}

/** What is done after the commit of a batch: wakes, counts, hands over, and raises alarms. */
export function maakNazorg(k: NazorgKeuze): (nazorg: Nazorg) => void {
  return ({ geplaatst, wachtend, direct, teLaat, nietGeplaatst, overgeslagen }) => {
    const nu = k.nu()
    for (const p of geplaatst) telGeplaatst(k, p, nu)
    for (const deelnemer of new Set(geplaatst.map((p) => p.deelnemer))) k.wek(deelnemer)
    k.hint([...new Set(wachtend)])
    k.geef(direct)
    for (const { dossierId, berichtId, deelnemer } of teLaat) {
      k.meters.alarm('te-laat-in-postvak')
      k.log.error({ dossierId, bericht: berichtId, deelnemer }, 'alarm.te-laat-in-postvak')
    }
    for (const p of nietGeplaatst) meldGemist(k, p)
    for (const { dossierId, bezorgingId } of overgeslagen)
      k.log.warn({ dossierId, bezorging: bezorgingId }, 'herbezorging.overgeslagen')
  }
}

/** A mandate that ended since is a normal outcome; routing and sla name no intermediair that never had one. */
function meldGemist(k: NazorgKeuze, { dossierId, berichtId, deelnemer, reden }: Nazorg['nietGeplaatst'][number]): void {
  const velden = { dossierId, deelnemer, bericht: berichtId, reden }
  if (reden === 'beeindigd') {
    k.log.info(velden, 'postvak.mandaat-beeindigd')
    return
  }
  k.meters.alarm('niet-in-postvak')
  k.log.error(velden, 'alarm.niet-in-postvak')
}

function telGeplaatst(k: NazorgKeuze, { bericht, event }: Nazorg['geplaatst'][number], nu: Temporal.Instant): void {
  k.meters.geplaatst(bericht)
  const seconden = sindsRegistratie(event, nu)
  if (seconden !== null) k.meters.totPostvak(bericht, seconden)
}
