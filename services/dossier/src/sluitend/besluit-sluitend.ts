/** What is known of accepted doorverwijzingen that are alike. */
export type Doorverwijzingfeiten = {
  /** accepted, and decided upon by an operator where one did, longer ago than it may take */
  readonly oud: boolean
  /** whether intake still has it wait for an operator */
  readonly wachtBijIntake: boolean
  /** handled by routing */
  readonly routing: boolean
  /** how it stands among what waits at routing; null when it never waited */
  readonly stand: string | null
  /** the receiver whom routing chose */
  readonly ontvanger: string | null
  readonly contactklok: boolean
  readonly stopklok: boolean
  /** in the receiver's postvak, and for a refusal in the creditor's */
  readonly inPostvak: boolean
  readonly geweigerdInPostvak: boolean
  readonly bevestigd: boolean
  readonly push: 'gepusht' | 'geparkeerd' | 'open' | null
  /** the stage that put it aside */
  readonly apart: Stage | null
  /** and an operator refused it for good */
  readonly geweigerd: boolean
  readonly vernietigd: boolean
}

/** What is known of other accepted messages that are alike: nobody outside the hub receives them. */
export type Berichtfeiten = {
  readonly bericht: string
  readonly oud: boolean
  readonly routing: boolean
  /** of a contactregistratie: what sla made of it */
  readonly registratie: string | null
  /** lies unread in the outbox of routing or sla */
  readonly ongelezen: boolean
  readonly apart: Stage | null
  /** and an operator refused it for good */
  readonly geweigerd: boolean
  readonly vernietigd: boolean
}

export type Stage = 'routing' | 'sla' | 'delivery'

/** In the order in which a report names them. */
export const UITKOMSTEN = [
  'bevestigd',
  'gepusht',
  'in-postvak',
  'push-geparkeerd',
  'verwerkt',
  'niet-bezorgbaar',
  'inhoud-vernietigd',
  'wacht-op-routering',
  'geweigerd',
  'apart',
  'onderweg',
  'open',
] as const
export type Uitkomst = (typeof UITKOMSTEN)[number]

/** What became of a message; `stage`: which put it aside, or for an open one the last of which it is certain that it handled it. */
export type Oordeel = { readonly uitkomst: Uitkomst; readonly stage: Stage | 'intake' | null }

const kaal = (uitkomst: Uitkomst): Oordeel => ({ uitkomst, stage: null })

/** Delivered, or why not; `open` when it is neither and had its time. */
export function besluitDoorverwijzing(f: Doorverwijzingfeiten): Oordeel {
  if (f.inPostvak) return kaal(bezorgd(f))
  if (f.stand === 'niet-bezorgbaar' && f.geweigerdInPostvak) return kaal('niet-bezorgbaar')
  if (f.apart !== null) return { uitkomst: f.geweigerd ? 'geweigerd' : 'apart', stage: f.apart }
  if (f.stand === 'wacht-op-routering' && f.wachtBijIntake) return kaal('wacht-op-routering')
  // The refusal of an operator destroys the content too, and is itself a message to the creditor.
  if (f.vernietigd && f.stand !== 'niet-bezorgbaar') return kaal('inhoud-vernietigd')
  if (!f.oud) return kaal('onderweg')
  return { uitkomst: 'open', stage: gebleven(f) }
}

function bezorgd({ push, bevestigd }: Doorverwijzingfeiten): Uitkomst {
  if (push === 'gepusht') return 'gepusht'
  if (bevestigd) return 'bevestigd'
  return push === 'geparkeerd' ? 'push-geparkeerd' : 'in-postvak'
}

function gebleven(f: Doorverwijzingfeiten): Oordeel['stage'] {
  if (!f.routing) return 'intake'
  return f.ontvanger !== null && f.contactklok ? 'sla' : 'routing'
}

/** Effected, or why not. */
export function besluitBericht(f: Berichtfeiten): Oordeel {
  if (f.apart !== null) return { uitkomst: f.geweigerd ? 'geweigerd' : 'apart', stage: f.apart }
  if (f.routing && isGedaan(f)) return kaal(f.registratie === 'inhoud-vernietigd' ? f.registratie : 'verwerkt')
  if (f.vernietigd) return kaal('inhoud-vernietigd')
  if (!f.oud) return kaal('onderweg')
  return { uitkomst: 'open', stage: f.routing ? 'routing' : 'intake' }
}

/** A registration is noted by sla; of anything else the positions of its readers tell that it arrived. */
function isGedaan({ bericht, registratie, ongelezen }: Berichtfeiten): boolean {
  return bericht === 'contactregistratie' ? registratie !== null : !ongelezen
}

const WACHTSTANDEN: readonly (string | null)[] = ['wacht-op-routering', 'niet-bezorgbaar']

/**
 * A doorverwijzing lies in a postvak only after sla set its clocks, so one without them lost them. The creditor's stop runs too while an operator
 * looks for a receiver, and when there is none: one that had its time and does not lie aside has it.
 */
export function ontbrekendeKlokken(f: Doorverwijzingfeiten): string[] {
  const stop = f.stopklok ? [] : ['incassostop']
  if (f.inPostvak) return [...(f.contactklok ? [] : ['contact']), ...stop]
  return f.oud && f.apart === null && WACHTSTANDEN.includes(f.stand) ? stop : []
}
