import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import type { Pool } from 'pg'
import { inPostvak, traceVan } from './gebeurtenis.ts'
import type { Postvakrij } from './postvak-lezing-store.ts'
import { leesBerichten, leesBevestigdTot, schuifCursor } from './postvak-lezing-store.ts'
import { merkOpgehaald } from './postvak-store.ts'
import type { Uitreiking } from './uitreiking.ts'
import { isVersleuteld, reikUit } from './uitreiking.ts'

/** Between two looks of a caller that waits, in case another process placed the message. */
const POLL_MS = 1_000
/** A cursor that lags this far behind what pushes confirmed is moved, so that the next reader need not search. */
const ACHTER = 500

export type Leeskeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly keks: Keks
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly naCommit: () => void
}

export type Leesvraag = {
  readonly deelnemer: string
  /** creditors for which this party may read as intermediair */
  readonly schuldeisers: readonly string[]
  /** null = from the first that is not confirmed */
  readonly na: number | null
  readonly limiet: number
}

export type Wachten = {
  readonly ms: number
  readonly signal: AbortSignal
  /** resolves after so many milliseconds, or when this postvak was filled */
  readonly wacht: (ms: number, signal: AbortSignal) => Promise<void>
  /** asked after a wait, before anything is handed out: for which creditors this party may read by then */
  readonly magNog: () => Promise<Magnog | Probleem>
}

export type Magnog = { readonly kind: 'mag'; readonly schuldeisers: readonly string[] }
export type Gelezen = { readonly kind: 'gelezen'; readonly events: readonly Uitreiking['event'][] }

/**
 * The next messages of a postvak as events. Waits for one until the time is over or the caller gone; then the list is empty.
 * A party that lost its rights during the wait gets the problem that says so.
 */
export async function leesPostvak(k: Leeskeuze, vraag: Leesvraag, w: Wachten): Promise<Gelezen | Probleem> {
  const totMs = performance.now() + w.ms
  let rijen = await lees(k, vraag)
  while (rijen.length === 0) {
    const restMs = totMs - performance.now()
    if (restMs <= 0 || w.signal.aborted) return { kind: 'gelezen', events: [] }
    await w.wacht(Math.min(restMs, POLL_MS), w.signal)
    rijen = await lees(k, vraag)
    if (rijen.length === 0) continue
    const mag = await w.magNog()
    if (mag.kind === 'probleem') return mag
    rijen = await lees(k, { ...vraag, schuldeisers: mag.schuldeisers })
  }
  return { kind: 'gelezen', events: await reikAlles(k, rijen) }
}

async function lees(k: Leeskeuze, vraag: Leesvraag): Promise<Postvakrij[]> {
  const na = vraag.na ?? (await eersteOnbevestigd(k.pool, vraag.deelnemer))
  return leesBerichten(k.pool, { ...vraag, na })
}

async function eersteOnbevestigd(pool: Pool, deelnemer: string): Promise<number> {
  const bevestigd = await leesBevestigdTot(pool, deelnemer)
  if (bevestigd && bevestigd.achter > ACHTER) await schuifCursor(pool, deelnemer, bevestigd.tot)
  return bevestigd?.tot ?? 0
}

/** Decrypts for this receiver, and commits that it was handed out before it is: what is told afterwards is never too little. */
async function reikAlles(k: Leeskeuze, rijen: readonly Postvakrij[]): Promise<Uitreiking['event'][]> {
  const dicht = rijen.filter(isVersleuteld)
  const sleutels = await haalSleutels(k.pool, k.keks, [...new Set(dicht.map(({ dossierId }) => dossierId))])
  const uitreikingen = rijen.map((rij) => ({
    rij,
    ...reikUit(rij, isVersleuteld(rij) ? sleutels.zoek(rij.dossierId, rij.publiek) : null),
  }))
  const eerste = uitreikingen.filter(({ kind, rij }) => kind === 'vol' && !rij.opgehaald).map(({ rij }) => rij)
  if (eerste.length > 0) await meldOpgehaald(k, eerste)
  return uitreikingen.map(({ event }) => event)
}

async function meldOpgehaald(k: Leeskeuze, rijen: readonly Postvakrij[]): Promise<void> {
  const maker = { bron: k.bron, nu: k.nu() }
  await transactie<void, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const gemerkt = await merkOpgehaald(tx, rijen, { nu: maker.nu, ookBevestigd: false })
    const nummers = new Set(gemerkt.map(({ nummer }) => nummer))
    for (const rij of rijen.filter(({ nummer }) => nummers.has(nummer))) {
      const over = { ...rij, traceparent: traceVan(rij.event) }
      enqueue(tx, inPostvak(maker, over, { gebeurtenis: 'opgehaald', nummer: rij.nummer }))
    }
  })
  k.naCommit()
}
