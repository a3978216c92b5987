import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import type { Grond, Termijnen } from './bereken-termijnen.ts'
import { berekenTermijnen, groepeerAfspraken, zijnBekend } from './bereken-termijnen.ts'
import type { Rij } from './csv.ts'
import { leesTijdstip } from './lees-tijdstip.ts'

/** On what the dates rest. */
export type Grondslag = {
  readonly kalender: Kalender
  /** those asked for; empty when none was */
  readonly overeenkomsten: readonly Overeenkomst[]
  /** where they come from, for people */
  readonly naam: string
  /** name and code of the gemeente that was asked, or null */
  readonly gemeente: string | null
}

type PerOvereenkomst = Termijnen & { readonly overeenkomsten: readonly string[] }

/**
 * What `termijn --json` prints. `afspraken` says by which terms: `standaard`, or those of the `overeenkomsten` named. When overeenkomsten of the
 * gemeente differ, the dates are the standard ones, `afspraken` is `verschillend` and `perOvereenkomst` has those of each.
 */
export type Termijnantwoord = Termijnen & {
  readonly aangenomenOp: string
  readonly afspraken: 'standaard' | 'overeenkomst' | 'verschillend'
  readonly overeenkomsten: readonly string[]
  readonly perOvereenkomst: readonly PerOvereenkomst[]
  readonly feestdagenBekend: boolean
}

export type Uitkomst = { readonly kind: 'antwoord'; readonly antwoord: Termijnantwoord } | { readonly kind: 'ongeldig' }

export function antwoordOp(tekst: string, { kalender, overeenkomsten }: Grondslag): Uitkomst {
  const lezing = leesTijdstip(tekst)
  if (lezing.kind === 'ongeldig') return lezing
  const { tijdstip } = lezing
  const gronden = groepeerAfspraken(overeenkomsten, amsterdamseDag(tijdstip))
  const per = gronden.map((grond) => ({
    ...berekenTermijnen(tijdstip, grond.afspraken, kalender),
    overeenkomsten: grond.overeenkomsten,
  }))
  const [enige, ...overige] = per
  const eensluidend = enige && overige.length === 0 ? enige : null
  const termijnen = eensluidend ?? berekenTermijnen(tijdstip, STANDAARD_AFSPRAKEN, kalender)
  const bekend = [termijnen, ...per].every((deel) => zijnBekend(tijdstip, deel, kalender))
  const antwoord = {
    aangenomenOp: tijdstip.toString(),
    ...termijnen,
    afspraken: soortAfspraken(gronden),
    overeenkomsten: eensluidend?.overeenkomsten ?? [],
    perOvereenkomst: eensluidend ? [] : per,
    feestdagenBekend: bekend,
  }
  return { kind: 'antwoord', antwoord }
}

function soortAfspraken(gronden: readonly Grond[]): Termijnantwoord['afspraken'] {
  if (gronden.length > 1) return 'verschillend'
  return gronden.every(({ overeenkomsten }) => overeenkomsten.length === 0) ? 'standaard' : 'overeenkomst'
}

export function antwoordOpRij(rij: Rij, grondslag: Grondslag): Termijnantwoord | { status: 'ongeldig'; reden: string } {
  if (rij.kind === 'onleesbaar') return { status: 'ongeldig', reden: rij.reden }
  const uitkomst = antwoordOp(rij.velden.get('tijdstip') ?? '', grondslag)
  return uitkomst.kind === 'ongeldig' ? { status: 'ongeldig', reden: 'tijdstip' } : uitkomst.antwoord
}

/** The dates in words, and by what terms and calendar they came about. */
export function legTermijnUit(antwoord: Termijnantwoord, { naam, gemeente, overeenkomsten }: Grondslag): string {
  const { perOvereenkomst } = antwoord
  const kop = `accepted ${antwoord.aangenomenOp} (${amsterdamseDag(Temporal.Instant.from(antwoord.aangenomenOp))} in Amsterdam, not counted)`
  const afspraken = overeenkomsten.find(({ overeenkomst }) => antwoord.overeenkomsten.includes(overeenkomst))?.afspraken
  return [
    kop,
    ...datums(antwoord),
    `  terms              ${waardoor(antwoord, gemeente)}: ${inWoorden(afspraken ?? STANDAARD_AFSPRAKEN)}`,
    `  calendar           ${naam}`,
    ...perOvereenkomst.flatMap((deel) => [`by ${deel.overeenkomsten.join(', ')}:`, ...datums(deel)]),
  ].join('\n')
}

function datums(termijnen: Termijnen): string[] {
  const { contactUiterlijkOp, contactUiterlijkTijdstip, gesprekUiterlijkOp, stopTotEnMet, hervatbaarVanaf } = termijnen
  return [
    `  contact by         ${contactUiterlijkOp} (before ${contactUiterlijkTijdstip})`,
    `  first talk by      ${gesprekUiterlijkOp}`,
    `  incassostop until  ${stopTotEnMet} (rolled to a werkdag where needed)`,
    `  resumable from     ${hervatbaarVanaf}`,
  ]
}

function waardoor({ afspraken, overeenkomsten }: Termijnantwoord, gemeente: string | null): string {
  if (afspraken === 'overeenkomst') return `overeenkomst ${overeenkomsten.join(', ')}`
  if (afspraken === 'verschillend') return `standard, because the overeenkomsten of ${gemeente} differ (below)`
  return gemeente === null ? 'standard' : `standard: no overeenkomst asked for is in force with ${gemeente} on that day`
}

function inWoorden({ contact, gesprek, stop }: Afspraken): string {
  return `contact within ${contact.aantal} ${contact.eenheid}, first talk within ${gesprek.uiterlijkDagen} days, stop of ${stop.dagen} days`
}
