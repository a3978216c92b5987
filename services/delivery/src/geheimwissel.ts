import { transactie } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Pool } from 'pg'
import { besluitGeheimwissel } from './besluit-geheimwissel.ts'
import { wisselGeheim } from './eindpunt.ts'
import { leesGeheimen } from './eindpunt-store.ts'
import { open } from './eindpuntkluis.ts'
import { noteerGeheimwissel } from './geheimwissel-store.ts'

export type Wisselvraag = {
  readonly eindpunt: string
  readonly geheim: string
  /** how long the secret before counts beside the new one; 0 = not at all */
  readonly oudGeldigUren: number
  readonly operator: string
  readonly client: string
}

export type Wisseluitkomst =
  | { readonly kind: 'gewisseld' | 'gedaan'; readonly oudTot: Temporal.Instant | null }
  | { readonly kind: 'loopt'; readonly oudTot: Temporal.Instant }
  | { readonly kind: 'niet-gevonden' }

/** Gives an endpoint another signing secret, by the word of an operator, and keeps whose word. Throws when the one there does not open. */
export function voerGeheimwissel(
  { pool, keks }: { readonly pool: Pool; readonly keks: Keks },
  v: Wisselvraag,
  nu: Temporal.Instant,
): Promise<Wisseluitkomst> {
  const meteen = v.oudGeldigUren === 0
  const oudTot = nu.add({ hours: v.oudGeldigUren })
  return transactie(pool, null, async (tx): Promise<Wisseluitkomst> => {
    const rijen = await leesGeheimen(tx, v.eindpunt)
    if (rijen === null) return { kind: 'niet-gevonden' }
    const geheimen = rijen.map(({ geheim, tot }) => ({
      geheim: open(keks, `${v.eindpunt}|geheim`, geheim),
      tot: tot === null ? null : Temporal.Instant.from(tot),
    }))
    const besluit = besluitGeheimwissel(geheimen, { geheim: v.geheim, meteen }, nu)
    if (besluit.kind !== 'wissel') return besluit
    await wisselGeheim(tx, keks, { id: v.eindpunt, geheim: v.geheim, oudTot }, nu)
    await noteerGeheimwissel(tx, { ...v, oudTot }, nu)
    return { kind: 'gewisseld', oudTot: meteen ? null : oudTot }
  })
}
