import { herstelbewaring } from '@warmknooppunt/platform/bewaarder'
import { maakConsument } from '@warmknooppunt/platform/consument'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakHerstel } from '@warmknooppunt/platform/herstelstage'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import type { Omgeving, Stage } from '@warmknooppunt/platform/stage'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import type { Register } from '@warmknooppunt/register/stand'
import { meetKalender } from './kalender-metriek.ts'
import { maakMetrieken } from './metrieken.ts'
import { maakTimerwerker } from './timerwerker.ts'
import { maakVerwerk } from './verwerk.ts'
import { WACHTVRAAG } from './wachtvraag.ts'

export type SlaKeuze = Omgeving & {
  readonly register: Register
  /** the time by the clock of the database */
  readonly databaseklok: () => Promise<Temporal.Instant>
  /** shorter where a test has no minute */
  readonly leaseMs?: number
  /** smaller where a test has few timers */
  readonly limiet?: number
}

/** How many timers one turn claims at most. */
export const LIMIET = 500
/** Twice what a transaction may last, so that a worker at work never loses its lease. */
export const LEASE_MS = 60_000

/** Passes on what routing made of each message, and guards the clocks. Over HTTP it answers operators only, about what it put aside. */
export function maakSlaStage(o: SlaKeuze): Stage {
  const { pool, register, keks, oin, nu, databaseklok, log } = o
  const metrieken = maakMetrieken(o.metrieken)
  meetKalender({ register, db: o.peilPool, nu, metrieken: o.metrieken })
  const naCommit = () => o.wek('termijnen')
  const uitbak = uitbakVan('sla')
  const herstel = maakHerstel(o, { stage: 'sla', operator: maakOperatorcheck(o) })
  const consument = maakConsument({
    lezer: WACHTVRAAG.lezer,
    pool,
    uitbak,
    naCommit,
    lees: leesTopic('routeringen'),
    verwerk: herstel.noteer(maakVerwerk({ register, keks, oin, nu, log, metrieken })),
    log,
    meters: o.meters,
    spoor: o.spoor,
  })
  const timers = maakTimerwerker({
    pool,
    register,
    oin,
    nu,
    databaseklok,
    log,
    metrieken,
    ...(o.spoor ? { spoor: o.spoor } : {}),
    naCommit,
    limiet: o.limiet ?? LIMIET,
    leaseMs: o.leaseMs ?? LEASE_MS,
  })
  const werkers = [timers, herstel.werker([consument], uitbak)]
  const bewaring = herstelbewaring('sla')
  return { naam: 'sla', bewaring, routes: herstel.routes, consumenten: [consument], werkers, wachtvraag: WACHTVRAAG }
}
