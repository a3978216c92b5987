/** What an operator may do about an endpoint that is there. */
export type Handeling = 'pauzeer' | 'hervat' | 'beeindig'

export type Eindpuntstatus = 'voorgesteld' | 'actief' | 'gepauzeerd' | 'beeindigd'

/** Why an endpoint is on pause that an operator put on it; another reason names who or what did (`http-410`, `zonder-demo`). */
export const DOOR_OPERATOR = 'operator'

export type Stand = { readonly status: Eindpuntstatus; readonly reden: string | null }

/** `gedaan`: it was so already. */
export type Beheerbesluit =
  | { readonly kind: 'doe' | 'gedaan' }
  | { readonly kind: 'geweigerd'; readonly reden: 'voorgesteld' | 'beeindigd' }

/**
 * Whether an operator may do this to an endpoint in this state. A pause by an operator takes the place of one for another reason: that would end
 * by itself. To resume what is active is to resume what is still parked there. What has ended has for good.
 */
export function besluitBeheer(handeling: Handeling, { status, reden }: Stand): Beheerbesluit {
  if (status === 'beeindigd') {
    return handeling === 'beeindig' ? { kind: 'gedaan' } : { kind: 'geweigerd', reden: 'beeindigd' }
  }
  if (handeling === 'beeindig') return { kind: 'doe' }
  if (status === 'voorgesteld') return { kind: 'geweigerd', reden: 'voorgesteld' }
  if (handeling === 'pauzeer') return { kind: reden === DOOR_OPERATOR ? 'gedaan' : 'doe' }
  return { kind: status === 'gepauzeerd' ? 'doe' : 'gedaan' }
}

/** An endpoint as somebody would have it, its address and secrets in the clear. */
export type Gewenst = {
  readonly adres: string
  /** null: any will do */
  readonly geheim: string | null
  readonly gelijktijdig: number
  readonly toegestaneNetten: readonly string[]
  readonly httpToegestaan: boolean
}

export type Bestaand = Omit<Gewenst, 'geheim'> & { readonly geheimen: readonly string[] }

/** How one that is there compares with what is asked: `ander`: another address; `anders`: this address with other settings. */
export function vergelijk(bestaand: Bestaand, gewenst: Gewenst): 'gelijk' | 'ander' | 'anders' {
  if (URL.parse(bestaand.adres)?.href !== URL.parse(gewenst.adres)?.href) return 'ander'
  const gelijk =
    (gewenst.geheim === null || bestaand.geheimen[0] === gewenst.geheim) &&
    bestaand.gelijktijdig === gewenst.gelijktijdig &&
    bestaand.httpToegestaan === gewenst.httpToegestaan &&
    bestaand.toegestaneNetten.toSorted().join() === gewenst.toegestaneNetten.toSorted().join()
  return gelijk ? 'gelijk' : 'anders'
}
