import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import pg from 'pg'
import { Registry } from 'prom-client'
import type { Draad } from '../../../test/steun/draad.ts'
import { maakDraad } from '../../../test/steun/draad.ts'
import type { Proces } from '../../../test/steun/proces.ts'
import { startProces } from '../../../test/steun/proces.ts'
import type { BusEvent } from './bericht.ts'
import type { Abonnement, Afnemer, Verwerk } from './bus.ts'
import type { Proefevent } from './bus-proefevent.suite.ts'
import { LEZER, leesProef, schrijfEffect, uitbak } from './bus-proefevent.suite.ts'
import type { Consument } from './consument.ts'
import { maakConsument } from './consument.ts'
import type { Rol, Tx } from './db.ts'
import { transactie } from './db.ts'
import type { LeesEvent } from './lezing.ts'
import { maakLog } from './log.ts'
import { maakMeters } from './meters.ts'
import { enqueue, uitbakVan } from './outbox.ts'
import { partitieVan } from './partitie.ts'
import { maakPool } from './pool.ts'
import type { Lezer } from './positie-store.ts'

/** What the suite needs of a transport; intake produces on `berichten`, routing reads it. Each call of the factory is a world of its own. */
export type Proefbus = {
  /** the address of its database, as the owner of it */
  readonly url: string
  /** its server, where one of its own was asked for */
  readonly server?: Server
  /** the owner of the database: sees what the test checks, and is no part of the hub */
  readonly beheer: Pool
  /** a pool of its own with the role of a stage */
  pool(rol: Rol): Pool
  /** each partition belongs to one owner at a time; otherwise all owners read all */
  readonly verdeelt: boolean
  /** starts an owner of its own, as another process would be, that reads with this pool */
  abonneer(afnemer: Afnemer, pool: Pool, signal: AbortSignal): Abonnement
  /** what `node` runs to be an owner in a process of its own on this database: a program that calls `draaiEigenaar`, and what it needs to know */
  eigenaar(url: string): readonly string[]
  /** what a stage does after a commit */
  wek(topic: string): void
  /** puts a message of somebody else on `berichten`; absent where the transport cannot carry one */
  legVreemd?(waarde: string): Promise<void>
  /** has the transport lose a message that nobody has read yet */
  laatWeg(bericht: { readonly dossier: string; readonly nr: number }): Promise<void>
  /** brings what it lost after all */
  geefAlsnog(): Promise<void>
  sluit(): Promise<void>
}

/** A database server that goes away and comes back. */
export type Server = {
  start(): Promise<void>
  /** connections are told */
  stop(): Promise<void>
  /** nobody is told */
  val(): Promise<void>
}

export type Opzet = (keuze: { readonly eigenServer: boolean }) => Promise<Proefbus>

export type Effect = { readonly dossier: string; readonly nr: number; readonly event_id: string }
export type Apart = {
  readonly sleutel: string
  readonly nr: number | null
  readonly reden: string
  readonly foutcode: string | null
}

/** A running owner: its consumer, its subscription, its pool, and the log lines it wrote. */
export type Lopend = {
  readonly consument: Consument
  readonly abonnement: Abonnement
  readonly pool: Pool
  readonly regels: readonly string[]
  stop(): Promise<void>
}

export type Start = {
  readonly verwerk?: Verwerk<Proefevent>
  readonly lees?: LeesEvent<Proefevent>
  readonly lezer?: Lezer
  readonly rol?: Rol
  /** its way to the database, when it is not the shortest */
  readonly pool?: Pool
  readonly herkansMs?: number
}

export type Opstelling = {
  readonly bus: Proefbus
  readonly producent: Pool
  produceer(events: readonly Proefevent[]): Promise<void>
  /** puts a text in the outbox as it is */
  legRuw(dossier: string, waarde: string): Promise<void>
  start(keuze?: Start): Lopend
  /** starts an owner as a process of its own, on this way to the database */
  startEigenaar(url: string, herkansMs?: number): Proces
  /** starts a process that commits one message, on this way to the database */
  startSchrijver(url: string, bericht: { readonly dossier: string; readonly nr: number }): Proces
  /** a way to the database that can be held at a COMMIT */
  draad(): Promise<Draad>
  /** a pool of routing on this way to the database */
  poolOver(url: string): Pool
  /** a connection of the owner of the database without any time limit, as an import has */
  alsBeheerder(): Promise<pg.Client>
  effecten(): Promise<readonly Effect[]>
  /** what owners that pass messages on have passed on */
  doorgegeven(): Promise<readonly Effect[]>
  nummers(dossier: string): Promise<readonly number[]>
  apart(): Promise<readonly Apart[]>
  sluit(): Promise<void>
}

const TABELLEN = `
  create table public.effect (volgorde bigint generated always as identity, dossier uuid, nr int, event_id uuid);
  grant insert, select on public.effect to wk_routing, wk_dossier;
  create table public.staat (dossier uuid primary key, nr int not null);
  grant insert, select, update on public.staat to wk_intake;`

/** What the connections of readers are called, so that a test can end just those. */
export const LEZERNAAM = 'proef-lezer'

export async function maakOpstelling(opzet: () => Promise<Proefbus>): Promise<Opstelling> {
  const bus = await opzet()
  await bus.beheer.query(TABELLEN)
  const producent = bus.pool('wk_intake')
  const lopend: Lopend[] = []
  const buiten = maakBuiten(bus)
  const effecten = async () => {
    const { rows } = await bus.beheer.query<Effect>('select dossier, nr, event_id from public.effect order by volgorde')
    return rows
  }
  return {
    bus,
    producent,
    produceer: (events) => produceer(bus, producent, events),
    async legRuw(dossier, waarde) {
      const rij = [[partitieVan(dossier)], ['2026-03-02T09:00:00Z'], [dossier], [waarde]]
      await transactie(producent, null, (tx) => tx.query('select intake.leg_uit($1, $2, $3, $4)', rij))
      bus.wek(LEZER.topic)
    },
    start(keuze = {}) {
      lopend.push(start(bus, keuze))
      const [laatste] = lopend.slice(-1)
      if (!laatste) throw new Error('not started')
      return laatste
    },
    ...buiten.keuze,
    effecten,
    doorgegeven: () => leesDoorgegeven(bus.beheer),
    nummers: async (dossier) => (await effecten()).filter((e) => e.dossier === dossier).map(({ nr }) => nr),
    apart: () => leesApart(bus.beheer),
    async sluit() {
      await Promise.all([buiten.beeindig(), ...lopend.map((een) => een.stop())])
      await buiten.sluit()
      await bus.sluit()
    },
  }
}

const SCHRIJVER = fileURLToPath(new URL('bus-schrijver.proef.ts', import.meta.url))

/** What of a world runs outside this process, or lies between. */
function maakBuiten(bus: Proefbus) {
  const processen: Proces[] = []
  const draden: Draad[] = []
  const clients: { end(): Promise<void> }[] = []
  const begin = (argumenten: readonly string[]) => {
    const proces = startProces(argumenten)
    processen.push(proces)
    return proces
  }
  const keuze = {
    startEigenaar: (url: string, herkansMs = 60_000) => begin([...bus.eigenaar(url), String(herkansMs)]),
    startSchrijver: (url: string, { dossier, nr }: { dossier: string; nr: number }) =>
      begin([SCHRIJVER, url, dossier, String(nr)]),
    async draad() {
      const draad = await maakDraad(bus.url)
      draden.push(draad)
      return draad
    },
    poolOver(url: string) {
      const pool = maakPool({ url, applicatie: 'proef-draad', rol: 'wk_routing' })
      clients.push(pool)
      return pool
    },
    async alsBeheerder() {
      const client = new pg.Client({ connectionString: bus.url, application_name: 'proef-beheer' })
      client.on('error', () => undefined)
      await client.connect()
      clients.push(client)
      return client
    },
  } satisfies Partial<Opstelling>
  return {
    keuze,
    async beeindig() {
      for (const proces of processen) proces.sein('SIGKILL')
      await Promise.all(processen.map(({ einde }) => einde))
    },
    async sluit() {
      await Promise.all([...draden.map((draad) => draad.sluit()), ...clients.map((client) => client.end())])
    },
  }
}

async function leesDoorgegeven(db: Pool): Promise<Effect[]> {
  const { rows } = await db.query<Effect>(
    `select sleutel as dossier, (bericht::jsonb -> 'data' ->> 'nr')::int as nr, (bericht::jsonb ->> 'id')::uuid as event_id
     from routing.uit order by positie`,
  )
  return rows
}

async function produceer(bus: Proefbus, pool: Pool, events: readonly Proefevent[]): Promise<void> {
  await transactie<void, BusEvent>(pool, uitbak, async (tx: Tx<BusEvent>) => {
    for (const event of events) enqueue(tx, event)
  })
  bus.wek(LEZER.topic)
}

function start(bus: Proefbus, keuze: Start): Lopend {
  const regels: string[] = []
  const pool = keuze.pool ?? bus.pool(keuze.rol ?? 'wk_routing')
  pool.on('connect', (client) => void client.query(`set application_name = '${LEZERNAAM}'`).catch(() => undefined))
  const ophouden = new AbortController()
  const consument = maakLezer(keuze, { pool, regels })
  const abonnement = bus.abonneer(consument, pool, ophouden.signal)
  return {
    consument,
    abonnement,
    pool,
    regels,
    async stop() {
      ophouden.abort(new Error('stopped'))
      await abonnement.klaar
    },
  }
}

/** A reader for the start of an owner, or for a test that is the transport itself. */
export function maakLezer(keuze: Start, { pool, regels }: { pool: Pool; regels: string[] }): Consument {
  return maakConsument<Proefevent>({
    lezer: keuze.lezer ?? LEZER,
    pool,
    uitbak: uitbakVan('routing'),
    naCommit: () => undefined,
    lees: keuze.lees ?? leesProef(),
    verwerk: keuze.verwerk ?? schrijfEffect,
    log: maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } }),
    meters: maakMeters(new Registry()),
    herkansMs: keuze.herkansMs ?? 60_000,
  })
}

async function leesApart(db: Pool): Promise<Apart[]> {
  const { rows } = await db.query<{ sleutel: string; bericht: string; reden: string; foutcode: string | null }>(
    'select sleutel, bericht, reden, foutcode from routing.onverwerkbaar order by id',
  )
  return rows.map(({ bericht, ...rij }) => {
    const lezing = leesProef(99)(bericht)
    return { ...rij, nr: lezing.kind === 'event' ? lezing.event.data.nr : null }
  })
}
