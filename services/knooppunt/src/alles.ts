import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { maakAutorisatiewerkers } from '@warmknooppunt/autorisatie/start'
import { bewaardagen } from '@warmknooppunt/platform/bewaar-velden'
import { kiesBus } from '@warmknooppunt/platform/bus-keuze'
import { startDienst } from '@warmknooppunt/platform/dienst'
import { controleerHerkomst, maakKeuring } from '@warmknooppunt/platform/herkomst'
import { maakDeur } from '@warmknooppunt/platform/http-deur'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { maakKekwacht } from '@warmknooppunt/platform/levende-keks'
import { luister } from '@warmknooppunt/platform/luister'
import { maakMetrieken } from '@warmknooppunt/platform/metrieken'
import { migreer } from '@warmknooppunt/platform/migraties'
import { PRODUCENTEN } from '@warmknooppunt/platform/onderwerp'
import { openapiRoute } from '@warmknooppunt/platform/openapi-route'
import { maakPool } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import { eisEchteDatabase, eisProefdatabase, PROEFKOP } from '@warmknooppunt/platform/proefknooppunt'
import { maakQuotum } from '@warmknooppunt/platform/quotum'
import { securitytxtRoute } from '@warmknooppunt/platform/securitytxt'
import { startSpoor } from '@warmknooppunt/platform/spoor-start'
import { binnen } from '@warmknooppunt/platform/tijdslimiet'
import { tlspaden } from '@warmknooppunt/platform/tls-bestanden'
import type { Pool } from 'pg'
import type { AllesKeuze } from './aanmelding.ts'
import { startAanmelding } from './aanmelding.ts'
import type { Adressen } from './adressen.ts'
import { lokaal, plekVan } from './adressen.ts'
import type { Datamap } from './datamap.ts'
import { datamap, maakMappen } from './datamap.ts'
import { laadDemoPartijen, pauzeerDemoOntvanger, startDemoOntvanger } from './demo.ts'
import { zorgVoorTopics } from './eigen-topics.ts'
import { leesGeheim, schrijfGeheim } from './geheimen.ts'
import { bewaarArchief } from './ingebed/archief.ts'
import { maakArchiefbewaker } from './ingebed/archiefbewaker.ts'
import { leesVersie } from './ingebed/cluster.ts'
import type { Ingebed } from './ingebed/postgres.ts'
import { startIngebed, weigerHalfTeruggezet } from './ingebed/postgres.ts'
import type { Slot } from './ingebed/slot.ts'
import { vergrendel } from './ingebed/slot.ts'
import type { Opruiming } from './opruiming.ts'
import { ruimOp } from './opruiming.ts'
import { maakPools } from './pools.ts'
import { zorgVoorKeks } from './sleutels.ts'
import { maakStages } from './stages.ts'

const SLUIT_MS = 2_000

export type Hub = {
  readonly adressen: Adressen
  /** rejects when the Kafka cluster of the configuration is not the one of this database */
  readonly geweigerd: Promise<never>
  /** Drains, then stops what was started, the embedded database last; false when something had to be cut off. */
  stop(): Promise<boolean>
}

/** Starts the whole hub in this process: one folder, one database, one HTTP server. */
export async function startAlles(keuze: AllesKeuze): Promise<Hub> {
  const data = datamap(keuze.config.DATA_MAP)
  const opruiming: Opruiming = []
  try {
    await maakMappen(data)
    const slot = await neemSlot(data)
    opruiming.push(() => slot.laatLos())
    await controleerPoorten(keuze.config)
    const ingebed = keuze.config.DATABASE_URL === undefined ? await startDatabase(data, keuze) : null
    if (ingebed) opruiming.push(() => ingebed.stop())
    return await startOp({ ...keuze, data, ingebed, opruiming })
  } catch (fout) {
    await ruimOp(opruiming, keuze.log)
    throw fout
  }
}

async function startDatabase(data: Datamap, { config, log }: AllesKeuze): Promise<Ingebed> {
  const { WAL_ARCHIEF: map, WAL_ARCHIEF_SECONDEN: seconden } = config
  await weigerHalfTeruggezet(data)
  const anders = await bewaarArchief(data, map === undefined ? null : { map: resolve(map), seconden })
  // What was written in between is in no archive: an older back-up cannot be replayed across it.
  if (anders && (await leesVersie(data.postgres)) !== null) log.warn({ map }, 'wal-archief.veranderd-maak-een-backup')
  return startIngebed(data, log)
}

async function neemSlot(data: Datamap): Promise<Slot> {
  const slot = vergrendel(data.slot)
  if (slot) return slot
  const hub: unknown = JSON.parse((await leesGeheim(data.hub)) ?? '{}')
  const adres = typeof hub === 'object' && hub !== null && 'basis' in hub ? ` at ${String(hub.basis)}` : ''
  throw startfout(
    `Another hub is running on ${data.map}${adres}. Stop it first, or give this one a folder of its own with DATA_MAP (and ports with POORT, METRIEKEN_POORT, DEMO_POORT).`,
  )
}

/** Found out before a database is started for nothing. */
async function controleerPoorten(config: AllesKeuze['config']): Promise<void> {
  for (const instelling of ['POORT', 'METRIEKEN_POORT'] as const) {
    const server = createServer()
    await luister(server, { adres: config.ADRES, poort: config[instelling], instelling })
    await new Promise((klaar) => server.close(klaar))
  }
}

type Start = AllesKeuze & {
  readonly data: Datamap
  readonly ingebed: Ingebed | null
  readonly opruiming: Opruiming
}

/** Everything that runs on the database, from the migrations on. */
async function startOp(start: Start): Promise<Hub> {
  const { config, log, nu, data, ingebed, opruiming, proef } = start
  const url = ingebed?.url ?? config.DATABASE_URL ?? ''
  await migreer({ url, meld: (tekst) => log.info({ tekst }, 'migratie') })
  const journaal = resolve(config.JOURNAAL_MAP ?? data.journaal)
  const grafstenen = resolve(config.GRAFSTENEN_MAP ?? data.grafstenen)
  await alsEigenaar(url, (db) => controleerHerkomst(db, { stages: ['intake', 'delivery'], journaal, log }))
  await alsEigenaar(url, proef ? eisProefdatabase : eisEchteDatabase)
  const plek = plekVan(config)
  // Nobody puts the embedded database back under a hub that holds the lock of its folder.
  const pools = maakPools(url, ingebed ? undefined : maakKeuring(log))
  opruiming.push(() => binnen(SLUIT_MS, pools.sluit()))
  await pools.controleer()
  const { keks, demo } = await alsEigenaar(url, async (eigenaar) => {
    const sleutels = await zorgVoorKeks(data, { tekst: config.KEK, bestand: process.env.KEK_BESTAND }, eigenaar)
    const gestart = await startDemo(start, {
      eigenaar,
      delivery: pools.van('delivery').werk,
      keks: sleutels,
      issuer: plek.issuer,
    })
    return { keks: sleutels, demo: gestart }
  })
  opruiming.push(() => demo.server?.close())
  const metrieken = maakMetrieken()
  const klok = () => new Date(nu().epochMilliseconds)
  // One for both: a certificate is read once a connection.
  const deur = maakDeur(config, klok)
  const { certificaat } = deur
  const aanmelding = await startAanmelding(start, { pool: pools.autorisatie, keks, plek, metrieken, certificaat })
  const { spoor, sluit: sluitSpoor } = await startSpoor({ config, dienst: 'warmknooppunt', log, metrieken })
  opruiming.push(sluitSpoor)
  const { bus, werkers, geweigerd, vensterDagen } = await kiesBus({
    ...{ config, url, log, metrieken, rol: null, naam: 'knooppunt' },
    db: pools.van('dossier').peil,
    relais: PRODUCENTEN,
    poolVan: ({ consument }) => pools.van(consument).werk,
    bereidVoor: (kafka, plekVanKafka, wachten) => zorgVoorTopics({ kafka, plek: plekVanKafka, url, log }, wachten),
  })
  opruiming.push(() => bus.sluit())
  const { controleur } = aanmelding
  const quotum = maakQuotum(config.QUOTUM_PER_SECONDE, log)
  const dienst = await startDienst({
    log,
    bus,
    metrieken,
    spoor,
    nu,
    stages: maakStages({
      ...{ pools, bus, log, nu, keks, metrieken, controleur, quotum, spoor, deur },
      oin: config.HUB_OIN,
      vierOgen: config.VIER_OGEN,
    }),
    routes: (app) => {
      openapiRoute(app, { log, controleur, klok, quotum })
      const contact = config.BEVEILIGING_CONTACT
      if (contact !== undefined) securitytxtRoute(app, { contact, basis: plek.basis, nu })
    },
    adres: config.ADRES,
    poort: config.POORT,
    metriekenPoort: config.METRIEKEN_POORT,
    ...(proef ? { koppen: PROEFKOP } : {}),
    ...{ voorganger: aanmelding.autorisatie, pools: [{ stage: 'autorisatie', pool: pools.autorisatie }] },
    vensterDagen,
    werkers: [
      ...werkers,
      maakKekwacht({ keks, db: pools.autorisatie, log }),
      ...maakAutorisatiewerkers({ ...aanmelding, pool: pools.autorisatie, keks, log, nu }),
      ...(ingebed ? [ingebed.bewaker] : []),
      ...(ingebed && config.WAL_ARCHIEF !== undefined
        ? [
            maakArchiefbewaker({
              postgres: data.postgres,
              pid: ingebed.pid,
              seconden: config.WAL_ARCHIEF_SECONDEN,
              log,
              metrieken,
              nu,
            }),
          ]
        : []),
    ],
    toegangslog: config.TOEGANGSLOG,
    tls: tlspaden(config),
    bewaardagen: bewaardagen(config),
    buiten: { journaal, grafstenen, nu, data: data.map, archief: config.WAL_ARCHIEF },
  })
  opruiming.push(() => dienst.stop())
  const adressen = {
    ...plek,
    metrieken: `http://${lokaal(config.ADRES)}:${config.METRIEKEN_POORT}/metrics`,
    demo: demo.aan,
    demoOntvanger: demo.poort === null ? null : `http://127.0.0.1:${demo.poort}/`,
    ingebed: ingebed !== null,
    proef,
    map: data.map,
    pid: process.pid,
  }
  await schrijfGeheim(data.hub, JSON.stringify(adressen))
  return { adressen, geweigerd, stop: () => ruimOp(opruiming, log) }
}

/** The rights of the owner are for the start only. */
async function alsEigenaar<T>(url: string, f: (eigenaar: Pool) => Promise<T>): Promise<T> {
  const pool = maakPool({ url, applicatie: 'start', max: 1 })
  try {
    return await f(pool)
  } finally {
    await pool.end()
  }
}

type Demo = { readonly aan: boolean; readonly poort: number | null; readonly server: Server | null }

async function startDemo(
  { config, data, log, nu, ingebed, proef }: Start,
  { eigenaar, ...rest }: { eigenaar: Pool; delivery: Pool; keks: Keks; issuer: string },
): Promise<Demo> {
  const aan = config.DEMO === 'ja' || (config.DEMO === 'vanzelf' && (proef || ingebed !== null))
  const demo = { ...rest, data, register: eigenaar, nu, log }
  if (!aan) {
    await pauzeerDemoOntvanger(demo)
    return { aan, poort: null, server: null }
  }
  await laadDemoPartijen(demo)
  const ontvanger = await startDemoOntvanger({ ...demo, poort: config.DEMO_POORT, bewaar: proef })
  return { aan, ...ontvanger }
}
