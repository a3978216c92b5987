import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import type { Lezer } from './positie-store.ts'

/** What the bus counts; labels are names of readers, topics and closed codes only. */
export type Meters = {
  toegepast(lezer: Lezer, aantal: number): void
  apart(lezer: Lezer, foutcode: string): void
  gat(lezer: Lezer, partitie: number): void
  /** one try of a message failed on a healthy database */
  mislukt(lezer: Lezer): void
  vreemd(lezer: Lezer, aantal: number): void
  /** an operator's order that came to its end: `vrij`, `vast` or `niets-te-doen` */
  herstel(stage: string, stand: string): void
}

/** The counters of the bus; once a registry, since a name may be registered once. */
export function maakMeters(register: Registry): Meters {
  const labelNames = ['consument', 'topic']
  const teller = (name: string, help: string, extra: string[] = []) =>
    new Counter({ name, help, labelNames: [...labelNames, ...extra], registers: [register] })
  const toegepast = teller('warmknooppunt_bus_toegepast_total', 'messages applied')
  const apart = teller('warmknooppunt_bus_apart_total', 'messages put aside as onverwerkbaar', ['foutcode'])
  const mislukt = teller('warmknooppunt_bus_mislukt_total', 'tries of a message that failed on a healthy database')
  const gaten = teller('warmknooppunt_bus_gaten_total', 'times a message was missing in a chain', ['partitie'])
  const vreemd = teller('warmknooppunt_bus_vreemd_total', 'messages on our topics that are not ours')
  const herstel = new Counter({
    name: 'warmknooppunt_herstelopdrachten_total',
    help: "operators' orders about messages put aside, by what came of them",
    labelNames: ['stage', 'stand'],
    registers: [register],
  })
  const van = ({ consument, topic }: Lezer) => ({ consument, topic })
  return {
    toegepast: (lezer, aantal) => toegepast.inc(van(lezer), aantal),
    apart: (lezer, foutcode) => apart.inc({ ...van(lezer), foutcode }),
    gat: (lezer, partitie) => gaten.inc({ ...van(lezer), partitie: String(partitie) }),
    mislukt: (lezer) => mislukt.inc(van(lezer)),
    vreemd: (lezer, aantal) => vreemd.inc(van(lezer), aantal),
    herstel: (stage, stand) => herstel.inc({ stage, stand }),
  }
}
