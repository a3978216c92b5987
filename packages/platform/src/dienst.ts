import { setTimeout as wachtMs } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { Bewaardagen } from './bewaar-velden.ts'
import { STANDAARD_BEWAARDAGEN } from './bewaar-velden.ts'
import { maakBewaarder, meetBewaring, telVerwijderd } from './bewaarder.ts'
import { meetJournaal } from './buiten-metrieken.ts'
import type { Buiten } from './buitenwerkers.ts'
import { buitenwerkers, mappenVan } from './buitenwerkers.ts'
import type { Bus } from './bus.ts'
import type { Consument } from './consument.ts'
import { meetGereedheid } from './gereed-metrieken.ts'
import type { Peilpunt } from './gezondheid.ts'
import { maakGereedheid, voegGezondheidToe } from './gezondheid.ts'
import { maakServer } from './http.ts'
import type { Voorganger } from './http-server.ts'
import { naarGevolgd } from './journaal-store.ts'
import { maakKlokwacht } from './klokverschil.ts'
import { alsWerker } from './lezer-werker.ts'
import type { Log } from './log.ts'
import { legUit, poortVan } from './luister.ts'
import type { Meetpunt } from './metrieken.ts'
import { meetBus, startMetrieken } from './metrieken.ts'
import { naarProducent } from './onderwerp.ts'
import type { Oudstepunt } from './oudste.ts'
import { bewaakOudste } from './oudste.ts'
import type { Poolpunt } from './pool-metrieken.ts'
import { meetPools } from './pool-metrieken.ts'
import type { Relaispunt } from './relais-metrieken.ts'
import { meetRelais } from './relais-metrieken.ts'
import { maakSchijfwacht } from './schijf.ts'
import { maakSnoeier } from './snoeier.ts'
import type { Spoor } from './spoor.ts'
import type { Stage, Werker } from './stage.ts'
import { binnen } from './tijdslimiet.ts'
import type { Tls, Tlspaden } from './tls-bestanden.ts'
import { leesTls } from './tls-bestanden.ts'
import { tlswacht } from './tls-wacht.ts'
import type { Bewaakt } from './toezicht.ts'
import { bewaak } from './toezicht.ts'

/** Requests and loops are given this long to finish what they hold, a retreat included: with closing connections less than 20 s. */
const LEEG_MS = 16_500
/** How long a service behind the gateway says that it goes before it does: the gateway asks every half second. */
export const AFTOCHT_MS = 1_500

/** A stage and its connections: `pool` for its work, `peilPool` (one connection) for health and metrics. */
export type Draaiend = { readonly stage: Stage; readonly pool: Pool; readonly peilPool: Pool }

export type Dienstkeuze = {
  readonly log: Log
  /** absent: of a process without readers */
  readonly bus?: Bus
  readonly metrieken: Registry
  /** absent: nothing is traced */
  readonly spoor?: Spoor
  readonly nu: () => Temporal.Instant
  readonly stages: readonly Draaiend[]
  readonly adres: string
  readonly poort: number
  readonly metriekenPoort: number
  readonly voorganger?: Voorganger
  readonly koppen?: Readonly<Record<string, string>>
  /** whether every request is a line in the log */
  readonly toegangslog?: boolean
  /** the files of the certificate that it serves; absent or null: plain HTTP */
  readonly tls?: Tlspaden | null
  /** routes of the process besides those of its stages */
  readonly routes: (app: FastifyInstance) => void
  /** of a process without stages: one connection for its health */
  readonly peilPool?: Pool
  /** connections of what serves in this process besides its stages */
  readonly pools?: readonly Poolpunt[]
  /** loops that belong to the process, not to a stage */
  readonly werkers?: readonly Werker[]
  readonly buiten?: Buiten
  /** how long `/gezondheid/leeft` says 503 while everything is still served, at a stop; absent: not */
  readonly aftochtMs?: number
  /** over Kafka: how long outboxes keep what was shipped */
  readonly vensterDagen?: number | undefined
  /** how long technical data are kept; absent: as without settings */
  readonly bewaardagen?: Bewaardagen
}

export type Dienst = {
  readonly poort: number
  readonly metriekenPoort: number
  /** Drains, and stops what it started; bus and pools are its caller's. False when something had to be cut off. */
  stop(): Promise<boolean>
}

/** Runs stages in this process: one HTTP server with the routes of all, their readers and loops under supervision, health and metrics. */
export async function startDienst(keuze: Dienstkeuze): Promise<Dienst> {
  const staat: Staat = { keuze, einde: new AbortController(), bewaakt: [], stopt: false }
  meetBus(
    keuze.metrieken,
    keuze.stages.map((draaiend) => meetpunt(draaiend, keuze)),
  )
  if (keuze.vensterDagen !== undefined) meetRelais(keuze.metrieken, keuze.stages.flatMap(relaispunt))
  const vanStages = keuze.stages.map(({ stage, pool }) => ({ stage: stage.naam, pool }))
  meetPools(keuze.metrieken, [...vanStages, ...(keuze.pools ?? [])])
  if ((keuze.buiten?.journaal ?? null) !== null) meetJournaal(keuze.metrieken, keuze.stages.flatMap(journaalpunt))
  const tls = keuze.tls ? await leesTls(keuze.tls) : undefined
  const app = maakApp(staat, tls)
  const metrieken = await startMetrieken(keuze.metrieken, { adres: keuze.adres, poort: keuze.metriekenPoort })
  try {
    await app.listen({ host: keuze.adres, port: keuze.poort })
  } catch (fout) {
    metrieken.close()
    throw legUit(fout, { ...keuze, instelling: 'POORT' })
  }
  for (const werker of [...lussenVan(keuze), ...tlswacht(keuze, app, tls)]) {
    staat.bewaakt.push(bewaak(werker, { log: keuze.log, signal: staat.einde.signal }))
  }
  return {
    poort: poortVan(app.server),
    metriekenPoort: poortVan(metrieken),
    async stop() {
      const schoon = await loopLeeg(staat, app)
      metrieken.closeAllConnections()
      metrieken.close()
      return schoon
    },
  }
}

type Staat = {
  readonly keuze: Dienstkeuze
  readonly einde: AbortController
  readonly bewaakt: Bewaakt[]
  stopt: boolean
}

function maakApp(staat: Staat, tls: Tls | undefined): FastifyInstance {
  const { keuze } = staat
  const app = maakServer({
    ...{ log: keuze.log, metrieken: keuze.metrieken },
    ...(keuze.spoor ? { spoor: keuze.spoor } : {}),
    ...(keuze.voorganger ? { voorganger: keuze.voorganger } : {}),
    ...(keuze.koppen ? { koppen: keuze.koppen } : {}),
    ...{ toegangslog: keuze.toegangslog ?? false, tls },
  })
  const peilpunten = () => [...staat.bewaakt, ...keuze.stages.flatMap(({ stage }) => stage.consumenten.map(peilpunt))]
  const gereedheid = maakGereedheid({ db: peilVan(keuze), stopt: () => staat.stopt, peilpunten })
  voegGezondheidToe(app, { gereedheid, stopt: () => staat.stopt })
  meetGereedheid(keuze.metrieken, { gereedheid, peilpunten })
  keuze.routes(app)
  for (const { stage } of keuze.stages) stage.routes(app)
  return app
}

/** A stage that stopped itself (three dossiers failing alike) reads on healthily but handles nothing. */
function peilpunt(consument: Consument): Peilpunt {
  const stand = () => (consument.gestopt() ? { gezond: false, reden: 'stopped' } : { gezond: true, reden: null })
  return { naam: `${consument.consument}.${consument.topic}`, stand }
}

function peilVan({ stages, peilPool }: Dienstkeuze): Pool {
  const pool = stages[0]?.peilPool ?? peilPool
  if (!pool) throw new Error('a process runs a stage, or has a connection of its own')
  return pool
}

function busVan({ bus }: Dienstkeuze): Bus {
  if (!bus) throw new Error('a process with readers has a bus')
  return bus
}

/** Over Kafka an outbox holds a window of what was shipped: how much that is tells nothing, and costs much to count. */
function meetpunt({ stage, peilPool }: Draaiend, { vensterDagen }: Dienstkeuze): Meetpunt {
  const lezers = stage.consumenten.map(({ consument, topic }) => ({ consument, topic }))
  return { stage: stage.naam, db: peilPool, lezers, zonderUitbak: vensterDagen !== undefined }
}

function relaispunt({ stage, peilPool }: Draaiend): Relaispunt[] {
  const producent = naarProducent(stage.naam)
  return producent === null ? [] : [{ stage: producent, db: peilPool }]
}

function journaalpunt({ stage, peilPool }: Draaiend) {
  const gevolgd = naarGevolgd(stage.naam)
  return gevolgd === null ? [] : [{ stage: gevolgd, db: peilPool }]
}

function bewaarpunt({ stage, peilPool }: Draaiend) {
  return { db: peilPool, regels: stage.bewaring }
}

function oudstepunt({ stage: { naam, wachtvraag }, peilPool }: Draaiend): Oudstepunt[] {
  return wachtvraag ? [{ stage: naam, db: peilPool, wachtvraag }] : []
}

/** Everything that runs until the end: readers, loops of the stages, the pruning of their outboxes, the watches on clock and age. */
function lussenVan(keuze: Dienstkeuze): Werker[] {
  const verwijderd = telVerwijderd(keuze.metrieken)
  const dagen = keuze.bewaardagen ?? STANDAARD_BEWAARDAGEN
  const vanStages = keuze.stages.flatMap(({ stage, pool }) => {
    const producent = naarProducent(stage.naam)
    const journaal = (keuze.buiten?.journaal ?? null) !== null && naarGevolgd(stage.naam) !== null
    const snoeiers = producent
      ? [maakSnoeier({ stage: producent, pool, log: keuze.log, journaal, vensterDagen: keuze.vensterDagen })]
      : []
    const consumenten = stage.consumenten.map((consument) => alsWerker(busVan(keuze), consument))
    const bewaarder = maakBewaarder({
      ...{ stage: stage.naam, pool, regels: stage.bewaring, dagen },
      ...{ nu: keuze.nu, log: keuze.log, verwijderd },
    })
    return [...consumenten, ...stage.werkers, ...snoeiers, bewaarder, ...buitenwerkers(keuze, { stage, pool })]
  })
  meetBewaring(keuze.metrieken, keuze.stages.map(bewaarpunt), { dagen, nu: keuze.nu })
  const klokwacht = maakKlokwacht({ ...keuze, db: peilVan(keuze) })
  const schijfwacht = maakSchijfwacht({ ...keuze, mappen: mappenVan(keuze.buiten) })
  return [
    ...vanStages,
    klokwacht,
    schijfwacht,
    ...bewaakOudste(keuze.metrieken, keuze.stages.flatMap(oudstepunt), keuze),
    ...(keuze.werkers ?? []),
  ]
}

/** No new requests; those running end and the loops finish their round, side by side: a long poll ends when its stage's loop does. */
async function loopLeeg(staat: Staat, app: FastifyInstance): Promise<boolean> {
  const { keuze, bewaakt, einde } = staat
  const { aftochtMs = 0 } = keuze
  staat.stopt = true
  if (aftochtMs > 0) await wachtMs(aftochtMs)
  einde.abort()
  const leegMs = LEEG_MS - aftochtMs
  // A connection kept alive after its last answer would hold the server open for a minute.
  const ruimer = setInterval(() => app.server.closeIdleConnections(), 50)
  const [verzoeken, lussen] = await Promise.all([
    binnen(leegMs, app.close()),
    binnen(leegMs, Promise.all(bewaakt.map(({ klaar }) => klaar))),
  ])
  clearInterval(ruimer)
  if (!verzoeken) app.server.closeAllConnections()
  if (!verzoeken || !lussen) keuze.log.error({ verzoeken, lussen }, 'dienst.afgekapt')
  return verzoeken && lussen
}
