/** How much a finding weighs, the heaviest first: `moet` before a real person's data may pass, `zou-moeten` soon, `weet` is to be known only. */
export const ERNSTEN = ['moet', 'zou-moeten', 'weet'] as const
export type Ernst = (typeof ERNSTEN)[number]

/** Something an administrator should mend. `waar` names a setting, file, table or party, never a secret. */
export type Bevinding = {
  readonly onderwerp: string
  readonly ernst: Ernst
  readonly wat: string
  readonly waar: string
  readonly waarom: string
  /** the command or setting that mends it */
  readonly doe: string
}

/** Findings in the order in which to mend them: by weight, and within one weight as they were given. */
export function opGewicht(bevindingen: readonly Bevinding[]): Bevinding[] {
  return ERNSTEN.flatMap((ernst) => bevindingen.filter((bevinding) => bevinding.ernst === ernst))
}

/** Whole days from one instant to a later one. */
export function dagenTussen(van: Temporal.Instant, tot: Temporal.Instant): number {
  return Math.floor((tot.epochMilliseconds - van.epochMilliseconds) / 86_400_000)
}
