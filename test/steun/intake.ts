import { randomBytes } from 'node:crypto'
import { maakIntakeStage } from '@warmknooppunt/intake/stage'
import type { Db } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakServer } from '@warmknooppunt/platform/http'
import type { Keks, Versleuteld } from '@warmknooppunt/platform/kluis'
import { haalSleutels, ontsleutel } from '@warmknooppunt/platform/kluis'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { maakPool } from '@warmknooppunt/platform/pool'
import { laadDemo } from '@warmknooppunt/register/demo'
import type { Register } from '@warmknooppunt/register/stand'
import { maakRegister } from '@warmknooppunt/register/stand'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import type { Aanmelding } from './aanmelding.ts'
import { ISSUER, maakAanmelding } from './aanmelding.ts'
import type { ProefDatabase } from './database.ts'
import { proefDatabase } from './database.ts'

/** A monday at noon in Amsterdam. */
export const PROEF_NU = '2026-03-02T11:00:00Z'

export type Vraag = {
  /** whose demo client calls */
  readonly als: string
  /** value of Idempotency-Key, quotes included */
  readonly sleutel?: string
  /** instead of a good token of `als` */
  readonly token?: string
  readonly koppen?: Readonly<Record<string, string>>
}

/** An answer as its caller gets it; `body` is its JSON. */
export type Gekregen = {
  readonly status: number
  readonly koppen: Readonly<Record<string, unknown>>
  readonly tekst: string
  readonly body: Record<string, unknown>
}

/** One instance of the stage, with a server of its own that is asked without a network. */
export type Instantie = {
  readonly app: FastifyInstance
  /** connections with the role of the stage */
  readonly pool: Pool
  post(pad: string, body: unknown, vraag: Vraag): Promise<Gekregen>
  get(pad: string, vraag: Vraag): Promise<Gekregen>
}

/** `url`: when it reaches the database another way */
export type Instantiekeuze = { readonly url?: string; readonly max?: number; readonly vierOgen?: boolean }

export type IntakeProef = Instantie & {
  readonly database: ProefDatabase
  /** connections of the owner of the database */
  readonly eigenaar: Pool
  readonly aanmelding: Aanmelding
  readonly keks: Keks
  readonly register: Register
  /** every line that was logged */
  readonly regels: readonly string[]
  /** topics of which the bus was told that something was committed */
  readonly gewekt: readonly string[]
  nu(): Temporal.Instant
  /** what was put on topic `berichten`, in order, each held against its schema */
  berichten(): Promise<TopicEvent<'berichten'>[]>
  /** content encrypted for the hub */
  open(dossierId: string, inhoud: Versleuteld): Promise<unknown>
  zetNu(tijdstip: string): void
  /** a further instance on the same database: what a restart, or a second process, is; `url` when it reaches the database another way */
  start(o?: Instantiekeuze): Promise<Instantie>
  sluit(): Promise<void>
}

/** A started intake stage on a database of its own with the demo's register; time stands still until it is set. */
export async function proefIntake(nu: string = PROEF_NU): Promise<IntakeProef> {
  const database = await proefDatabase()
  const aanmelding = await maakAanmelding()
  const staat = { nu: Temporal.Instant.from(nu) }
  const gedeeld: Gedeeld = {
    database,
    aanmelding,
    keks: { huidig: 'proef', sleutels: new Map([['proef', randomBytes(32)]]) },
    regels: [],
    gewekt: [],
    nu: () => staat.nu,
    sluiters: [],
  }
  const eigenaar = database.pool()
  await laadDemo(eigenaar, { issuer: ISSUER, clients: aanmelding.clients, nu: staat.nu })
  return {
    ...gedeeld,
    ...(await start(gedeeld)),
    eigenaar,
    register: maakRegister(eigenaar),
    berichten: () => leesBerichten(eigenaar),
    open: (dossierId, inhoud) => openInhoud(eigenaar, gedeeld.keks, { dossierId, inhoud }),
    zetNu: (tijdstip) => {
      staat.nu = Temporal.Instant.from(tijdstip)
    },
    start: (o) => start(gedeeld, o),
    async sluit() {
      for (const sluiter of gedeeld.sluiters) await sluiter()
      await database.sluit()
    },
  }
}

async function leesBerichten(db: Db): Promise<TopicEvent<'berichten'>[]> {
  const { rows } = await db.query<{ bericht: string }>('select bericht from intake.uit order by positie')
  return rows.map(({ bericht }) => {
    const lezing = leesTopic('berichten')(bericht)
    if (lezing.kind !== 'event') throw new Error(`topic berichten holds what cannot be read: ${JSON.stringify(lezing)}`)
    return lezing.event
  })
}

async function openInhoud(db: Db, keks: Keks, o: { dossierId: string; inhoud: Versleuteld }): Promise<unknown> {
  const sleutel = (await haalSleutels(db, keks, [o.dossierId])).zoek(o.dossierId, 'hub')
  if (!sleutel) throw new Error('no key of the hub')
  return ontsleutel(sleutel, o.inhoud)
}

type Gedeeld = Pick<IntakeProef, 'database' | 'aanmelding' | 'keks' | 'nu'> & {
  readonly regels: string[]
  readonly gewekt: string[]
  readonly sluiters: (() => Promise<unknown>)[]
}

async function start(g: Gedeeld, o: Instantiekeuze = {}): Promise<Instantie> {
  const log = maakLog({ dienst: 'proef', niveau: 'debug', naar: { write: (regel) => void g.regels.push(regel) } })
  const pool = maakPool({ url: o.url ?? g.database.url, applicatie: 'proef', rol: 'wk_intake', max: o.max ?? 4 })
  const leespool = g.database.pool('wk_intake')
  const metrieken = new Registry()
  const stage = maakIntakeStage({
    log,
    pool,
    peilPool: leespool,
    nu: g.nu,
    keks: g.keks,
    metrieken,
    meters: maakMeters(metrieken),
    wek: (topic) => void g.gewekt.push(topic),
    http: { log, controleur: g.aanmelding.controleur, klok: () => new Date(g.nu().epochMilliseconds) },
    oin: '00000099900000012000',
    register: maakRegister(leespool),
    vierOgen: o.vierOgen ?? false,
  })
  const app = maakServer({ log })
  stage.routes(app)
  await app.ready()
  g.sluiters.push(async () => {
    await app.close()
    await pool.end()
  })
  const roep = roeper(g, app)
  return {
    app,
    pool,
    post: (pad, body, vraag) => roep('POST', pad, { body, vraag }),
    get: (pad, vraag) => roep('GET', pad, { vraag }),
  }
}

function roeper(g: Gedeeld, app: FastifyInstance) {
  const tokens = new Map<string, Promise<string>>()
  const tokenVan = (als: string): Promise<string> => {
    const sleutel = `${als} ${g.nu()}`
    const token = tokens.get(sleutel) ?? g.aanmelding.token(als, { nu: g.nu() })
    tokens.set(sleutel, token)
    return token
  }
  return async (method: 'GET' | 'POST', pad: string, o: { body?: unknown; vraag: Vraag }): Promise<Gekregen> => {
    const { als, sleutel, token, koppen } = o.vraag
    const antwoord = await app.inject({
      method,
      url: pad,
      headers: {
        authorization: `Bearer ${token ?? (await tokenVan(als))}`,
        ...(o.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(sleutel === undefined ? {} : { 'idempotency-key': sleutel }),
        ...koppen,
      },
      ...(o.body === undefined ? {} : { payload: alsLading(o.body) }),
    })
    return { status: antwoord.statusCode, koppen: antwoord.headers, tekst: antwoord.body, body: antwoord.json() }
  }
}

/** Text and bytes go as they are, anything else as JSON. */
function alsLading(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
}
