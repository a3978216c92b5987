import type { Registry } from 'prom-client'
import { maakControleur } from './auth.ts'
import { bewaardagen } from './bewaar-velden.ts'
import type { Bus } from './bus.ts'
import { kiesBus } from './bus-keuze.ts'
import type { Config } from './config.ts'
import { controleerKeks } from './controleer-keks.ts'
import type { Rol } from './db.ts'
import { keurDeur } from './deur-velden.ts'
import { AFTOCHT_MS, startDienst } from './dienst.ts'
import type { Lopend } from './dienst-proces.ts'
import { draaiProces, eisConfig } from './dienst-proces.ts'
import { leesUitgevers, STAGE_VELDEN } from './dienst-velden.ts'
import { controleerHerkomst, maakKeuring } from './herkomst.ts'
import { maakDeur } from './http-deur.ts'
import { keurBusvelden } from './kafka-velden.ts'
import { leesKeks } from './keks.ts'
import { maakKekwacht, maakLevendeKeks } from './levende-keks.ts'
import type { Log } from './log.ts'
import { maakMeters } from './meters.ts'
import { maakMetrieken } from './metrieken.ts'
import { naarProducent } from './onderwerp.ts'
import { openapiRoute } from './openapi-route.ts'
import { controleerSessie, maakPool } from './pool.ts'
import { eisEchteDatabase } from './proefknooppunt.ts'
import { maakQuotum } from './quotum.ts'
import { startSpoor } from './spoor-start.ts'
import type { Omgeving, Stage } from './stage.ts'
import { binnen } from './tijdslimiet.ts'
import { tlspaden } from './tls-bestanden.ts'

export type StageProces = {
  readonly naam: string
  readonly rol: Rol
  readonly maak: (omgeving: Omgeving) => Stage
  readonly nu: () => Temporal.Instant
}

/** A stage as a process of its own, from reading its settings to its exit code. Everything its main.ts has to do. */
export async function draaiStage(proces: StageProces): Promise<never> {
  const config = eisConfig(STAGE_VELDEN, keurStage)
  return draaiProces({ naam: proces.naam, config, start: (log) => start(proces, config, log) })
}

/** What does not go together in the settings of a stage. */
export function keurStage(config: Config<typeof STAGE_VELDEN>): readonly string[] {
  return [...keurBusvelden(config), ...keurDeur(config)]
}

const SLUIT_MS = 1_000

async function start(proces: StageProces, config: Config<typeof STAGE_VELDEN>, log: Log): Promise<Lopend> {
  const verbinding = { url: config.DATABASE_URL, rol: proces.rol, applicatie: proces.naam }
  const keur = maakKeuring(log)
  const pool = maakPool({ ...verbinding, keur, max: config.VERBINDINGEN })
  const peilPool = maakPool({ ...verbinding, keur, max: 1 })
  await controleerSessie(pool, proces.rol)
  const keks = maakLevendeKeks(leesKeks(config.KEK), process.env.KEK_BESTAND || null)
  await controleerKeks(pool, keks)
  await eisEchteDatabase(peilPool)
  const journaal = config.JOURNAAL_MAP ?? null
  await controleerHerkomst(peilPool, { stages: [proces.naam], journaal, log })
  const metrieken = maakMetrieken()
  const { spoor, sluit: sluitSpoor } = await startSpoor({
    config,
    dienst: `warmknooppunt-${proces.naam}`,
    log,
    metrieken,
  })
  const producent = naarProducent(proces.naam)
  const { bus, werkers, geweigerd, vensterDagen } = await kiesBus({
    ...{ ...verbinding, config, naam: proces.naam, db: peilPool, log, metrieken },
    poolVan: () => pool,
    relais: producent !== null && config.RELAIS ? [producent] : [],
  })
  const controleur = maakControleur({
    issuers: leesUitgevers(config.UITGEVERS),
    audience: config.AUDIENCE,
    skewSeconden: config.KLOKVERSCHIL_SECONDEN,
  })
  const omgeving = maakOmgeving(
    { bus, metrieken },
    {
      log,
      pool,
      peilPool,
      nu: proces.nu,
      keks,
      meters: maakMeters(metrieken),
      spoor,
      http: {
        log,
        controleur,
        klok: () => new Date(proces.nu().epochMilliseconds),
        deur: maakDeur(config, () => new Date(proces.nu().epochMilliseconds)),
        quotum: maakQuotum(config.QUOTUM_PER_SECONDE, log),
      },
      oin: config.HUB_OIN,
    },
  )
  const dienst = await startDienst({
    log,
    bus,
    metrieken,
    spoor,
    nu: proces.nu,
    stages: [{ stage: proces.maak(omgeving), pool, peilPool }],
    werkers: [...werkers, maakKekwacht({ keks, db: peilPool, log })],
    vensterDagen,
    routes: (app) => openapiRoute(app, omgeving.http),
    adres: config.ADRES,
    poort: config.POORT,
    metriekenPoort: config.METRIEKEN_POORT,
    aftochtMs: AFTOCHT_MS,
    toegangslog: config.TOEGANGSLOG,
    tls: tlspaden(config),
    bewaardagen: bewaardagen(config),
    buiten: { journaal, grafstenen: config.GRAFSTENEN_MAP ?? null, nu: proces.nu },
  })
  return {
    dienst,
    geweigerd,
    sluit: () => sluitAf(sluitSpoor, () => Promise.all([bus.sluit(), pool.end(), peilPool.end()])),
  }
}

/** Ends what a process used: first the traces, whose bound is their own and longer than that of the rest. */
export async function sluitAf(sluitSpoor: () => Promise<unknown>, rest: () => Promise<unknown>): Promise<void> {
  await sluitSpoor()
  await binnen(SLUIT_MS, rest())
}

/** What a stage is given, joined with what the process shares. */
export function maakOmgeving(
  { bus, metrieken }: { bus: Bus; metrieken: Registry },
  rest: Omit<Omgeving, 'wek' | 'metrieken'>,
): Omgeving {
  return { ...rest, metrieken, wek: (topic) => bus.wek(topic) }
}
