import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { Bus } from './bus.ts'
import type { Consument } from './consument.ts'
import { maakGereedheid, voegGezondheidToe } from './gezondheid.ts'
import type { Voorganger } from './http.ts'
import { maakServer } from './http.ts'
import type { Log } from './log.ts'
import { legUit, poortVan } from './luister.ts'
import { meetBus, startMetrieken } from './metrieken.ts'
import { leesTopicnaam } from './onderwerp.ts'
import { eigenTopic, maakSnoeier } from './snoeier.ts'
import type { Stage, Werker } from './stage.ts'
import type { Bewaakt } from './toezicht.ts'
import { bewaak } from './toezicht.ts'

/** Requests, then loops, are given this long to finish what they hold; together less than the 20 s a service manager waits. */
const VERZOEKEN_MS = 9_000
const LUSSEN_MS = 9_000

/** A stage and its connections: `pool` for its work, `peilPool` (one connection) for health and metrics. */
export type Draaiend = { readonly stage: Stage; readonly pool: Pool; readonly peilPool: Pool }

export type Dienstkeuze = {
  readonly log: Log
  readonly bus: Bus
  readonly metrieken: Registry
  readonly stages: readonly Draaiend[]
  readonly adres: string
  readonly poort: number
  readonly metriekenPoort: number
  /** whether a proxy in front may tell who calls (X-Forwarded-For) */
  readonly vertrouwProxy?: boolean
  readonly voorganger?: Voorganger
  /** called before any route is added, for what must see them all */
  readonly bijServer?: (app: FastifyInstance) => Promise<void>
  /** loops that belong to the process, not to a stage */
  readonly werkers?: readonly Werker[]
}

export type Dienst = {
  readonly poort: number
  readonly metriekenPoort: number
  /** Drains and stops everything it started; false when something had to be cut off. Pools and bus are closed too. */
  stop(): Promise<boolean>
}

/** Runs stages in this process: one HTTP server with the routes of all, their readers and loops under supervision, health and metrics. */
export async function startDienst(keuze: Dienstkeuze): Promise<Dienst> {
  const einde = new AbortController()
  const consumenten = keuze.stages.flatMap(({ stage }) => stage.consumenten)
  const bewaakt: Bewaakt[] = []
  let stopt = false
  const eerste = keuze.stages[0]
  if (!eerste) throw new Error('a process runs at least one stage')
  const gereedheid = maakGereedheid({
    db: eerste.peilPool,
    stopt: () => stopt,
    peilpunten: [{ naam: 'lussen', stand: () => samen(bewaakt) }, ...consumenten.map(peilConsument)],
  })
  meetBus(keuze.metrieken, keuze.stages.map(meetpunt))
  const app = await maakApp(keuze, (server) => voegGezondheidToe(server, gereedheid))
  const metrieken = await startMetrieken(keuze.metrieken, { adres: keuze.adres, poort: keuze.metriekenPoort })
  try {
    await app.listen({ host: keuze.adres, port: keuze.poort })
  } catch (fout) {
    metrieken.close()
    throw legUit(fout, { ...keuze, instelling: 'POORT' })
  }
  for (const werker of lussenVan(keuze)) bewaakt.push(bewaak(werker, { log: keuze.log, signal: einde.signal }))
  return {
    poort: poortVan(app.server),
    metriekenPoort: poortVan(metrieken),
    async stop() {
      stopt = true
      const verzoeken = await binnen(VERZOEKEN_MS, app.close())
      if (!verzoeken) app.server.closeAllConnections()
      einde.abort()
      const lussen = await binnen(LUSSEN_MS, Promise.all(bewaakt.map(({ klaar }) => klaar)))
      await binnen(1_000, keuze.bus.sluit())
      const pools = keuze.stages.flatMap(({ pool, peilPool }) => [pool.end(), peilPool.end()])
      await binnen(1_000, Promise.all(pools))
      metrieken.closeAllConnections()
      metrieken.close()
      return verzoeken && lussen
    },
  }
}
