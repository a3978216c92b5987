import { transactie } from '@warmknooppunt/platform/db'
import type { Keks, Sleutelbos } from '@warmknooppunt/platform/kluis'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import type { Pool } from 'pg'
import { ruimteVan } from './besluit-eindpunt.ts'
import type { Claim, Geclaimd } from './bezorging-store.ts'
import { claim, claimProef } from './bezorging-store.ts'
import type { Bruikbaar } from './eindpuntstanden.ts'
import type { Onderweg } from './onderweg.ts'

/** No endpoint gets more than this in one claim, so that a round stays short. */
const CLAIM = 200

export type Neemkeuze = { readonly pool: Pool; readonly keks: Keks; readonly leaseMs: number }

/** What one round looks at: endpoints with work, endpoints that may be probed. */
export type Vraag = {
  readonly eindpunten: Claim['eindpunten']
  readonly proeven: Claim['eindpunten']
  readonly nu: Temporal.Instant
}

export type Genomen = { readonly bezorgingen: readonly Geclaimd[]; readonly sleutels: Sleutelbos }

/** Takes work in one transaction, with the keys to read it. */
export async function neem(k: Neemkeuze, vraag: Vraag): Promise<Genomen> {
  const { eindpunten, proeven, nu } = vraag
  if (eindpunten.length + proeven.length === 0) return { bezorgingen: [], sleutels: { zoek: () => null } }
  return transactie(k.pool, null, async (tx) => {
    const delen = await Promise.all([
      eindpunten.length > 0 ? claim(tx, { eindpunten, nu, leaseMs: k.leaseMs }) : [],
      proeven.length > 0 ? claimProef(tx, { eindpunten: proeven, nu, leaseMs: k.leaseMs }) : [],
    ])
    const bezorgingen = delen.flat()
    const dossiers = [...new Set(bezorgingen.map(({ dossierId }) => dossierId))]
    return { bezorgingen, sleutels: await haalSleutels(tx, k.keks, dossiers) }
  })
}

/** The endpoints that may be sent to now, with what is free at each. */
export function ruimten(
  eindpunten: Iterable<Bruikbaar>,
  onderweg: Onderweg,
  nu: Temporal.Instant,
): { readonly id: string; readonly vrij: number }[] {
  return [...eindpunten].flatMap(({ id, gelijktijdig, fouten, nietVoor }) => {
    if (nietVoor !== null && nietVoor.getTime() > nu.epochMilliseconds) return []
    const vrij = Math.min(CLAIM, onderweg.vrij(id, ruimteVan(gelijktijdig, fouten)))
    return vrij > 0 ? [{ id, vrij }] : []
  })
}
