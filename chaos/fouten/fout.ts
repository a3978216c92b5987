import type { Kans } from '../../services/knooppunt/src/simulatie/kans.ts'
import { geheel } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Hub } from '../hub.ts'
import type { Klok } from '../klok.ts'
import type { Schijf } from '../schijf.ts'
import type { Ontvangers } from '../verkeer/ontvangers.ts'

/** What a fault has to do with. */
export type Wereld<H extends Hub = Hub> = {
  readonly hub: H
  readonly klok: Klok
  readonly kans: Kans
  readonly ontvangers: Ontvangers
  /** null where this user may not mount a file system */
  readonly schijf: Schijf | null
  readonly signal: AbortSignal
  /** a run in which a long outage fits */
  readonly lang: boolean
  /** how many doorverwijzingen were answered so far */
  beantwoord(): number
  /** Waits until every timer that is due has fired, and notes the moment. */
  rustpunt(): Promise<void>
}

/** What can be done to a hub. `voer` does it, undoes it, and says what it did; throws when the hub did not do what it must. */
export type Fout<H extends Hub = Hub> = {
  readonly naam: string
  /** for the papers: what is done, and what must hold all the while */
  readonly wat: string
  readonly belofte: string
  /** why it cannot be done here; null when it can */
  kanNiet?(wereld: Wereld<H>): string | null
  voer(wereld: Wereld<H>): Promise<string>
}

const ZELDEN = 0.2
const LANG_MS = 60_000

/** For how long something is away: seconds, and in a long run rarely a minute. */
export function uitvalMs({ kans, lang }: Pick<Wereld, 'kans' | 'lang'>, minMs: number, maxMs: number): number {
  const ms = geheel(kans, minMs, maxMs)
  return lang && kans() < ZELDEN ? LANG_MS : ms
}

export const GEEN_VERLIES = 'what was answered 201 arrives once; what was not answered may be sent again'
export const MET_503 = 'answered 503 with Retry-After, or not at all, until it is over; then it goes on by itself'
