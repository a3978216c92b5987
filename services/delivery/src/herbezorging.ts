import type { Verwerk } from '@warmknooppunt/platform/bus'
import { vergrendelWachtrijen } from '@warmknooppunt/platform/onverwerkbaar-store'
import { geefVrij, herbezorg } from './bezorging-store.ts'
import { hervatEindpunten } from './eindpunt-store.ts'
import type { Maker } from './gebeurtenis.ts'
import { meldVrijgave } from './schrijf-resultaten.ts'

const LEZER = { stage: 'delivery', consument: 'delivery', topic: 'termijnen' } as const
/** How many that were parked for a pause are released with the orders of one batch. What is left is released by an order for any of it. */
const VRIJGAVE = 10_000

type Opdracht = { readonly bezorgingId: string; readonly dossierId: string }

/** `eindpunten`: where something is due again. */
export type Herbezorgd = { readonly eindpunten: readonly string[]; readonly overgeslagen: readonly Opdracht[] }

/**
 * Makes the parked bezorgingen that operators named due again, with the same message and id; an endpoint of theirs that was on pause is taken
 * off it, and up to `limiet` that are parked for a pause are released with them. What is no longer parked, or of another dossier, stays as it is
 * (`overgeslagen`).
 */
export async function voerHerbezorgingUit(
  tx: Parameters<Verwerk>[0],
  opdrachten: readonly Opdracht[],
  maker: Maker,
  limiet = VRIJGAVE,
): Promise<Herbezorgd> {
  if (opdrachten.length === 0) return { eindpunten: [], overgeslagen: [] }
  // As the owner of the dossier's partition does: nothing of the dossier is handled meanwhile.
  await vergrendelWachtrijen(tx, LEZER, [...new Set(opdrachten.map(({ dossierId }) => dossierId))].sort())
  const vrij = await herbezorg(tx, opdrachten, maker.nu)
  const eindpunten = [...new Set(vrij.map(({ eindpunt }) => eindpunt))]
  meldVrijgave(tx, vrij, maker)
  if (eindpunten.length > 0) {
    hervatEindpunten(tx, eindpunten)
    meldVrijgave(tx, await geefVrij(tx, { eindpunten, reden: 'gepauzeerd', nu: maker.nu, limiet }), maker)
  }
  const gedaan = new Set(vrij.map(({ id }) => id))
  return { eindpunten, overgeslagen: opdrachten.filter(({ bezorgingId }) => !gedaan.has(bezorgingId)) }
}
