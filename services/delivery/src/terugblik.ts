import type { Db } from '@warmknooppunt/platform/db'
import { leesHerstel } from '@warmknooppunt/platform/herkomst-store'
import { momentVan } from '@warmknooppunt/platform/vaste-id'
import type { Herstelgrens, Pushlot } from './besluit-herstel.ts'
import { besluitPush } from './besluit-herstel.ts'
import type { Eerder } from './herstel-store.ts'
import { leesEerder } from './herstel-store.ts'

type Plek = { readonly deelnemer: string; readonly berichtId: string }

/** What a batch must know of what its receivers had before a restore. */
export type Terugblik = {
  /** the number under which the receiver confirmed it; null = it gets the next one */
  nummerVan(p: Plek): number | null
  isBevestigd(p: Plek): boolean
  lotVan(p: Plek, eindpunt: string): Pushlot
}

const NIETS: Terugblik = { nummerVan: () => null, isBevestigd: () => false, lotVan: () => 'gewoon' }

type Event = { readonly id: string; readonly time: string }

/**
 * Looks back for each batch, as far as there is anything to look back on: a database that was never restored costs one statement a process. A
 * restore happens while no process runs.
 */
export function maakTerugblik(): (db: Db, events: readonly Event[], plekken: readonly Plek[]) => Promise<Terugblik> {
  let grens: Herstelgrens | null | undefined
  return async (db, events, plekken) => {
    // Not `??=`: that there was none is known too.
    if (grens === undefined) grens = await leesGrens(db)
    if (grens === null) return NIETS
    const eerder = await leesEerder(db, plekken)
    return terugblik(grens, events, eerder)
  }
}

async function leesGrens(db: Db): Promise<Herstelgrens | null> {
  const herstel = await leesHerstel(db)
  return herstel && { op: herstel.hersteldOp.toTemporalInstant(), metJournaal: herstel.metJournaal }
}

function terugblik(grens: Herstelgrens, events: readonly Event[], eerder: readonly Eerder[]): Terugblik {
  const sleutel = ({ deelnemer, berichtId }: Plek) => `${deelnemer}|${berichtId}`
  const bekend = new Map(eerder.map((e) => [sleutel(e), e]))
  const tijden = new Map(events.map(({ id, time }) => [id, Temporal.Instant.from(time)]))
  const nummerVan = (p: Plek) => {
    const e = bekend.get(sleutel(p))
    return e?.bevestigd ? e.nummer : null
  }
  return {
    nummerVan,
    isBevestigd: (p) => nummerVan(p) !== null,
    lotVan(p, eindpunt) {
      const e = bekend.get(sleutel(p))
      const ontstaanOp = momentVan(p.berichtId)
      const tijd = tijden.get(p.berichtId) ?? ontstaanOp
      return besluitPush({ grens, bekend: e ? { gepusht: e.gepusht.includes(eindpunt) } : null, ontstaanOp, tijd })
    },
  }
}
