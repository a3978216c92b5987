import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Maker } from './gebeurtenis.ts'
import { inPostvak, naarEindpunt, traceVan } from './gebeurtenis.ts'
import type { Hersteld, Nummerstand } from './herstel-store.ts'
import {
  bewaarEerder,
  leesPlaatsen,
  noteerSprongen,
  parkeerOpen,
  sluitAfgeleverde,
  verhoogNummers,
} from './herstel-store.ts'
import { leesPostvakstanden, merkOpgehaald } from './postvak-store.ts'

/** What the journal tells of one message for one receiver, of what happened after the moment that was restored. */
export type Bezorgbeeld = {
  readonly deelnemer: string
  readonly berichtId: string
  /** null: it was placed before that moment */
  readonly nummer: number | null
  readonly opgehaald: boolean
  readonly gepusht: readonly string[]
}

export type Verzoening = {
  readonly maker: Maker
  readonly beelden: readonly Bezorgbeeld[]
  readonly nummers: readonly Nummerstand[]
  /** how many numbers are passed over for those that nobody knows of */
  readonly sprong: number
}

export type Verzoend = {
  readonly afgeleverd: number
  readonly opgehaald: number
  readonly geparkeerd: number
  readonly terugVerwacht: number
}

/**
 * Brings the receivers' side of a restored database as near to what really happened as the journal knows: what was taken is done, what was
 * confirmed stays confirmed, no number is given out twice, and what may have been sent waits for an operator.
 */
export async function verzoen(tx: Tx<BusEvent>, v: Verzoening): Promise<Verzoend> {
  const cursor = new Map(v.nummers.map(({ deelnemer, bevestigdTot }) => [deelnemer, bevestigdTot]))
  const voor = await leesPostvakstanden(tx)
  await verhoogNummers(tx, v.nummers, v.sprong)
  await noteerSprongen(tx, voor)
  const bevestigd = (b: Bezorgbeeld) =>
    b.gepusht.length > 0 || (b.nummer !== null && b.nummer <= (cursor.get(b.deelnemer) ?? 0))
  await bewaarEerder(
    tx,
    v.beelden.map((b) => ({ ...b, bevestigd: bevestigd(b), gepusht: [...b.gepusht] })),
  )
  const opgehaald = await merk(tx, v)
  const afgeleverd = await sluitAfgeleverde(
    tx,
    v.beelden.flatMap(({ berichtId, gepusht }) => gepusht.map((eindpunt) => ({ eindpunt, berichtId }))),
  )
  meld(tx, v.maker, { gebeurtenis: 'gepusht', bezorgingen: afgeleverd })
  const geparkeerd = await parkeerOpen(tx)
  meld(tx, v.maker, { gebeurtenis: 'geparkeerd', bezorgingen: geparkeerd })
  return {
    afgeleverd: afgeleverd.length,
    opgehaald,
    geparkeerd: geparkeerd.length,
    terugVerwacht: v.beelden.filter(({ nummer }) => nummer !== null).length,
  }
}

/** Handed out after the restored moment, and confirmed where an endpoint took it. */
async function merk(tx: Tx<BusEvent>, { beelden, maker }: Verzoening): Promise<number> {
  const perPlek = new Map(beelden.map((b) => [`${b.deelnemer}|${b.berichtId}`, b]))
  const plaatsen = await leesPlaatsen(tx, beelden)
  const van = (p: { deelnemer: string; berichtId: string }) => perPlek.get(`${p.deelnemer}|${p.berichtId}`)
  const groepen = [
    { ookBevestigd: true, plaatsen: plaatsen.filter((p) => (van(p)?.gepusht.length ?? 0) > 0) },
    { ookBevestigd: false, plaatsen: plaatsen.filter((p) => van(p)?.opgehaald) },
  ]
  let aantal = 0
  for (const { ookBevestigd, plaatsen: groep } of groepen) {
    const eerste = await merkOpgehaald(tx, groep, { nu: maker.nu, ookBevestigd })
    const gemerkt = new Set(eerste.map(({ deelnemer, nummer }) => `${deelnemer}|${nummer}`))
    for (const plaats of groep.filter(({ deelnemer, nummer }) => gemerkt.has(`${deelnemer}|${nummer}`))) {
      const over = { ...plaats, traceparent: traceVan(plaats.event) }
      enqueue(tx, inPostvak(maker, over, { gebeurtenis: 'opgehaald', nummer: plaats.nummer }))
    }
    aantal += eerste.length
  }
  return aantal
}

type Melding = { readonly gebeurtenis: 'gepusht' | 'geparkeerd'; readonly bezorgingen: readonly Hersteld[] }

function meld(tx: Tx<BusEvent>, maker: Maker, { gebeurtenis, bezorgingen }: Melding): void {
  for (const { id: bezorgingId, eindpunt, poging, ...b } of bezorgingen) {
    const over = { ...b, traceparent: traceVan(b.event) }
    // Attempts are counted from 1; one that was never claimed has none yet.
    enqueue(tx, naarEindpunt(maker, over, { gebeurtenis, bezorgingId, eindpunt, poging: Math.max(1, poging) }))
  }
}
