import type { Registry } from 'prom-client'
import { maakControleur } from './auth.ts'
import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import { EXIT_CONFIG, leesConfig } from './config.ts'
import { controleerKeks } from './controleer-keks.ts'
import type { Rol } from './db.ts'
import type { Dienst } from './dienst.ts'
import { startDienst } from './dienst.ts'
import { leesUitgevers, STAGE_VELDEN } from './dienst-velden.ts'
import { controleerHerkomst, maakKeuring } from './herkomst.ts'
import { leesKeks } from './keks.ts'
import type { Log } from './log.ts'
import { maakLog } from './log.ts'
import { maakMeters } from './meters.ts'
import { maakMetrieken } from './metrieken.ts'
import { wachtOpSchema } from './migraties-wacht.ts'
import { maakMeldkanaal } from './notify.ts'
import { openapiRoute } from './openapi-route.ts'
import { controleerSessie, maakPool } from './pool.ts'
import { maakPostgresBus } from './postgres-bus.ts'
import { EXIT, isStartfout, vangOngevangen, wachtOpTeken } from './proces.ts'
import { maakQuotum } from './quotum.ts'
import type { Omgeving, Stage } from './stage.ts'
import { binnen } from './tijdslimiet.ts'

export type StageProces = {
  readonly naam: string
  readonly rol: Rol
  readonly maak: (omgeving: Omgeving) => Stage
  readonly nu: () => Temporal.Instant
}

/** A stage as a process of its own, from reading its settings to its exit code. Everything its main.ts has to do. */
export async function draaiStage(proces: StageProces): Promise<never> {
  const gelezen = leesConfig(STAGE_VELDEN, process.env)
  if (gelezen.kind === 'fout') {
    process.stderr.write(`${gelezen.problemen.join('\n')}\n`)
    process.exit(EXIT_CONFIG)
  }
  const { config } = gelezen
  const log = maakLog({ dienst: proces.naam, niveau: config.LOGNIVEAU })
  vangOngevangen(log)
  const teken = wachtOpTeken()
  try {
    await wachtOpSchema({ url: config.DATABASE_URL, log, opgegeven: teken })
    const { dienst, sluit } = await start(proces, config, log)
    log.info({ poort: dienst.poort, metriekenPoort: dienst.metriekenPoort }, 'dienst.gestart')
    log.info({ teken: await teken }, 'dienst.stopt')
    const schoon = await dienst.stop()
    await sluit()
    log.info({ schoon }, 'dienst.gestopt')
    process.exit(schoon ? EXIT.goed : EXIT.fout)
  } catch (err) {
    log.fatal({ err }, 'dienst.niet-gestart')
    process.exit(isStartfout(err) ? EXIT.nietBeschikbaar : EXIT.fout)
  }
}

const SLUIT_MS = 1_000

type Gestart = { readonly dienst: Dienst; readonly sluit: () => Promise<unknown> }

async function start(proces: StageProces, config: Config<typeof STAGE_VELDEN>, log: Log): Promise<Gestart> {
  const verbinding = { url: config.DATABASE_URL, rol: proces.rol, applicatie: proces.naam }
  const keur = maakKeuring(log)
  const pool = maakPool({ ...verbinding, keur, max: config.VERBINDINGEN })
  const peilPool = maakPool({ ...verbinding, keur, max: 1 })
  await controleerSessie(pool, proces.rol)
  const keks = leesKeks(config.KEK)
  await controleerKeks(pool, keks)
  const journaal = config.JOURNAAL_MAP ?? null
  await controleerHerkomst(peilPool, { stages: [proces.naam], journaal, log })
  const metrieken = maakMetrieken()
  const bus = maakPostgresBus({ poolVan: () => pool, log, meldkanaal: maakMeldkanaal({ ...verbinding, log }) })
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
      http: {
        log,
        controleur,
        klok: () => new Date(proces.nu().epochMilliseconds),
        quotum: maakQuotum(config.QUOTUM_PER_SECONDE),
      },
      oin: config.HUB_OIN,
    },
  )
  const dienst = await startDienst({
    log,
    bus,
    metrieken,
    nu: proces.nu,
    stages: [{ stage: proces.maak(omgeving), pool, peilPool }],
    routes: (app) => openapiRoute(app, omgeving.http),
    adres: config.ADRES,
    poort: config.POORT,
    metriekenPoort: config.METRIEKEN_POORT,
    buiten: { journaal, grafstenen: config.GRAFSTENEN_MAP ?? null, nu: proces.nu },
  })
  const sluit = () => binnen(SLUIT_MS, Promise.all([bus.sluit(), pool.end(), peilPool.end()]))
  return { dienst, sluit }
}

/** What a stage is given, joined with what the process shares. */
export function maakOmgeving(
  { bus, metrieken }: { bus: Bus; metrieken: Registry },
  rest: Omit<Omgeving, 'wek' | 'metrieken'>,
): Omgeving {
  return { ...rest, metrieken, wek: (topic) => bus.wek(topic) }
}
