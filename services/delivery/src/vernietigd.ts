import { setTimeout as wachtMs } from 'node:timers/promises'
import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Vrijgegeven } from './bezorging-store.ts'
import { herbezorg } from './bezorging-store.ts'
import type { Sluitkeuze } from './minuutwerker.ts'
import { maakMinuutwerker } from './minuutwerker.ts'
import { meldVrijgave } from './schrijf-resultaten.ts'
import { leesVernietigdGeparkeerd } from './vernietigd-store.ts'

const PER_BLAD = 1_000
const BEGIN = '00000000-0000-0000-0000-000000000000'

export type Vernietigdkeuze = Sluitkeuze & {
  /** something is due again at these endpoints */
  readonly hint: (eindpunten: readonly string[]) => void
}

/**
 * Releases parked pushes whose content was destroyed: the next attempt finds the keys gone and closes them as `inhoud-vernietigd`. Parked, they
 * would wait for an operator who can do nothing for them, and hold up what comes after them. Returns how many.
 */
export async function sluitVernietigde(k: Vernietigdkeuze, signal?: AbortSignal): Promise<number> {
  let totaal = 0
  for (let na: string | null = BEGIN; na !== null && !signal?.aborted; ) {
    const { vrij, laatste } = await geefBladVrij(k, na)
    na = laatste
    totaal += vrij.length
    if (vrij.length === 0) continue
    k.naCommit()
    k.hint([...new Set(vrij.map(({ eindpunt }) => eindpunt))])
  }
  if (totaal > 0) k.log.info({ aantal: totaal }, 'bezorging.inhoud-vernietigd')
  return totaal
}

type Vrijgegevenblad = { readonly vrij: readonly Vrijgegeven[]; readonly laatste: string | null }

/** One stretch in a transaction of its own. */
function geefBladVrij(k: Vernietigdkeuze, na: string): Promise<Vrijgegevenblad> {
  return transactie<Vrijgegevenblad, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const nu = k.nu()
    const { vernietigd, laatste } = await leesVernietigdGeparkeerd(tx, na, k.perBlad ?? PER_BLAD)
    const vrij = vernietigd.length > 0 ? await herbezorg(tx, vernietigd, nu) : []
    meldVrijgave(tx, vrij, { bron: k.bron, nu })
    return { vrij, laatste }
  })
}

/** The loop that does so every minute; failing is left to the next. */
export function maakVernietigdwerker(k: Vernietigdkeuze): Werker {
  return maakMinuutwerker({
    naam: 'delivery-vernietigd',
    doe: (signal) => sluitVernietigde(k, signal),
    misluktAls: 'delivery.vernietigd-niet-gesloten',
    log: k.log,
    wacht: (ms, signal) => wachtMs(ms, undefined, { signal }).catch(() => undefined),
  })
}
