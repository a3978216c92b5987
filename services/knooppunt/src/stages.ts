import { maakDeliveryStage } from '@warmknooppunt/delivery/stage'
import { maakDossierStage } from '@warmknooppunt/dossier/stage'
import { maakIntakeStage } from '@warmknooppunt/intake/stage'
import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import type { Controleur } from '@warmknooppunt/platform/auth'
import type { Bus } from '@warmknooppunt/platform/bus'
import type { Draaiend } from '@warmknooppunt/platform/dienst'
import type { Deur } from '@warmknooppunt/platform/http-deur'
import { leesDatabaseklok } from '@warmknooppunt/platform/klokverschil'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import type { Quotum } from '@warmknooppunt/platform/quotum'
import type { Spoor } from '@warmknooppunt/platform/spoor'
import type { Omgeving, Stage } from '@warmknooppunt/platform/stage'
import { maakOmgeving } from '@warmknooppunt/platform/stage-proces'
import { maakRegister } from '@warmknooppunt/register/stand'
import { maakRoutingStage } from '@warmknooppunt/routing/stage'
import { maakSlaStage } from '@warmknooppunt/sla/stage'
import type { Pools, Stagenaam } from './pools.ts'

export type Stagekeuze = {
  readonly pools: Pools
  readonly bus: Bus
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly keks: Keks
  readonly metrieken: Omgeving['metrieken']
  readonly controleur: Controleur
  readonly oin: string
  readonly quotum: Quotum
  /** absent: no client certificate is looked at */
  readonly deur?: Deur
  readonly vierOgen: boolean
  /** absent: nothing is traced */
  readonly spoor?: Spoor
}

/** All stages, in the order of the line. They share one register: its versions are read once for all. */
export function maakStages(keuze: Stagekeuze): Draaiend[] {
  const { log, nu, keks, controleur, oin, quotum, spoor, deur } = keuze
  const meters = maakMeters(keuze.metrieken)
  const register = maakRegister(keuze.pools.van('intake').peil)
  const klok = () => new Date(nu().epochMilliseconds)
  const http = { log, controleur, klok, quotum, ...(deur ? { deur } : {}) }
  const draai = (naam: Stagenaam, maak: (o: Omgeving) => Stage): Draaiend => {
    const { werk: pool, peil: peilPool } = keuze.pools.van(naam)
    const omgeving = maakOmgeving(keuze, {
      log: log.child({ stage: naam }),
      pool,
      peilPool,
      nu,
      keks,
      meters,
      http,
      oin,
      ...(spoor ? { spoor } : {}),
    })
    return { stage: maak(omgeving), pool, peilPool }
  }
  return [
    draai('intake', (o) => maakIntakeStage({ ...o, register, vierOgen: keuze.vierOgen })),
    draai('routing', (o) => maakRoutingStage({ ...o, register, alarm: maakAlarmteller(o.metrieken) })),
    draai('sla', (o) => maakSlaStage({ ...o, register, databaseklok: () => leesDatabaseklok(o.pool) })),
    draai('delivery', (o) => maakDeliveryStage({ ...o, register, vierOgen: keuze.vierOgen })),
    draai('dossier', (o) => maakDossierStage({ ...o, register })),
  ]
}
