import { join, resolve } from 'node:path'
import type { Log } from '@warmknooppunt/platform/log'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import { datamap, maakMappen } from '../services/knooppunt/src/datamap.ts'
import { instanties, TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import { schrijfGeheim } from '../services/knooppunt/src/geheimen.ts'
import { vergrendel } from '../services/knooppunt/src/ingebed/slot.ts'
import type { Opruiming } from '../services/knooppunt/src/opruiming.ts'
import { ruimOp } from '../services/knooppunt/src/opruiming.ts'
import type { Broker } from './broker.ts'
import { startBroker } from './broker.ts'
import { gatewayprogramma } from './caddy.ts'
import type { Database } from './database.ts'
import { startDatabase, vulDatabase } from './database.ts'
import { eisGateway } from './gemis.ts'
import type { Gedeeld, Omgeving } from './omgeving.ts'
import { basisomgeving, dienstprogramma } from './omgeving.ts'
import { komOp, stopAlle, wachtGereed } from './op-en-neer.ts'
import { eisPoort, vrijePoorten } from './poorten.ts'
import type { Deel, Proceskeuze } from './proces.ts'
import { houdGaande } from './proces.ts'
import type { Clusterstand } from './stand.ts'
import { maakStandschrijver, naarStand, ruimRestenOp } from './stand.ts'
import { waak } from './wachter.ts'

export type Clusterkeuze = {
  readonly data: string
  /** of the gateway; 0 = any free one */
  readonly poort: number
  readonly demoPoort: number
  readonly bus: 'kafka' | 'postgres'
  readonly relay: 'in' | 'apart'
  readonly gateway: boolean
  readonly demo: boolean
  /** processes of a service, where it is not the number of the topology */
  readonly aantallen?: Readonly<Record<string, number>>
  /** settings of who starts it: DATABASE_URL, KAFKA_BROKERS, and what is passed on to the services */
  readonly env: Omgeving
  readonly log: Log
  /** told of each step */
  readonly meld: (tekst: string) => void
  /** gives up a start that takes long */
  readonly signal?: AbortSignal
}

/** The hub as separate processes on this machine, running. */
export type Cluster = {
  readonly data: Datamap
  /** where clients reach it */
  readonly basis: string
  readonly issuer: string
  readonly demoOntvanger: string | null
  readonly database: Database
  /** null with `--bus postgres` and with the broker of another */
  readonly broker: Broker | null
  /** all processes, or those of one service, `gateway` and `relay` too */
  processen(dienst?: string): readonly Deel[]
  stand(): Clusterstand
  /** Whether every process is ready within the time. */
  wachtGereed(ms: number): Promise<boolean>
  /** Services, then broker, then database; false when something had to be cut off. */
  stop(): Promise<boolean>
}

/** Starts everything, in the order in which one needs the other, and resolves when all of it is ready. */
export async function startCluster(keuze: Clusterkeuze): Promise<Cluster> {
  const data = datamap(resolve(keuze.data))
  const opruiming: Opruiming = []
  try {
    if (keuze.gateway) await eisGateway()
    await maakMappen(data)
    const slot = vergrendel(data.slot)
    if (!slot)
      throw startfout(
        `Another cluster or hub is running on ${data.map}. Stop it first, or choose another folder with --data.`,
      )
    opruiming.push(() => slot.laatLos())
    const resten = await ruimRestenOp(data.map)
    if (resten.length > 0) keuze.meld(`ended what a killed cluster had left: ${resten.join(', ')}`)
    return await bouwOp(keuze, data, opruiming)
  } catch (fout) {
    await ruimOp(opruiming, keuze.log)
    throw fout
  }
}

async function bouwOp(keuze: Clusterkeuze, data: Datamap, opruiming: Opruiming): Promise<Cluster> {
  const { log, meld, env } = keuze
  const plekken = await verdeel(keuze, data)
  const verandering = { bij: () => undefined }
  meld(env.DATABASE_URL ? 'the database of DATABASE_URL' : 'PostgreSQL ...')
  const database = await startDatabase(data, { url: env.DATABASE_URL ?? null, log })
  opruiming.push(() => database.stop())
  const broker = await startBroker({
    ...keuze,
    data,
    databaseUrl: database.url,
    bijVerandering: () => verandering.bij(),
  })
  opruiming.push(() => broker.eigen?.stop())
  const demo = await vulDatabase({ ...keuze, data, url: database.url, issuer: plekken.issuer })
  opruiming.push(() => demo.sluit())

  const delen: Deel[] = []
  const stand = (): Clusterstand => ({
    pid: process.pid,
    basis: plekken.basis,
    issuer: plekken.issuer,
    bus: keuze.bus,
    gereed: staat.gereed,
    database: { pid: database.pid?.() ?? null, urlBestand: database.urlBestand },
    broker: broker.eigen ? { pid: broker.eigen.pid(), adres: broker.eigen.adres } : null,
    processen: delen.map(naarStand),
  })
  const staat = { gereed: false }
  const schrijver = maakStandschrijver(data.map, stand)
  verandering.bij = () => void schrijver.schrijf()
  const wachter = waak(data.map, basisomgeving(env, data.map))
  const stopDelen = async () => {
    const afgekapt = await stopAlle(delen)
    wachter.laatLos()
    schrijver.schrijf()
    await schrijver.klaar()
    for (const deel of afgekapt) log.error({ proces: deel.naam, afloop: deel.afloop() }, 'cluster.afgekapt')
    return afgekapt.length === 0
  }
  opruiming.push(stopDelen)

  meld(`${plekken.processen.length} processes ...`)
  const gedeeld = deelUit(keuze, { data, plekken, database, bus: broker.instellingen })
  const toezicht = { log, bijVerandering: verandering.bij }
  for (const plek of plekken.processen) {
    const programma =
      plek.metriekenPoort === null
        ? gateway(keuze, data, plekken)
        : dienstprogramma(gedeeld, { ...plek, metriekenPoort: plek.metriekenPoort })
    delen.push(houdGaande({ ...plek, programma }, toezicht))
  }
  const cluster: Cluster = {
    data,
    basis: plekken.basis,
    issuer: plekken.issuer,
    demoOntvanger: demo.poort === null ? null : `http://127.0.0.1:${demo.poort}/`,
    database,
    broker: broker.eigen,
    processen: (dienst) => delen.filter((deel) => dienst === undefined || deel.dienst === dienst),
    stand,
    wachtGereed: (ms) => wachtGereed(delen, { ms, bij: () => undefined }),
    stop: () => ruimOp(opruiming, log),
  }
  await komOp(keuze, delen)
  staat.gereed = true
  await schrijfGeheim(data.hub, JSON.stringify(alsHub(cluster, keuze)))
  schrijver.schrijf()
  await schrijver.klaar()
  return cluster
}

type Processplek = Omit<Proceskeuze, 'programma'>
type Plekken = {
  readonly basis: string
  readonly issuer: string
  readonly processen: readonly Processplek[]
}

/** Which processes there are, and where each listens. Ports stay as they are for as long as the cluster runs. */
async function verdeel(keuze: Clusterkeuze, data: Datamap): Promise<Plekken> {
  const diensten = [
    ...Object.entries(TOPOLOGIE).flatMap(([dienst, { aantal }]) =>
      instanties(dienst, keuze.aantallen?.[dienst] ?? aantal),
    ),
    ...(keuze.relay === 'apart' ? instanties('relay', 2) : []),
  ]
  const poorten = await vrijePoorten(diensten.length * 2)
  const logVan = (naam: string) => join(data.log, `${naam}.log`)
  const processen: Processplek[] = diensten.map((instantie, i) => ({
    ...instantie,
    poort: poorten[i * 2] ?? 0,
    metriekenPoort: poorten[i * 2 + 1] ?? 0,
    logbestand: logVan(instantie.naam),
  }))
  if (!keuze.gateway) {
    const eerste = processen.find(({ dienst }) => dienst === 'autorisatie')
    const intake = processen.find(({ dienst }) => dienst === 'intake')
    return { basis: adres(intake?.poort), issuer: `${adres(eerste?.poort)}/oauth`, processen }
  }
  const poort = await eisPoort(keuze.poort, '--poort')
  const voor = {
    naam: 'gateway',
    dienst: 'gateway',
    nummer: 1,
    poort,
    metriekenPoort: null,
    logbestand: logVan('gateway'),
  }
  return { basis: adres(poort), issuer: `${adres(poort)}/oauth`, processen: [...processen, voor] }
}

const adres = (poort: number | undefined) => `http://127.0.0.1:${poort}`

function gateway({ env }: Clusterkeuze, data: Datamap, { processen }: Plekken) {
  const poort = processen.find(({ dienst }) => dienst === 'gateway')?.poort ?? 0
  const achter = Map.groupBy(
    processen.filter(({ dienst }) => dienst in TOPOLOGIE),
    ({ dienst }) => dienst,
  )
  const upstreams = [...achter].map(([dienst, lijst]) => [dienst, lijst.map((deel) => `127.0.0.1:${deel.poort}`)])
  const programma = gatewayprogramma({
    poort,
    map: join(data.map, 'gateway'),
    upstreams: Object.fromEntries(upstreams),
  })
  return { ...programma, env: { ...basisomgeving(env, data.map), ...programma.env } }
}

type Klaargezet = {
  readonly data: Datamap
  readonly plekken: Plekken
  readonly database: Database
  readonly bus: Readonly<Record<string, string>>
}

function deelUit(keuze: Clusterkeuze, { data, plekken, database, bus }: Klaargezet): Gedeeld {
  return {
    map: data.map,
    databaseUrlBestand: database.urlBestand,
    kekBestand: data.kek,
    basis: plekken.basis,
    issuer: plekken.issuer,
    jwks: `${plekken.issuer}/jwks`,
    journaal: data.journaal,
    grafstenen: data.grafstenen,
    bus,
    env: keuze.env,
  }
}

/** As the all-in-one writes it, so that the command line finds this hub by its data folder. */
function alsHub({ basis, issuer, data, demoOntvanger, processen }: Cluster, { demo, env }: Clusterkeuze): unknown {
  const metrieken = `http://127.0.0.1:${processen('intake')[0]?.metriekenPoort}/metrics`
  const ingebed = env.DATABASE_URL === undefined
  return { basis, issuer, metrieken, demo, demoOntvanger, ingebed, map: data.map, pid: process.pid }
}
