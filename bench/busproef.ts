import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Bus, Verwerk } from '@warmknooppunt/platform/bus'
import { maakConsument } from '@warmknooppunt/platform/consument'
import type { Schrijver } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { leesTopic } from '@warmknooppunt/platform/events'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMeters } from '@warmknooppunt/platform/meters'
import { migreer } from '@warmknooppunt/platform/migraties'
import { enqueue, uitbakVan } from '@warmknooppunt/platform/outbox'
import { maakPool } from '@warmknooppunt/platform/pool'
import { maakSnoeier } from '@warmknooppunt/platform/snoeier'
import type { Werker } from '@warmknooppunt/platform/stage'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import { leesVoorbeelden } from '@warmknooppunt/schemas/voorbeelden'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { nuMs } from './bericht.ts'

export const LOG = maakLog({ dienst: 'bench', niveau: 'silent' })
/** Dossiers over which the messages go by turns: each message changes the state of one at both ends. */
export const DOSSIERS = 10_000

/** A transport to be measured, and the loops that it needs besides its readers. */
export type Transport = { readonly bus: Bus; readonly relais: Werker | null }

/** Both ends of the bus with a small state each. */
export type Proef = {
  readonly beheer: Pool
  readonly postmaster: number | null
  /** Commits these in one transaction, each with a change of state of the producer. */
  zend(aantal: number, gepland: (plek: number) => number): Promise<void>
  readonly stand: Stand
  /** begins to read */
  lees(): void
  /** begins to ship, where the transport needs it */
  verzend(): void
  stop(): Promise<void>
}

/** `gepland`: when each message under way was due; `vertragingen`: from then to the commit of its reader. */
export type Stand = {
  verzonden: number
  gelezen: number
  readonly gepland: Map<string, number>
  vertragingen: number[]
}

export type Proefkeuze = {
  readonly url: string
  readonly postmaster: number | null
  readonly maakTransport: (o: { routing: Pool; url: string }) => Transport
}

/** Makes both ends on a fresh database; whether they are joined (`relais`, `lezer`) is for the caller to say. */
export async function maakProef({ url, postmaster, maakTransport }: Proefkeuze): Promise<Proef> {
  await migreer({ url, meld: () => undefined })
  const beheer = maakPool({ url, applicatie: 'bench', max: 1, zonderTijdslimiet: true })
  await beheer.query(
    `create table public.zender (dossier uuid primary key, nr int not null) with (fillfactor = 50);
     create table public.lezer (dossier uuid primary key, nr int not null) with (fillfactor = 50);
     grant select, insert, update on public.zender to wk_intake; grant select, insert, update on public.lezer to wk_routing`,
  )
  // Pruning asks how far every reader is, dossier too.
  await beheer.query(
    `insert into dossier.positie (consument, topic, partitie, bron, positie) select 'dossier', 'berichten', p, id, 9e15::bigint
     from platform.bron, generate_series(0, 11) p`,
  )
  const intake = maakPool({ url, applicatie: 'bench-intake', rol: 'wk_intake', max: 2 })
  const routing = maakPool({ url, applicatie: 'bench-routing', rol: 'wk_routing', max: 2 })
  const stand: Stand = { verzonden: 0, gelezen: 0, gepland: new Map(), vertragingen: [] }
  const transport = maakTransport({ routing, url })
  const einde = new AbortController()
  const consument = maakConsument({
    lezer: { stage: 'routing', consument: 'routing', topic: 'berichten' },
    pool: routing,
    uitbak: null,
    naCommit: () => undefined,
    lees: leesTopic('berichten'),
    verwerk: maakVerwerk(stand),
    log: LOG,
    meters: maakMeters(new Registry()),
  })
  const snoeien = maakSnoeier({ stage: 'intake', pool: intake, log: LOG }).run(einde.signal)
  const lopend: Promise<void>[] = [snoeien]
  return {
    beheer,
    postmaster,
    stand,
    async zend(aantal, gepland) {
      await zend(intake, stand, { aantal, gepland })
      transport.bus.wek('berichten')
    },
    lees: () => void lopend.push(transport.bus.abonneer(consument, einde.signal).klaar),
    verzend: () => void (transport.relais && lopend.push(transport.relais.run(einde.signal))),
    async stop() {
      einde.abort()
      await Promise.all(lopend)
      await transport.bus.sluit()
      await Promise.all([intake.end(), routing.end(), beheer.end()])
    },
  }
}

function maakVerwerk(stand: Stand): Verwerk<TopicEvent<'berichten'>> {
  return async (tx, events) => {
    verander(
      tx,
      'public.lezer',
      events.map(({ subject }) => subject),
    )
    tx.na(() => {
      const nu = nuMs()
      for (const { id } of events) {
        stand.vertragingen.push(nu - (stand.gepland.get(id) ?? nu))
        stand.gepland.delete(id)
      }
      stand.gelezen += events.length
    })
  }
}

function verander(tx: Schrijver, tabel: 'public.zender' | 'public.lezer', dossiers: readonly string[]): void {
  tx.schrijf(
    `insert into ${tabel} as t (dossier, nr) select d, count(*) from unnest($1::uuid[]) d group by d order by d
     on conflict (dossier) do update set nr = t.nr + excluded.nr`,
    [dossiers],
  )
}

const BEGIN = Temporal.Now.instant()
const DOSSIER_IDS = Array.from({ length: DOSSIERS }, () => nieuwId(BEGIN))
const [VOORBEELD] = leesVoorbeelden('ingediend').filter(({ naam }) => naam === 'contactregistratie')

async function zend(
  pool: Pool,
  stand: Stand,
  { aantal, gepland }: { readonly aantal: number; readonly gepland: (plek: number) => number },
): Promise<void> {
  const nu = Temporal.Now.instant()
  const events = Array.from({ length: aantal }, (_, i) => maakBericht(nu, stand.verzonden + i))
  for (const [plek, { id }] of events.entries()) stand.gepland.set(id, gepland(plek))
  stand.verzonden += aantal
  await transactie<void, BusEvent>(
    pool,
    uitbakVan('intake'),
    async (tx) => {
      verander(
        tx,
        'public.zender',
        events.map(({ subject }) => subject),
      )
      for (const event of events) enqueue(tx, event)
    },
    { eerstBegin: true },
  )
}

/** A contactregistratie as intake accepts it, the smallest message of the hub. */
function maakBericht(nu: Temporal.Instant, nummer: number): BusEvent {
  return maakEvent({
    id: nieuwId(nu),
    source: 'urn:nld:oin:00000099900000012000:systeem:bench',
    type: 'nl.warmknooppunt.contactregistratie.ingediend',
    subject: DOSSIER_IDS[nummer % DOSSIERS] ?? '',
    time: nu,
    dataschema: dataschemaVan('ingediend'),
    data: VOORBEELD?.waarde,
  })
}
