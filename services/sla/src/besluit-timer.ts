import { verstrijk } from '@warmknooppunt/regels/klok'
import type { Klok, Melding, Operatorklok, Stopklok, Termijnklok, Timer } from './stand.ts'

/** What a timer that is due says: nothing any more, or a message of its clock as the clock is from now on. */
export type Timerbesluit = { readonly kind: 'niets' } | ({ readonly kind: 'meld' } & Omit<Melding, 'aanleiding'>)

const NIETS: Timerbesluit = { kind: 'niets' }

/** A clock that no longer runs says nothing; a reminder or announcement of a term already past is not sent. */
export function besluitTimer(soort: Timer['soort'], klok: Klok, nu: Temporal.Instant): Timerbesluit {
  switch (klok.soort) {
    case 'contact':
    case 'gesprek':
      return vanTermijn(soort, klok, nu)
    case 'operator':
      return vanOperator(klok, nu)
    case 'incassostop':
      return vanStop(soort, klok, nu)
  }
}

function vanTermijn(soort: Timer['soort'], klok: Termijnklok, nu: Temporal.Instant): Timerbesluit {
  if (klok.status !== 'open') return NIETS
  const status = verstrijk(klok, nu)
  if (soort === 'einde') {
    return status === 'open' ? NIETS : { kind: 'meld', soort: `${klok.soort}-verstreken`, klok: { ...klok, status } }
  }
  return status === 'open' ? { kind: 'meld', soort: `herinnering-${klok.soort}`, klok } : NIETS
}

function vanOperator(klok: Operatorklok, nu: Temporal.Instant): Timerbesluit {
  if (klok.status !== 'open' || !isVoorbij(klok, nu)) return NIETS
  return { kind: 'meld', soort: 'operatortermijn-verstreken', klok: { ...klok, status: 'verstreken' } }
}

function vanStop(soort: Timer['soort'], klok: Stopklok, nu: Temporal.Instant): Timerbesluit {
  if (klok.status !== 'actief') return NIETS
  const voorbij = isVoorbij(klok, nu)
  if (soort === 'einde') {
    return voorbij ? { kind: 'meld', soort: 'incassostop-geeindigd', klok: { ...klok, status: 'afgelopen' } } : NIETS
  }
  return voorbij ? NIETS : { kind: 'meld', soort: 'incassostop-eindigt', klok }
}

function isVoorbij({ tijdstip }: Klok, nu: Temporal.Instant): boolean {
  return Temporal.Instant.compare(nu, tijdstip) >= 0
}
