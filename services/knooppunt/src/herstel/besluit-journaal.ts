import type { Gevolgd } from '@warmknooppunt/platform/journaal-store'

/** The last that a journal tells of one stage. */
export type Einde = {
  /** null = no message of this stage */
  readonly tot: string | null
  /** the highest number of the restored life; null = it tells nothing of that life */
  readonly positie: number | null
  /** whether it tells of a life that followed on another restore of this database */
  readonly later: boolean
}

/** What the restored database itself knows of a stage and of its journal. */
export type Eigen = {
  /** the last thing that happened; null = nothing ever did */
  readonly tot: string | null
  /** up to which number the journal was on disk by then */
  readonly gevolgd: number
}

export type Stapoordeel = { readonly tot: string | null; readonly reikt: boolean }
export type Journaaloordeel = {
  readonly metJournaal: boolean
  readonly stappen: Readonly<Record<Gevolgd, Stapoordeel>>
}

const ACHTERSTAND = { seconds: 10 } as const

type Vraag = {
  readonly einden: Readonly<Record<Gevolgd, Einde>>
  readonly eigen: Readonly<Record<Gevolgd, Eigen>>
  readonly beschadigd: number
}

/**
 * Whether what a journal does not tell did not happen. Only when that of both stages reaches the restored moment and nothing in it is damaged: the
 * one tells what was accepted, the other what was delivered, and neither vouches for the other.
 */
export function besluitJournaal({ einden, eigen, beschadigd }: Vraag): Journaaloordeel {
  const stap = (stage: Gevolgd): Stapoordeel => ({
    tot: einden[stage].tot,
    reikt: reikt(einden[stage], eigen[stage]),
  })
  const stappen = { intake: stap('intake'), delivery: stap('delivery') }
  return { metJournaal: beschadigd === 0 && stappen.intake.reikt && stappen.delivery.reikt, stappen }
}

/** One that ends before the restored moment was not kept, or is an old copy. By its moment it may lag a little; by its number never. */
function reikt(einde: Einde, eigen: Eigen): boolean {
  if (einde.tot === null) return false
  // Right after a restore nothing of the new life was told yet: then the moment decides.
  if (!einde.later && einde.positie !== null && einde.positie < eigen.gevolgd) return false
  if (eigen.tot === null) return true
  const nodig = Temporal.Instant.from(eigen.tot).subtract(ACHTERSTAND)
  return Temporal.Instant.compare(Temporal.Instant.from(einde.tot), nodig) >= 0
}
