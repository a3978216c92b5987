import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Abonnement, Abonnementstand, Afnemer, Bus, Ontvangen, Stand, Uitslag } from './bus.ts'
import { voorbereid } from './db.ts'
import type { Drukte } from './drukte.ts'
import { maakDrukte } from './drukte.ts'
import type { Log } from './log.ts'
import type { Meldkanaal } from './notify.ts'
import type { Producent } from './onderwerp.ts'
import { isStoring } from './storing.ts'
import { maakWekker } from './wekker.ts'

/** How many messages one transaction takes at most. */
const BATCH = 500
const POLL_MS = 100
const TERUGVAL_MS = [50, 200, 500, 1_000, 2_000, 5_000] as const

const LEES = {
  berichten: leesSql('intake'),
  routeringen: leesSql('routing'),
  termijnen: leesSql('sla'),
  bezorgingen: leesSql('delivery'),
} as const

/**
 * Per partition the messages after the reader's position, in order of commit over all partitions. The inner order names the partition too, so
 * that it is that of the index by partition: without it the planner may walk the whole outbox for each.
 */
function leesSql(stage: Producent): string {
  return `select u.positie, u.bron, u.partitie, u.vorige, u.bericht
    from unnest($1::smallint[], $2::bigint[]) as s (partitie, na)
    cross join lateral (select * from ${stage}.uit_lees u where u.partitie = s.partitie and u.positie > s.na order by u.partitie, u.positie limit $3) u
    order by u.positie limit $3`
}

type Rij = { positie: number; bron: string; partitie: number; vorige: number; bericht: string }

export type PostgresBusKeuze = {
  /** the pool of a role that may read the outbox of what it subscribes to */
  readonly poolVan: (afnemer: Afnemer) => Pool
  readonly log: Log
  /** wake-ups to and from other processes; not needed where every stage runs in this one */
  readonly meldkanaal?: Meldkanaal
}

/** The embedded transport: the outboxes themselves, read by position; one owner takes all partitions of a topic. */
export function maakPostgresBus(keuze: PostgresBusKeuze): Bus {
  const wekker = maakWekker()
  const drukte = maakDrukte()
  return {
    abonneer(afnemer, signal) {
      keuze.meldkanaal?.luister(afnemer.topic, () => wekker.wek(afnemer.topic))
      const lezer: Lezer = {
        afnemer,
        pool: keuze.poolVan(afnemer),
        log: keuze.log,
        wacht: wekker.wachter(afnemer.topic),
        drukte,
        fouten: 0,
        vast: new Map(),
        storing: null,
      }
      const klaar = lus(lezer, signal)
      return { klaar, stand: () => gezondheid(lezer) } satisfies Abonnement
    },
    wek(topic) {
      wekker.wek(topic)
      keuze.meldkanaal?.kondigAan(topic)
    },
    async sluit() {
      wekker.sluit()
      await keuze.meldkanaal?.sluit()
    },
  }
}

type Lezer = {
  readonly afnemer: Afnemer
  readonly pool: Pool
  readonly log: Log
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  readonly drukte: Drukte
  fouten: number
  storing: string | null
  /** blocked partitions: why, and when they were last looked at */
  readonly vast: Map<number, { readonly reden: Vastreden; readonly gezienMs: number }>
}

type Vastreden = 'written-by-a-newer-hub' | 'gap-in-chain'

function gezondheid(lezer: Lezer): Abonnementstand {
  const vast = [...lezer.vast.values()].map(({ reden }) => reden)
  const blokkade = vast.find((reden) => reden === 'written-by-a-newer-hub') ?? vast[0] ?? null
  const reden = lezer.storing ?? blokkade
  return { gezond: reden === null, reden }
}

/** Reads and applies until aborted; an outage is waited out with growing pauses and never ends the loop. */
async function lus(lezer: Lezer, signal: AbortSignal): Promise<void> {
  let standen: readonly Stand[] | null = null
  while (!signal.aborted) {
    try {
      standen ??= await lezer.afnemer.standen()
      standen = await ronde(lezer, standen, signal)
      lezer.fouten = 0
    } catch (fout) {
      if (signal.aborted) return
      standen = null
      await herstel(lezer, fout, signal)
    }
  }
}

/** One read and its application; waits for a wake-up when there was nothing. */
async function ronde(lezer: Lezer, standen: readonly Stand[], signal: AbortSignal): Promise<readonly Stand[]> {
  const gevraagd = leesbaar(lezer, standen)
  const batch = await lees(lezer.pool, lezer.afnemer.topic, gevraagd)
  const uitslag = batch.length === 0 ? NIETS : await lezer.afnemer.pasToe(batch, signal)
  lezer.storing = null
  blokkeer(lezer, { gevraagd, batch, uitslag })
  // A full batch has probably more behind it; after a smaller one a wake-up that came meanwhile is remembered by the waiter.
  if (batch.length < BATCH) await rust(lezer, signal)
  return bijgewerkt(standen, uitslag.standen)
}

/** Waits for a wake-up; a reader that nobody waits for, and every reader of a busy process, then gathers a little. */
async function rust({ wacht, afnemer, drukte }: Lezer, signal: AbortSignal): Promise<void> {
  await wacht(POLL_MS, signal)
  const bundelMs = Math.max(afnemer.bundelMs ?? 0, drukte.bundelMs())
  if (bundelMs > 0) await wachtMs(bundelMs, undefined, { signal }).catch(() => undefined)
}

const NIETS: Uitslag = { standen: [], gaten: [], wachtend: [] }

/** A batch tells the new positions of the chains it touched; the others stay as they were. */
function bijgewerkt(standen: readonly Stand[], nieuw: readonly Stand[]): readonly Stand[] {
  const per = new Map(nieuw.map((stand) => [`${stand.partitie}|${stand.bron}`, stand]))
  return standen.map((stand) => per.get(`${stand.partitie}|${stand.bron}`) ?? stand)
}

type Gelezen = { readonly gevraagd: readonly Stand[]; readonly batch: readonly Ontvangen[]; readonly uitslag: Uitslag }

/** A blocked partition is left out of the reads, so that it starves no other, and looked at again after the poll pause. */
function blokkeer(lezer: Lezer, { gevraagd, batch, uitslag }: Gelezen): void {
  const gezien = new Set(batch.map(({ partitie }) => partitie))
  for (const { partitie } of gevraagd) if (gezien.has(partitie) || batch.length < BATCH) lezer.vast.delete(partitie)
  const gezienMs = performance.now()
  for (const partitie of uitslag.gaten) lezer.vast.set(partitie, { reden: 'gap-in-chain', gezienMs })
  for (const partitie of uitslag.wachtend) lezer.vast.set(partitie, { reden: 'written-by-a-newer-hub', gezienMs })
}

function leesbaar(lezer: Lezer, standen: readonly Stand[]): readonly Stand[] {
  if (lezer.vast.size === 0) return standen
  const nuMs = performance.now()
  return standen.filter(({ partitie }) => nuMs - (lezer.vast.get(partitie)?.gezienMs ?? -POLL_MS) >= POLL_MS)
}

async function lees(pool: Pool, topic: string, standen: readonly Stand[]): Promise<Ontvangen[]> {
  const waarden = [standen.map((s) => s.partitie), standen.map((s) => s.positie), BATCH]
  const { rows } = await pool.query<Rij>(voorbereid(LEES[naarTopic(topic)], waarden))
  return rows.map(({ bericht, ...rij }) => ({ topic, ...rij, waarde: bericht, merk: null }))
}

function naarTopic(topic: string): keyof typeof LEES {
  if (topic === 'berichten' || topic === 'routeringen' || topic === 'termijnen' || topic === 'bezorgingen') return topic
  throw new Error(`unknown topic ${topic}`)
}

async function herstel(lezer: Lezer, fout: unknown, signal: AbortSignal): Promise<void> {
  const pauze = TERUGVAL_MS[Math.min(lezer.fouten++, TERUGVAL_MS.length - 1)] ?? 5_000
  lezer.storing = isStoring(fout) ? 'database-outage' : 'reader-failed'
  lezer.log.warn(
    { err: fout, consument: lezer.afnemer.consument, topic: lezer.afnemer.topic, pauzeMs: pauze },
    'bus.herstel',
  )
  await wachtMs(pauze, undefined, { signal }).catch(() => undefined)
}
