import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Abonnement, Abonnementstand, Afnemer, Bus, Ontvangen, Stand } from './bus.ts'
import { isStoring } from './db.ts'
import type { Log } from './log.ts'
import type { Producent } from './outbox.ts'
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

/** Per partition the messages after the reader's position, in order of commit over all partitions. */
function leesSql(stage: Producent): string {
  return `select u.positie, u.bron, u.partitie, u.vorige, u.bericht
    from unnest($1::smallint[], $2::bigint[]) as s (partitie, na)
    cross join lateral (select * from ${stage}.uit_lees u where u.partitie = s.partitie and u.positie > s.na order by u.positie limit $3) u
    order by u.positie limit $3`
}

type Rij = { positie: number; bron: string; partitie: number; vorige: number; bericht: string }

export type PostgresBusKeuze = {
  /** the pool of a role that may read the outbox of what it subscribes to */
  readonly poolVan: (afnemer: Afnemer) => Pool
  readonly log: Log
}

/** The embedded transport: the outboxes themselves, read by position; one owner takes all partitions of a topic. */
export function maakPostgresBus(keuze: PostgresBusKeuze): Bus {
  const wekker = maakWekker()
  return {
    abonneer(afnemer, signal) {
      const lezer: Lezer = {
        afnemer,
        pool: keuze.poolVan(afnemer),
        log: keuze.log,
        wacht: wekker.wachter(afnemer.topic),
        fouten: 0,
        vast: new Set(),
        vastSindsMs: 0,
        reden: null,
      }
      const klaar = lus(lezer, signal)
      return { klaar, stand: () => gezondheid(lezer) } satisfies Abonnement
    },
    wek: (topic) => wekker.wek(topic),
    sluit: async () => wekker.sluit(),
  }
}

type Lezer = {
  readonly afnemer: Afnemer
  readonly pool: Pool
  readonly log: Log
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  fouten: number
  reden: string | null
  vast: ReadonlySet<number>
  vastSindsMs: number
}

function gezondheid(lezer: Lezer): Abonnementstand {
  return { gezond: lezer.reden === null, reden: lezer.reden }
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
  const batch = await lees(lezer.pool, lezer.afnemer.topic, leesbaar(lezer, standen))
  if (batch.length === 0) {
    if (lezer.vast.size === 0) lezer.reden = null
    await lezer.wacht(POLL_MS, signal)
    return standen
  }
  const uitslag = await lezer.afnemer.pasToe(batch, signal)
  blokkeer(lezer, [...uitslag.gaten, ...uitslag.wachtend])
  lezer.reden = redenVan(uitslag.gaten, uitslag.wachtend)
  return bijgewerkt(standen, uitslag.standen)
}

/** A batch tells the new positions of the chains it touched; the others stay as they were. */
function bijgewerkt(standen: readonly Stand[], nieuw: readonly Stand[]): readonly Stand[] {
  const per = new Map(nieuw.map((stand) => [`${stand.partitie}|${stand.bron}`, stand]))
  return standen.map((stand) => per.get(`${stand.partitie}|${stand.bron}`) ?? stand)
}

/** A blocked partition is left out of the reads, so that it starves no other, and looked at again after the poll pause. */
function blokkeer(lezer: Lezer, partities: readonly number[]): void {
  lezer.vast = new Set(partities)
  lezer.vastSindsMs = performance.now()
}

function leesbaar(lezer: Lezer, standen: readonly Stand[]): readonly Stand[] {
  if (performance.now() - lezer.vastSindsMs >= POLL_MS) lezer.vast = new Set()
  return lezer.vast.size === 0 ? standen : standen.filter(({ partitie }) => !lezer.vast.has(partitie))
}

function redenVan(gaten: readonly number[], wachtend: readonly number[]): string | null {
  if (wachtend.length > 0) return 'written-by-a-newer-hub'
  return gaten.length > 0 ? 'gap-in-chain' : null
}

async function lees(pool: Pool, topic: string, standen: readonly Stand[]): Promise<Ontvangen[]> {
  const { rows } = await pool.query<Rij>(LEES[naarTopic(topic)], [
    standen.map((s) => s.partitie),
    standen.map((s) => s.positie),
    BATCH,
  ])
  return rows.map(({ bericht, ...rij }) => ({ topic, ...rij, waarde: bericht, merk: null }))
}

function naarTopic(topic: string): keyof typeof LEES {
  if (topic === 'berichten' || topic === 'routeringen' || topic === 'termijnen' || topic === 'bezorgingen') return topic
  throw new Error(`unknown topic ${topic}`)
}

async function herstel(lezer: Lezer, fout: unknown, signal: AbortSignal): Promise<void> {
  const pauze = TERUGVAL_MS[Math.min(lezer.fouten++, TERUGVAL_MS.length - 1)] ?? 5_000
  lezer.reden = isStoring(fout) ? 'database-outage' : 'reader-failed'
  lezer.log.warn(
    { err: fout, consument: lezer.afnemer.consument, topic: lezer.afnemer.topic, pauzeMs: pauze },
    'bus.herstel',
  )
  await wachtMs(pauze, undefined, { signal }).catch(() => undefined)
}
