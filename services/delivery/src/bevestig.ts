import { transactie } from '@warmknooppunt/platform/db'
import type { Invoerfout } from '@warmknooppunt/platform/probleem'
import type { Postvakbevestiging } from '@warmknooppunt/schemas/types/postvakbevestiging.v1'
import type { Pool } from 'pg'
import { bekendeIds, bevestigIds, leesBevestigdTot, schuifCursor, vergrendelHoogste } from './postvak-lezing-store.ts'

export type Bevestiging =
  | { readonly kind: 'bevestigd'; readonly bevestigdTotEnMet: number }
  | { readonly kind: 'onbekend'; readonly errors: readonly Invoerfout[] }

const MAX_FOUTEN = 50

/** Confirms messages of a postvak: all up to a number, or those named. What is not in it is refused as a whole; a repeat changes nothing. */
export function bevestig(
  pool: Pool,
  deelnemer: string,
  wat: Postvakbevestiging,
  nu: Temporal.Instant,
): Promise<Bevestiging> {
  return transactie(pool, null, async (tx): Promise<Bevestiging> => {
    const hoogste = await vergrendelHoogste(tx, deelnemer)
    if ('totEnMet' in wat) {
      if (wat.totEnMet > hoogste) return { kind: 'onbekend', errors: [onbekendNummer()] }
      await schuifCursor(tx, deelnemer, wat.totEnMet)
    } else {
      const bekend = await bekendeIds(tx, deelnemer, wat.ids)
      const errors = wat.ids.flatMap((id, i) => (bekend.has(id.toLowerCase()) ? [] : [onbekendId(i)]))
      if (errors.length > 0) return { kind: 'onbekend', errors: errors.slice(0, MAX_FOUTEN) }
      await bevestigIds(tx, deelnemer, { ids: wat.ids, nu })
    }
    const bevestigd = await leesBevestigdTot(tx, deelnemer)
    if (bevestigd && bevestigd.achter > 0) await schuifCursor(tx, deelnemer, bevestigd.tot)
    return { kind: 'bevestigd', bevestigdTotEnMet: bevestigd?.tot ?? 0 }
  })
}

function onbekendNummer(): Invoerfout {
  const detail = 'Dit volgnummer is in uw postvak nog niet uitgegeven.'
  return { in: 'body', location: '/totEnMet', code: 'onbekend-nummer', detail }
}

function onbekendId(index: number): Invoerfout {
  const detail = 'Een bericht met deze id ligt niet in uw postvak.'
  return { in: 'body', location: `/ids/${index}`, code: 'onbekend-bericht', detail }
}
