import type { Pool } from 'pg'
import { Registry } from 'prom-client'
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
import { enqueue } from './outbox.ts'
import { partitieVan } from './partitie.ts'
import type { Lezer } from './positie-store.ts'

/** What the suite needs of a transport; intake produces on `berichten`, routing reads it. Each call of the factory is a world of its own. */
export type Proefbus = {
  /** the owner of the database: sees what the test checks, and is no part of the hub */
  readonly beheer: Pool
  /** a pool of its own with the role of a stage */
  pool(rol: Rol): Pool
  /** starts an owner of its own, as another process would be, that reads with this pool */
  abonneer(afnemer: Afnemer, pool: Pool, signal: AbortSignal): Abonnement
  /** what a stage does after a commit */
  wek(topic: string): void
  /** puts a message of somebody else on `berichten`; absent where the transport cannot carry one */
  legVreemd?(waarde: string): Promise<void>
  sluit(): Promise<void>
}

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
  readonly herkansMs?: number
}

export type Opstelling = {
  readonly bus: Proefbus
  readonly producent: Pool
  produceer(events: readonly Proefevent[]): Promise<void>
  /** puts a text in the outbox as it is */
  legRuw(dossier: string, waarde: string): Promise<void>
  start(keuze?: Start): Lopend
  effecten(): Promise<readonly Effect[]>
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
    effecten,
    nummers: async (dossier) => (await effecten()).filter((e) => e.dossier === dossier).map(({ nr }) => nr),
    apart: () => leesApart(bus.beheer),
    async sluit() {
      await Promise.all(lopend.map((een) => een.stop()))
      await bus.sluit()
    },
  }
}

async function produceer(bus: Proefbus, pool: Pool, events: readonly Proefevent[]): Promise<void> {
  await transactie<void, BusEvent>(pool, uitbak, async (tx: Tx<BusEvent>) => {
    for (const event of events) enqueue(tx, event)
  })
  bus.wek(LEZER.topic)
}

function start(bus: Proefbus, keuze: Start): Lopend {
  const regels: string[] = []
  const pool = bus.pool(keuze.rol ?? 'wk_routing')
  pool.on('connect', (client) => void client.query(`set application_name = '${LEZERNAAM}'`).catch(() => undefined))
  const ophouden = new AbortController()
  const consument = maakConsument<Proefevent>({
    lezer: keuze.lezer ?? LEZER,
    pool,
    uitbak: null,
    naCommit: () => undefined,
    lees: keuze.lees ?? leesProef(),
    verwerk: keuze.verwerk ?? schrijfEffect,
    log: maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } }),
    meters: maakMeters(new Registry()),
    herkansMs: keuze.herkansMs ?? 60_000,
  })
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

async function leesApart(db: Pool): Promise<Apart[]> {
  const { rows } = await db.query<{ sleutel: string; bericht: string; reden: string; foutcode: string | null }>(
    'select sleutel, bericht, reden, foutcode from routing.onverwerkbaar order by id',
  )
  return rows.map(({ bericht, ...rij }) => {
    const lezing = leesProef(99)(bericht)
    return { ...rij, nr: lezing.kind === 'event' ? lezing.event.data.nr : null }
  })
}
