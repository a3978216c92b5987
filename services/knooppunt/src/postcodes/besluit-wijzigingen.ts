import type { Dag } from '@warmknooppunt/regels/dag'
import { dagErbij } from '@warmknooppunt/regels/dag'
import type { GemeenteWijziging } from '@warmknooppunt/regels/herindeling'
import type { Gemeente } from '@warmknooppunt/register/gemeente-store'
import { toon } from './bepaal-vorm.ts'
import type { Gemeenteregel, Lijstfout, Lijstregel } from './besluit-gemeenten.ts'
import { leesCodes, leesDag } from './besluit-gemeenten.ts'

export const WIJZIGINGSKOLOMMEN = ['ingangsdatum', 'opgeheven', 'ontstaan', 'uitgebreid_of_gebruikt', 'status'] as const

export type Wijzigingsregel = {
  readonly regel: number
  readonly ingangsdatum: Dag
  readonly opgeheven: readonly string[]
  readonly opvolgers: readonly string[]
  /** decided on; otherwise it is a plan */
  readonly vastgesteld: boolean
}

/** Reads reorganisations; a line may name several gemeenten that end. Anything but `vastgesteld` is a plan. */
export function besluitWijzigingen(regels: readonly Lijstregel[]): {
  readonly wijzigingen: readonly Wijzigingsregel[]
  readonly fouten: readonly Lijstfout[]
} {
  const fouten: Lijstfout[] = []
  const wijzigingen = regels.flatMap(({ regel, velden }) => {
    const veld = (naam: string) => velden.get(naam) ?? ''
    const ingangsdatum = leesDag(veld('ingangsdatum'))
    const lijsten = (['opgeheven', 'ontstaan', 'uitgebreid_of_gebruikt'] as const).map((naam) => {
      const codes = leesCodes(veld(naam))
      if (codes === null)
        fouten.push({ regel, veld: naam, waarom: `${toon(veld(naam))} must be gemeentecodes with | between them` })
      return codes ?? []
    })
    const [opgeheven = [], ontstaan = [], uitgebreid = []] = lijsten
    const opvolgers = [...new Set([...ontstaan, ...uitgebreid])].toSorted()
    if (ingangsdatum === null || ingangsdatum === 'geen') {
      fouten.push({ regel, veld: 'ingangsdatum', waarom: `${toon(veld('ingangsdatum'))} is no day (jjjj-mm-dd)` })
      return []
    }
    if (veld('status') === '') fouten.push({ regel, veld: 'status', waarom: 'is empty: vastgesteld, or what it is' })
    const zelf = opgeheven.find((code) => opvolgers.includes(code))
    if (zelf !== undefined) fouten.push({ regel, veld: 'opgeheven', waarom: `${zelf} would be its own successor` })
    // A change in which no gemeente ends moves addresses: the next postcode table has that.
    if (opgeheven.length === 0) return []
    if (opvolgers.length === 0) fouten.push({ regel, veld: 'ontstaan', waarom: 'no gemeente takes the territory' })
    return [{ regel, ingangsdatum, opgeheven, opvolgers, vastgesteld: veld('status') === 'vastgesteld' }]
  })
  return { wijzigingen, fouten }
}

export type Gebied = {
  readonly gemeenten: readonly Gemeente[]
  readonly wijzigingen: readonly GemeenteWijziging[]
  /** plans that were left out */
  readonly plannen: readonly Wijzigingsregel[]
  /** gemeenten of which the list has another last day than the reorganisation */
  readonly andereDag: readonly string[]
  readonly fouten: readonly Lijstfout[]
}

/**
 * Joins a list of gemeenten and reorganisations. A gemeente that the list has no end of ends on the day before its reorganisation; one that ended
 * without a reorganisation has the successors of the list. One gemeente may be split by several lines of one day.
 */
export function besluitGebied(
  gemeenten: readonly Gemeenteregel[],
  regels: readonly Wijzigingsregel[],
  ookPlannen: boolean,
): Gebied {
  const fouten: Lijstfout[] = []
  const telt = regels.filter(({ vastgesteld }) => vastgesteld || ookPlannen)
  const perCode = new Map<string, GemeenteWijziging>()
  const bekend = new Map(gemeenten.map((gemeente) => [gemeente.gemeentecode, gemeente]))
  for (const { regel, ingangsdatum, opgeheven, opvolgers } of telt) {
    for (const code of opgeheven) {
      const eerder = perCode.get(code)
      if (eerder && eerder.ingangsdatum !== ingangsdatum) {
        fouten.push({ regel, veld: 'opgeheven', waarom: `${code} also ends on ${eerder.ingangsdatum}` })
      }
      const samen = [...new Set([...(eerder?.opvolgers ?? []), ...opvolgers])].toSorted()
      perCode.set(code, { ingangsdatum, opgeheven: code, opvolgers: samen })
    }
    const vreemd = [...opgeheven, ...opvolgers].find((code) => !bekend.has(code))
    if (vreemd !== undefined)
      fouten.push({ regel, veld: 'opgeheven', waarom: `${vreemd} is not in the list of gemeenten` })
  }
  const andereDag: string[] = []
  const samengevoegd = gemeenten.map(({ regel, opvolgers, ...gemeente }): Gemeente => {
    const wijziging = perCode.get(gemeente.gemeentecode)
    if (wijziging && opvolgers.length > 0 && wijziging.opvolgers.join() !== opvolgers.join()) {
      const waarom = `the reorganisation of ${wijziging.ingangsdatum} has other successors: ${wijziging.opvolgers.join(', ')}`
      fouten.push({ regel, veld: 'opvolgers', waarom })
    }
    if (!wijziging && opvolgers.length > 0 && gemeente.totEnMet !== null) {
      const ingangsdatum = dagErbij(gemeente.totEnMet, 1)
      perCode.set(gemeente.gemeentecode, { ingangsdatum, opgeheven: gemeente.gemeentecode, opvolgers })
    }
    if (!wijziging) return gemeente
    const laatste = dagErbij(wijziging.ingangsdatum, -1)
    if (gemeente.totEnMet !== null && gemeente.totEnMet !== laatste) andereDag.push(gemeente.gemeentecode)
    return { ...gemeente, totEnMet: gemeente.totEnMet ?? laatste }
  })
  const wijzigingen = [...perCode.values()].toSorted((a, b) => (sleutel(a) < sleutel(b) ? -1 : 1))
  const plannen = regels.filter(({ vastgesteld }) => !vastgesteld && !ookPlannen)
  return { gemeenten: samengevoegd, wijzigingen, plannen, andereDag, fouten }
}

const sleutel = ({ ingangsdatum, opgeheven }: GemeenteWijziging) => `${ingangsdatum} ${opgeheven}`

/** Gemeenten that a postcode table names and that will have neither a row in force nor a successor: its addresses would lead nowhere. */
export function besluitVerlies(
  genoemd: readonly string[],
  { gemeenten, wijzigingen }: Pick<Gebied, 'gemeenten' | 'wijzigingen'>,
): string[] {
  const doorlopend = new Set(
    gemeenten.filter(({ totEnMet }) => totEnMet === null).map(({ gemeentecode }) => gemeentecode),
  )
  const opgevolgd = new Set(wijzigingen.map(({ opgeheven }) => opgeheven))
  return genoemd.filter((code) => !doorlopend.has(code) && !opgevolgd.has(code))
}
