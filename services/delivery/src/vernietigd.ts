import { setTimeout as wachtMs } from 'node:timers/promises'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Pool } from 'pg'
import { herbezorg } from './bezorging-store.ts'
import { meldVrijgave } from './schrijf-resultaten.ts'
import { leesVernietigdGeparkeerd } from './vernietigd-store.ts'

const ELKE_MS = 60_000
const PER_KEER = 500

export type Vernietigdkeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly naCommit: () => void
  /** something is due again at these endpoints */
  readonly hint: (eindpunten: readonly string[]) => void
}

/**
 * Releases parked pushes whose content was destroyed: the next attempt finds the keys gone and closes them as `inhoud-vernietigd`. Parked, they
 * would wait for an operator who can do nothing for them, and hold up what comes after them. Returns how many.
 */
export async function sluitVernietigde(k: Vernietigdkeuze): Promise<number> {
  const vrij = await transactie<Awaited<ReturnType<typeof herbezorg>>, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const nu = k.nu()
    const geparkeerd = await leesVernietigdGeparkeerd(tx, PER_KEER)
    const vrijgegeven = geparkeerd.length > 0 ? await herbezorg(tx, geparkeerd, nu) : []
    meldVrijgave(tx, vrijgegeven, { bron: k.bron, nu })
    return vrijgegeven
  })
  if (vrij.length === 0) return 0
  k.naCommit()
  k.hint([...new Set(vrij.map(({ eindpunt }) => eindpunt))])
  k.log.info({ aantal: vrij.length }, 'bezorging.inhoud-vernietigd')
  return vrij.length
}

/** The loop that does so every minute; failing is left to the next. */
export function maakVernietigdwerker(k: Vernietigdkeuze): Werker {
  return {
    naam: 'delivery-vernietigd',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        const aantal = await sluitVernietigde(k).catch((err: unknown) => {
          k.log.warn({ err }, 'delivery.vernietigd-niet-gesloten')
          return 0
        })
        if (aantal < PER_KEER) await wachtMs(ELKE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
