import type { Keks } from './kluis.ts'

/** What a process does about KEKs that the configuration gives now: which open, which is to seal, and what cannot be. */
export type Keksbesluit =
  | {
      readonly kind: 'neem'
      readonly sleutels: ReadonlyMap<string, Buffer>
      readonly zegel: string
      readonly mist: readonly string[]
    }
  | { readonly kind: 'weiger'; readonly kek: string }

/**
 * Everything that is given opens at once; what left goes unless it is still needed (then it is named in `mist`) or seals here now. An id that
 * stands for another key than before is refused: what the first one sealed would be lost.
 */
export function besluitKeks(nu: Keks, gegeven: Keks, nodig: readonly string[]): Keksbesluit {
  for (const [kek, sleutel] of gegeven.sleutels) {
    const bekend = nu.sleutels.get(kek)
    if (bekend && !bekend.equals(sleutel)) return { kind: 'weiger', kek }
  }
  const weg = [...nu.sleutels].filter(([id]) => !gegeven.sleutels.has(id))
  const blijft = weg.filter(([id]) => nodig.includes(id) || id === nu.huidig)
  return {
    kind: 'neem',
    sleutels: new Map([...gegeven.sleutels, ...blijft]),
    zegel: gegeven.huidig,
    mist: blijft.map(([id]) => id).filter((id) => nodig.includes(id)),
  }
}
