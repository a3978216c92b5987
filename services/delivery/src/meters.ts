import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import type { Registry } from 'prom-client'
import { Counter, Histogram } from 'prom-client'

/** What delivery counts; labels are closed codes only. */
export type BezorgMeters = {
  geplaatst(bericht: string): void
  /** put in the postvak of who has its dossier now */
  overgegaan(bericht: string): void
  /** seconds from registration to the postvak, or to the receiver */
  totPostvak(bericht: string, seconden: number): void
  totOntvanger(bericht: string, seconden: number): void
  alarm(soort: string): void
  poging(afloop: string, duurMs: number): void
  geparkeerd(reden: string): void
  leaseVerloren(aantal: number): void
}

/** From ten milliseconds to three days: the retry plan ends after some thirty hours. */
const LOOPTIJDEN = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 36_000, 86_400, 259_200,
]

export function maakBezorgMeters(register: Registry): BezorgMeters {
  const teller = (name: string, help: string, label: string) =>
    new Counter({ name, help, labelNames: [label], registers: [register] })
  const geplaatst = teller('warmknooppunt_postvak_geplaatst_total', 'messages placed in a postvak', 'bericht')
  const overgegaan = teller(
    'warmknooppunt_postvak_overgegaan_total',
    'messages put in the postvak of who has a dossier now: by a merger of gemeenten, or since another receives',
    'bericht',
  )
  const pogingen = teller('warmknooppunt_bezorging_pogingen_total', 'pushes tried', 'afloop')
  const geparkeerd = teller('warmknooppunt_bezorging_geparkeerd_total', 'pushes parked', 'reden')
  const verloren = new Counter({
    name: 'warmknooppunt_bezorging_lease_verloren_total',
    help: 'results not written because the lease was lost',
    registers: [register],
  })
  const duur = new Histogram({
    name: 'warmknooppunt_bezorging_duur_seconds',
    help: 'time of one push',
    labelNames: ['afloop'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 5, 15],
    registers: [register],
  })
  const looptijd = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: ['bericht'], buckets: LOOPTIJDEN, registers: [register] })
  const totPostvak = looptijd(
    'warmknooppunt_bezorging_tot_postvak_seconds',
    'from registration (of what an operator routed: the decision) to the postvak',
  )
  const totOntvanger = looptijd(
    'warmknooppunt_bezorging_tot_ontvanger_seconds',
    'from registration (of what an operator routed: the decision) to the push that the receiver took',
  )
  return {
    totPostvak: (bericht, seconden) => totPostvak.observe({ bericht }, seconden),
    totOntvanger: (bericht, seconden) => totOntvanger.observe({ bericht }, seconden),
    geplaatst: (bericht) => geplaatst.inc({ bericht }),
    overgegaan: (bericht) => overgegaan.inc({ bericht }),
    alarm: maakAlarmteller(register),
    poging: (afloop, duurMs) => {
      pogingen.inc({ afloop })
      duur.observe({ afloop }, duurMs / 1_000)
    },
    geparkeerd: (reden) => geparkeerd.inc({ reden }),
    leaseVerloren: (aantal) => verloren.inc(aantal),
  }
}
