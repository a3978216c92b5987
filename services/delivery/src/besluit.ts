import type { Uitkomst } from './afloop.ts'
import { leesRetryAfter } from './retry-after.ts'

/** Waits before the second and later attempts, in milliseconds: 5 s, 1 min, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h (design section 12). */
export const WACHTTIJDEN_MS = [
  5_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
] as const

/** How long after parking for `onbereikbaar` the oldest of the endpoint is tried again, to see whether it answers. */
export const PROEF = { minutes: 5 } as const

/** `na-terugzetten`: the database was restored, and whether this was sent before is not known. */
export type Parkeerreden = 'geweigerd' | 'onbereikbaar' | 'gepauzeerd' | 'na-terugzetten'

export type Besluit =
  | { readonly kind: 'klaar' }
  | { readonly kind: 'vervallen' }
  | { readonly kind: 'opnieuw'; readonly op: Temporal.Instant }
  | { readonly kind: 'parkeer'; readonly reden: Parkeerreden; readonly proefOp: Temporal.Instant | null }

/** Not about this message but about who we are to the endpoint: nothing more is sent there until somebody has looked. */
const PAUZECODES: readonly number[] = [401, 403, 410]

export function pauzeert(uitkomst: Uitkomst): boolean {
  return uitkomst.kind === 'geweigerd' && PAUZECODES.includes(uitkomst.statuscode)
}

/** What becomes of a bezorging after attempt number `poging` of its plan (the first is 1). */
export function besluit(uitkomst: Uitkomst, poging: number, plan: readonly number[], nu: Temporal.Instant): Besluit {
  switch (uitkomst.kind) {
    case 'afgeleverd':
      return { kind: 'klaar' }
    case 'inhoud-vernietigd':
    case 'geen-mandaat':
    case 'overgegaan':
      return { kind: 'vervallen' }
    case 'geweigerd':
      return { kind: 'parkeer', reden: pauzeert(uitkomst) ? 'gepauzeerd' : 'geweigerd', proefOp: null }
    case 'onbereikbaar': {
      const wachtMs = plan[poging - 1]
      if (wachtMs === undefined) return { kind: 'parkeer', reden: 'onbereikbaar', proefOp: nu.add(PROEF) }
      const gevraagd = 'herhaalNa' in uitkomst ? leesRetryAfter(uitkomst.herhaalNa, nu) : null
      return { kind: 'opnieuw', op: laatste(nu.add({ milliseconds: wachtMs }), gevraagd) }
    }
  }
}

function laatste(een: Temporal.Instant, ander: Temporal.Instant | null): Temporal.Instant {
  return ander !== null && Temporal.Instant.compare(ander, een) > 0 ? ander : een
}
