import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { maakAlarmteller } from './alarm.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'
import { bewaar } from './metrieken.ts'
import { schrijverVan } from './onderwerp.ts'
import type { Wachtvraag } from './oudste-store.ts'
import { leesOudste } from './oudste-store.ts'
import type { Werker } from './stage.ts'

/** Older than this a stage is not ready: whoever looks at readiness must hear of it before the receivers do. */
const ROOD_SECONDEN = 300
const ELKE_MS = 10_000
/** While it is red: whoever waits for it to be ready hears it soon. */
const ROOD_ELKE_MS = 1_000

/** A stage on the way to a postvak; `db` is a connection of its own, so that a busy stage is measured too. */
export type Oudstepunt = { readonly stage: string; readonly db: Db; readonly wachtvraag: Wachtvraag }

export type Oudstekeuze = { readonly log: Log; readonly elkeMs?: number; readonly roodSeconden?: number }

/** The gauge of the oldest accepted message without postvak, one value a stage, and a loop for each that turns its stage red. */
export function bewaakOudste(register: Registry, punten: readonly Oudstepunt[], keuze: Oudstekeuze): Werker[] {
  if (punten.length === 0) return []
  const metingen = punten.map((punt) => {
    const schrijver = schrijverVan(punt.wachtvraag.lezer.topic)
    return { punt, lees: bewaar(() => leesOudste(punt.db, punt.wachtvraag, schrijver)) }
  })
  new Gauge({
    name: 'warmknooppunt_oudste_aangenomen_zonder_postvak_seconden',
    help: 'age of the oldest accepted message with a receiver that waits at this stage, and for no operator or endpoint; 0 = none',
    labelNames: ['stage'],
    registers: [register],
    async collect() {
      this.reset()
      for (const { punt, lees } of metingen) {
        const seconden = await lees().catch(() => null)
        if (seconden !== null) this.set({ stage: punt.stage }, seconden)
      }
    },
  })
  const alarm = maakAlarmteller(register)
  return metingen.map(({ punt, lees }) => maakWachter(punt.stage, lees, { ...keuze, alarm }))
}

type Wachterkeuze = Oudstekeuze & { readonly alarm: (soort: string) => void }

/** Asks now and then. A database that cannot be asked is told by others, and changes nothing here. */
function maakWachter(stage: string, lees: () => Promise<number>, keuze: Wachterkeuze): Werker {
  const rood = keuze.roodSeconden ?? ROOD_SECONDEN
  let seconden = 0
  return {
    naam: `${stage}.oudste-zonder-postvak`,
    stand: () =>
      seconden <= rood ? { gezond: true, reden: null } : { gezond: false, reden: `older-than-${rood}-seconds` },
    async run(signal) {
      while (!signal.aborted) {
        const was = seconden
        seconden = await lees().catch(() => seconden)
        if (was <= rood && seconden > rood) {
          keuze.alarm('oudste-zonder-postvak')
          keuze.log.error({ stage, seconden: Math.round(seconden) }, 'alarm.oudste-zonder-postvak')
        }
        const pauzeMs = seconden > rood ? ROOD_ELKE_MS : ELKE_MS
        await wachtMs(keuze.elkeMs ?? pauzeMs, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
