/** From when a signing key signs, and after which moment nobody needs it any more (null = it has no successor yet). */
export type Sleuteltijden = {
  readonly kid: string
  readonly tekentVanaf: Temporal.Instant
  readonly wegNa: Temporal.Instant | null
}

/**
 * The keys to publish at `nu`, the one that signs first: the newest whose time has come. Before any has come (a clock that went back) the first to
 * come signs. What is past its end is left out; the one that signs never is, since without it there would be no tokens at all.
 */
export function kiesSleutels<T extends Sleuteltijden>(sleutels: readonly T[], nu: Temporal.Instant): readonly T[] {
  const opTijd = sleutels.toSorted((a, b) => Temporal.Instant.compare(b.tekentVanaf, a.tekentVanaf))
  const tekent = opTijd.find(({ tekentVanaf }) => Temporal.Instant.compare(tekentVanaf, nu) <= 0) ?? opTijd.at(-1)
  if (!tekent) return []
  const rest = opTijd.filter((een) => een !== tekent && !isWeg(een, nu))
  return [tekent, ...rest]
}

/** Whether nobody needs a key any more. */
export function isWeg({ wegNa }: Pick<Sleuteltijden, 'wegNa'>, nu: Temporal.Instant): boolean {
  return wegNa !== null && Temporal.Instant.compare(wegNa, nu) <= 0
}

/** How long a token may live at most, with what clocks may differ twice: TOKEN_SECONDEN and KLOKVERSCHIL_SECONDEN at their bounds. */
const TOKEN_MAX = { seconds: 3_600 + 2 * 60 }

export type Wisseltijden = { readonly tekentVanaf: Temporal.Instant; readonly oudWegNa: Temporal.Instant }

/**
 * When a new key signs and the old ones go. `voorafSeconden`: how long it is published before it signs, so that whoever keeps the key set has it by
 * then. A key that leaked is out at once, and its tokens with it.
 */
export function bepaalWissel(o: { voorafSeconden: number; gelekt: boolean }, nu: Temporal.Instant): Wisseltijden {
  if (o.gelekt) return { tekentVanaf: nu, oudWegNa: nu }
  const tekentVanaf = nu.add({ seconds: o.voorafSeconden })
  return { tekentVanaf, oudWegNa: tekentVanaf.add(TOKEN_MAX) }
}
