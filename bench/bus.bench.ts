import { setTimeout as wacht } from 'node:timers/promises'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Verwerk } from '@warmknooppunt/platform/bus'
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
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { maakSnoeier } from '@warmknooppunt/platform/snoeier'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import { leesVoorbeelden } from '@warmknooppunt/schemas/voorbeelden'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { datamap, maakMappen } from '../services/knooppunt/src/datamap.ts'
import { startIngebed } from '../services/knooppunt/src/ingebed/postgres.ts'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import { nuMs } from './bericht.ts'
import { nieuweMap, ruimMapOp } from './hub.ts'
import { cpuPerBericht, verbruikVan } from './processortijd.ts'
import { verdeling } from './statistiek.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

const LOG = maakLog({ dienst: 'bench', niveau: 'silent' })
/** 1x, 2x and 4x of the growth that the design asks for. */
const TEMPOS = [250, 500, 1_000] as const
const WARM_SECONDEN = 3
/** Dossiers over which the messages go by turns: each message changes the state of one at both ends. */
const DOSSIERS = 10_000
/** Messages that may be in the outbox before the producer of the highest rate waits: the rate is that of both ends together. */
const VOORSPRONG = 5_000
const PER_TRANSACTIE = 100
/** The statistics of a session are shared at most this much later. */
const STATISTIEK_MS = 1_500

/** The bus by itself: outbox, reader and one small change of state at each end, in one process on a cluster of its own. */
export const bus: Bench = {
  uitleg:
    'messages/s through outbox and reader with one small state change each; lag, commits/s, processor time at 1x, 2x, 4x',
  vlaggen: { seconden: { standaard: 10, uitleg: 'how long each run lasts' } },
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden')
    const map = await nieuweMap()
    const data = datamap(`${map}/data`)
    await maakMappen(data)
    const ingebed = await startIngebed(data, LOG)
    const proef = await maakProef(ingebed.url, (await leesPostmaster(data.postgres))?.pid ?? null)
    try {
      return await meet(proef, seconden, meld)
    } finally {
      await proef.stop()
      await ingebed.stop()
      await ruimMapOp(map)
    }
  },
}

type Proef = {
  readonly beheer: Pool
  readonly postmaster: number | null
  /** Commits these in one transaction, each with a change of state of the producer. */
  zend(aantal: number, gepland: (plek: number) => number): Promise<void>
  readonly stand: Stand
  stop(): Promise<void>
}

/** `gepland`: when each message under way was due; `vertragingen`: from then to the commit of its reader. */
type Stand = { verzonden: number; gelezen: number; readonly gepland: Map<string, number>; vertragingen: number[] }

async function maakProef(url: string, postmaster: number | null): Promise<Proef> {
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
  const transport = maakPostgresBus({ poolVan: () => routing, log: LOG })
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
  const abonnement = transport.abonneer(consument, einde.signal)
  const snoeien = maakSnoeier({ stage: 'intake', pool: intake, log: LOG }).run(einde.signal)
  return {
    beheer,
    postmaster,
    stand,
    async zend(aantal, gepland) {
      await zend(intake, stand, { aantal, gepland })
      transport.wek('berichten')
    },
    async stop() {
      einde.abort()
      await Promise.all([abonnement.klaar, snoeien])
      await transport.sluit()
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

async function meet(proef: Proef, seconden: number, meld: (tekst: string) => void): Promise<Meting> {
  await loop(proef, WARM_SECONDEN, opTempo(TEMPOS[0]))
  let figures: Cijfers = {}
  for (const perSeconde of TEMPOS) {
    const uitkomst = await loop(proef, seconden, opTempo(perSeconde))
    meld(`${perSeconde}/s: ${JSON.stringify(uitkomst)}`)
    figures = { ...figures, ...benoem(String(perSeconde), uitkomst) }
  }
  const hoogste = await loop(proef, seconden, zoSnelMogelijk)
  meld(`highest: ${JSON.stringify(hoogste)}`)
  const { rows } = await proef.beheer.query<{ verschil: number }>(
    'select (select sum(nr) from public.zender) - (select sum(nr) from public.lezer) as verschil',
  )
  const settings = { seconds: seconden, perTransaction: PER_TRANSACTIE, dossiers: DOSSIERS }
  return { settings, figures: { ...figures, ...benoem('Max', hoogste), lostOrDoubled: Number(rows[0]?.verschil) } }
}

type Zender = (proef: Proef, totMs: number) => Promise<void>

/** What is due is committed together, up to so many and one transaction at a time, as intake groups requests. */
function opTempo(perSeconde: number): Zender {
  return async (proef, totMs) => {
    const begin = nuMs()
    for (let gedaan = 0; nuMs() < totMs; ) {
      const verschuldigd = Math.min(PER_TRANSACTIE, Math.floor(((nuMs() - begin) / 1000) * perSeconde) - gedaan)
      const eerste = gedaan
      gedaan += verschuldigd
      if (verschuldigd > 0) await proef.zend(verschuldigd, (plek) => begin + ((eerste + plek + 1) / perSeconde) * 1000)
      else await wacht(1)
    }
  }
}

async function zoSnelMogelijk(proef: Proef, totMs: number): Promise<void> {
  const zender = async () => {
    while (nuMs() < totMs) {
      if (proef.stand.verzonden - proef.stand.gelezen > VOORSPRONG) await wacht(1)
      else {
        const nu = nuMs()
        await proef.zend(PER_TRANSACTIE, () => nu)
      }
    }
  }
  await Promise.all([zender(), zender()])
}

/** One run, until all of it is read: rate, lag, commits of the database and processor time per message. */
async function loop(proef: Proef, seconden: number, zender: Zender): Promise<Cijfers> {
  const { stand, postmaster } = proef
  stand.vertragingen = []
  const voor = { ...stand, cpu: verbruikVan(process.pid, postmaster), commits: await leesCommits(proef.beheer) }
  const begin = nuMs()
  await zender(proef, begin + seconden * 1000)
  while (stand.gelezen < stand.verzonden) await wacht(1)
  const duurSeconden = (nuMs() - begin) / 1000
  const aantal = stand.gelezen - voor.gelezen
  const cpu = cpuPerBericht(voor.cpu, verbruikVan(process.pid, postmaster), aantal)
  await wacht(STATISTIEK_MS)
  const commits = (await leesCommits(proef.beheer)) - voor.commits
  const { p50Ms, p95Ms } = verdeling(stand.vertragingen)
  const { cpuMsHub: cpuMsProcess, cpuMsDatabase, cpuMsTotal } = cpu
  const perSeconde = (getal: number) => Math.round(getal / duurSeconden)
  const tijden = { lagP50Ms: p50Ms, lagP95Ms: p95Ms, commitsPerSecond: perSeconde(commits) }
  return { perSecond: perSeconde(aantal), ...tijden, cpuMsProcess, cpuMsDatabase, cpuMsTotal }
}

/** All transactions that ended well, those that only read included. */
async function leesCommits(db: Pool): Promise<number> {
  const { rows } = await db.query<{ aantal: number }>(
    'select xact_commit as aantal from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.aantal ?? 0
}
