import { randomBytes } from 'node:crypto'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Ontvangen } from '@warmknooppunt/platform/bus'
import type { Consument } from '@warmknooppunt/platform/consument'
import type { Rol } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import { maakServer } from '@warmknooppunt/platform/http'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { uitbakVan } from '@warmknooppunt/platform/outbox'
import { laadDemo } from '@warmknooppunt/register/demo'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { Wijziging } from '@warmknooppunt/register/wijziging'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import type { Aanmelding, Tokenkeuze } from '../../../test/steun/aanmelding.ts'
import { ISSUER, maakAanmelding } from '../../../test/steun/aanmelding.ts'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { maakDossierStage } from './stage.ts'
import { AANGENOMEN } from './zaak.proef.ts'

export const TOPICS = {
  berichten: 'intake',
  routeringen: 'routing',
  termijnen: 'sla',
  bezorgingen: 'delivery',
} as const satisfies Readonly<Record<string, Producent>>
export type Topic = keyof typeof TOPICS
/** What lies on each topic, in order. */
export type Stroom = Partial<Readonly<Record<Topic, readonly BusEvent[]>>>

const UIT: Readonly<Record<Topic, string>> = {
  berichten: leesSql('intake'),
  routeringen: leesSql('routing'),
  termijnen: leesSql('sla'),
  bezorgingen: leesSql('delivery'),
}

function leesSql(stage: Producent): string {
  return `select partitie, bron, positie, vorige, bericht as waarde, null as merk from ${stage}.uit_lees order by positie`
}

const topics = Object.keys(TOPICS).filter((naam): naam is Topic => naam in TOPICS)

/** An answer as its caller gets it. */
export type Gekregen = { readonly status: number; readonly tekst: string; readonly body: Record<string, unknown> }

/** The whose token, with which scopes; those of the demo's client when not given. */
export type Wie = {
  readonly als: string
  readonly scopes?: Tokenkeuze['scopes']
  readonly koppen?: Readonly<Record<string, string>>
}

/** The whole stage, with a clock that the test sets; on the database given, or one of its own with the demo's register. */
export async function maakDossierProef(o: { database?: ProefDatabase; aanmelding?: Aanmelding } = {}) {
  const database = o.database ?? (await proefDatabase())
  const aanmelding = o.aanmelding ?? (await maakAanmelding())
  const eigenaar = database.pool()
  const klok = { nu: AANGENOMEN }
  const nu = () => klok.nu
  if (!o.database) await laadDemo(eigenaar, { issuer: ISSUER, clients: aanmelding.clients, nu: AANGENOMEN })
  const logregels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void logregels.push(regel) } })
  const pool = database.pool('wk_dossier')
  const metrieken = new Registry()
  const stage = maakDossierStage({
    log,
    pool,
    peilPool: database.pool('wk_dossier'),
    nu,
    keks: { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) },
    metrieken,
    meters: maakMeters(metrieken),
    wek: () => undefined,
    http: { log, controleur: aanmelding.controleur, klok: () => new Date(klok.nu.epochMilliseconds) },
    oin: '00000099900000012000',
    register: maakRegister(eigenaar),
  })
  const app = maakServer({ log })
  stage.routes(app)
  await app.ready()
  return {
    database,
    eigenaar,
    pool,
    stage,
    logregels,
    ...maakBus(database, pool, stage.consumenten),
    get: maakVrager(app, (wie) =>
      aanmelding.token(wie.als, { nu: klok.nu, ...(wie.scopes && { scopes: wie.scopes }) }),
    ),
    zet(moment: Temporal.Instant) {
      klok.nu = moment
    },
    wijzig: (f: (w: Wijziging) => Promise<void>) => wijzigRegister(eigenaar, f),
    /** Leaves a database that was given as it is. */
    async sluit() {
      await app.close()
      if (!o.database) await database.sluit()
    },
  }
}

export type DossierProef = Awaited<ReturnType<typeof maakDossierProef>>

/** Writing to topics as the stages do, and reading them as dossier does. */
function maakBus(database: ProefDatabase, pool: Pool, consumenten: readonly Consument[]) {
  const schrijvers = new Map<Rol, Pool>()
  const schrijver = (rol: Rol): Pool => {
    const bestaand = schrijvers.get(rol) ?? database.pool(rol)
    schrijvers.set(rol, bestaand)
    return bestaand
  }
  const leg = async (stroom: Stroom) => {
    for (const topic of topics) {
      const stage = TOPICS[topic]
      await transactie<void, BusEvent>(schrijver(`wk_${stage}`), uitbakVan(stage), async (tx) => {
        tx.uit.push(...(stroom[topic] ?? []))
      })
    }
  }
  /** Everything on a topic, as a transport hands it over. */
  const opTopic = async (topic: Topic): Promise<Ontvangen[]> => {
    const { rows } = await pool.query<Omit<Ontvangen, 'topic'>>(UIT[topic])
    return rows.map((rij) => ({ topic, ...rij }))
  }
  const consumentVan = (topic: Topic): Consument => {
    const gevonden = consumenten.find((consument) => consument.topic === topic)
    if (!gevonden) throw new Error(`dossier does not read ${topic}`)
    return gevonden
  }
  const geef = (topic: Topic, batch: readonly Ontvangen[]) =>
    consumentVan(topic).pasToe(batch, new AbortController().signal)
  return {
    leg,
    opTopic,
    geef,
    consumentVan,
    /** Reads all that lies on these topics (all four when none is named); what was applied before is skipped. */
    async lees(...welke: Topic[]) {
      for (const topic of welke.length > 0 ? welke : topics) await geef(topic, await opTopic(topic))
    },
  }
}

function maakVrager(app: FastifyInstance, token: (wie: Wie) => Promise<string>) {
  return async (pad: string, wie: Wie): Promise<Gekregen> => {
    const antwoord = await app.inject({
      method: 'GET',
      url: pad,
      headers: { authorization: `Bearer ${await token(wie)}`, ...wie.koppen },
    })
    return { status: antwoord.statusCode, tekst: antwoord.body, body: antwoord.json() }
  }
}
