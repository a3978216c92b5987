/** The last restore of the database: when, and whether a journal outside it told what had happened after the moment that was restored. */
export type Herstelgrens = { readonly op: Temporal.Instant; readonly metJournaal: boolean }

/** What becomes of a push: sent as always, known to have been taken, or left to an operator because it may have been sent. */
export type Pushlot = 'gewoon' | 'afgeleverd' | 'parkeer'

export type Herstelvraag = {
  readonly grens: Herstelgrens | null
  /** what the journal knows of this message and receiver; null = nothing */
  readonly bekend: { readonly gepusht: boolean } | null
  /** the moment that its id holds: of acceptance, or when its timer was due */
  readonly ontstaanOp: Temporal.Instant
  /** when it was decided on, or its timer fired */
  readonly tijd: Temporal.Instant
}

/**
 * Nothing is sent twice in silence. With a journal, what was decided after the restore and is not in it is new. Without one, whatever began before
 * the restore may have been sent: also what is decided anew, or a timer that fires again.
 */
export function besluitPush({ grens, bekend, ontstaanOp, tijd }: Herstelvraag): Pushlot {
  if (grens === null) return 'gewoon'
  if (bekend) return bekend.gepusht ? 'afgeleverd' : 'parkeer'
  const begin = grens.metJournaal ? tijd : ontstaanOp
  return Temporal.Instant.compare(begin, grens.op) <= 0 ? 'parkeer' : 'gewoon'
}
