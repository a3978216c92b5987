/** A signing secret in the open, and until when it counts (null = no end). */
export type Geheimstand = { readonly geheim: string; readonly tot: Temporal.Instant | null }

export type Geheimbesluit =
  | { readonly kind: 'wissel' }
  /** the same request again: it is done */
  | { readonly kind: 'gedaan'; readonly oudTot: Temporal.Instant | null }
  /** the secret before the newest counts until then, and its party may not have taken the newest yet */
  | { readonly kind: 'loopt'; readonly oudTot: Temporal.Instant }

/**
 * Whether an endpoint may get a secret. There are two at most: a third while the second still counts would leave a party that has only the oldest
 * without a signature it can check. One that must go at once (it leaked) goes in any case.
 */
export function besluitGeheimwissel(
  geheimen: readonly Geheimstand[],
  o: { readonly geheim: string; readonly meteen: boolean },
  nu: Temporal.Instant,
): Geheimbesluit {
  const [nieuwste, oudere] = geheimen
  const oudTot = oudere?.tot ?? null
  const loopt = oudTot !== null && Temporal.Instant.compare(nu, oudTot) < 0 ? oudTot : null
  if (nieuwste?.geheim === o.geheim && !(o.meteen && loopt)) return { kind: 'gedaan', oudTot: loopt }
  return o.meteen || loopt === null ? { kind: 'wissel' } : { kind: 'loopt', oudTot: loopt }
}
