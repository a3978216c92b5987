import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Werker } from '@warmknooppunt/platform/stage'
import { VOORSTEL_DAGEN } from '@warmknooppunt/regels/vier-ogen'
import { laatVervallen, leesMetOpenBezorgingen } from './beeindigd-store.ts'
import { beeindigVerlopen } from './eindpuntbeheer-store.ts'
import type { Maker } from './gebeurtenis.ts'
import { naarEindpunt } from './gebeurtenis.ts'
import type { Sluitkeuze } from './minuutwerker.ts'
import { maakMinuutwerker } from './minuutwerker.ts'
import { onderwerpVan } from './schrijf-resultaten.ts'

const PER_BLAD = 1_000

/**
 * Closes what waits or lies parked at endpoints that ended, in transactions of so many: it goes there no more, and lies ready in the postvak as
 * before. Ends proposals that are over as well. Returns how many it closed.
 */
export async function sluitBeeindigde(k: Sluitkeuze, signal?: AbortSignal): Promise<number> {
  const nu = k.nu()
  const verlopen = await beeindigVerlopen(k.pool, nu.subtract({ hours: VOORSTEL_DAGEN * 24 }), nu)
  if (verlopen > 0) k.log.info({ aantal: verlopen }, 'eindpunt.voorstel-verlopen')
  let totaal = 0
  for (const eindpunt of await leesMetOpenBezorgingen(k.pool)) {
    let aantal = 0
    do {
      aantal = await sluitBlad(k, eindpunt)
      totaal += aantal
      if (aantal > 0) k.naCommit()
    } while (aantal > 0 && !signal?.aborted)
  }
  if (totaal > 0) k.log.info({ aantal: totaal }, 'bezorging.eindpunt-beeindigd')
  return totaal
}

function sluitBlad(k: Sluitkeuze, eindpunt: string): Promise<number> {
  return transactie<number, BusEvent>(k.pool, k.uitbak, async (tx) => {
    const maker: Maker = { bron: k.bron, nu: k.nu() }
    const vervallen = await laatVervallen(tx, eindpunt, k.perBlad ?? PER_BLAD)
    for (const v of vervallen) {
      const { id: bezorgingId, poging, afloop } = v
      const keuze = {
        gebeurtenis: 'mislukt',
        bezorgingId,
        eindpunt,
        poging,
        ...(afloop === null ? {} : { afloop }),
      } as const
      enqueue(tx, naarEindpunt(maker, onderwerpVan(v), keuze))
    }
    return vervallen.length
  })
}

/** The loop that does so every minute, and at once when one ended here; failing is left to the next. */
export function maakBeeindigdwerker(
  k: Sluitkeuze & { readonly wacht: (ms: number, signal: AbortSignal) => Promise<void> },
): Werker {
  return maakMinuutwerker({
    naam: 'delivery-beeindigd',
    doe: (signal) => sluitBeeindigde(k, signal),
    misluktAls: 'delivery.beeindigd-niet-gesloten',
    log: k.log,
    wacht: k.wacht,
  })
}
