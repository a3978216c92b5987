import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Maker } from './gebeurtenis.ts'
import { inPostvak, traceVan } from './gebeurtenis.ts'
import type { Plaatsing } from './plaatsing.ts'
import type { Genummerd } from './postvak-store.ts'
import { merkOpgehaald, plaatsBerichten } from './postvak-store.ts'
import type { Terugblik } from './terugblik.ts'

/** Ready to be numbered. */
export type TePlaatsen = Omit<Plaatsing, 'gemeentecode'>
type Plek = { readonly deelnemer: string; readonly berichtId: string }

/** What is known of the postvakken, read under their lock. */
export type Postvakstand = {
  /** the next number of each */
  readonly nummers: ReadonlyMap<string, number>
  /** which of the messages lie there already */
  readonly geplaatste: readonly Plek[]
  readonly terug: Terugblik
}

/** Puts messages in postvakken that are locked, each once, and tells of it. Returns those that were not there yet. */
export async function legInPostvakken(
  w: { readonly tx: Tx<BusEvent>; readonly maker: Maker },
  plaatsingen: readonly TePlaatsen[],
  { nummers, geplaatste, terug }: Postvakstand,
): Promise<Genummerd[]> {
  const nieuw = nummer(zonderDubbele(plaatsingen, geplaatste), new Map(nummers), terug)
  plaats(w, nieuw)
  await merkBevestigd(w, nieuw.filter(terug.isBevestigd))
  return nieuw
}

function plek({ deelnemer, berichtId }: Plek): string {
  return `${deelnemer}|${berichtId}`
}

/** Each message once in a postvak, whatever is sent or replayed again. */
function zonderDubbele(plaatsingen: readonly TePlaatsen[], geplaatste: readonly Plek[]): TePlaatsen[] {
  const gezien = new Set(geplaatste.map(plek))
  return plaatsingen.filter((p) => {
    const nieuw = !gezien.has(plek(p))
    gezien.add(plek(p))
    return nieuw
  })
}

/** Gives each the next number of its postvak, in the order in which they came; after a restore the one under which it was confirmed. */
function nummer(plaatsingen: readonly TePlaatsen[], volgende: Map<string, number>, terug: Terugblik): Genummerd[] {
  return plaatsingen.map((p) => {
    const bekend = terug.nummerVan(p)
    if (bekend !== null) return { ...p, nummer: bekend }
    const eigen = volgende.get(p.deelnemer) ?? 1
    volgende.set(p.deelnemer, eigen + 1)
    return { ...p, nummer: eigen }
  })
}

function plaats(
  { tx, maker }: { readonly tx: Tx<BusEvent>; readonly maker: Maker },
  geplaatst: readonly Genummerd[],
): void {
  if (geplaatst.length === 0) return
  plaatsBerichten(tx, geplaatst, maker.nu)
  for (const p of geplaatst) {
    const over = { ...p, traceparent: traceVan(p.event) }
    enqueue(tx, inPostvak(maker, over, { gebeurtenis: 'beschikbaar', nummer: p.nummer }))
  }
}

/** Its receiver confirmed it before the restore. */
async function merkBevestigd(
  { tx, maker }: { readonly tx: Tx<BusEvent>; readonly maker: Maker },
  bevestigd: readonly Genummerd[],
): Promise<void> {
  if (bevestigd.length === 0) return
  await merkOpgehaald(tx, bevestigd, { nu: maker.nu, ookBevestigd: true })
  for (const p of bevestigd) {
    const over = { ...p, traceparent: traceVan(p.event) }
    enqueue(tx, inPostvak(maker, over, { gebeurtenis: 'opgehaald', nummer: p.nummer }))
  }
}
