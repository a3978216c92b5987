import type { Dag } from '@warmknooppunt/regels/dag'
import type { Gemeente } from '@warmknooppunt/register/gemeente-store'
import { toon } from './bepaal-vorm.ts'
import { leesGemeentecode } from './besluit-rij.ts'

/** One line of a list by the names of its columns, and its number in the file. */
export type Lijstregel = { readonly regel: number; readonly velden: ReadonlyMap<string, string> }
export type Lijstfout = { readonly regel: number; readonly veld: string; readonly waarom: string }

/** A gemeente of the list; `opvolgers` hold its territory from the day after its last. */
export type Gemeenteregel = Gemeente & { readonly regel: number; readonly opvolgers: readonly string[] }
export type Gemeentenbesluit = {
  readonly gemeenten: readonly Gemeenteregel[]
  readonly fouten: readonly Lijstfout[]
}

export const GEMEENTEKOLOMMEN = ['gemeentecode', 'naam', 'begindatum', 'einddatum', 'opvolgers'] as const

/** Reads a list of gemeenten: columns of GEMEENTEKOLOMMEN and perhaps oin, others are passed over. */
export function besluitGemeenten(regels: readonly Lijstregel[]): Gemeentenbesluit {
  const fouten: Lijstfout[] = []
  const gemeenten = regels.flatMap((regel) => leesGemeente(regel, fouten))
  const codes = new Map<string, number>()
  for (const { gemeentecode, regel } of gemeenten) {
    const eerder = codes.get(gemeentecode)
    if (eerder !== undefined)
      fouten.push({ regel, veld: 'gemeentecode', waarom: `${gemeentecode} is also on line ${eerder}` })
    else codes.set(gemeentecode, regel)
  }
  for (const { regel, opvolgers, totEnMet } of gemeenten) {
    const vreemd = opvolgers.find((code) => !codes.has(code))
    if (vreemd !== undefined) fouten.push({ regel, veld: 'opvolgers', waarom: `${vreemd} is not in the list` })
    if (opvolgers.length > 0 && totEnMet === null) {
      fouten.push({ regel, veld: 'einddatum', waarom: 'is empty, and there are opvolgers' })
    }
  }
  return { gemeenten, fouten: fouten.toSorted((a, b) => a.regel - b.regel) }
}

function leesGemeente({ regel, velden }: Lijstregel, fouten: Lijstfout[]): Gemeenteregel[] {
  const voor = fouten.length
  const fout = (veld: string, waarom: string) => void fouten.push({ regel, veld, waarom })
  const veld = (naam: string) => velden.get(naam) ?? ''
  const code = leesGemeentecode(veld('gemeentecode'))
  if (code === null) fout('gemeentecode', `${toon(veld('gemeentecode'))} is no gemeentecode`)
  if (veld('naam') === '') fout('naam', 'is empty')
  const [van, totEnMet] = [leesDag(veld('begindatum')), leesDag(veld('einddatum'))]
  if (van === 'geen') fout('begindatum', `${toon(veld('begindatum'))} is no day (jjjj-mm-dd)`)
  if (totEnMet === 'geen') fout('einddatum', `${toon(veld('einddatum'))} is no day (jjjj-mm-dd)`)
  if (van !== null && totEnMet !== null && totEnMet < van) fout('einddatum', `lies before begindatum ${van}`)
  const opvolgers = leesCodes(veld('opvolgers'))
  if (opvolgers === null) fout('opvolgers', `${toon(veld('opvolgers'))} must be gemeentecodes with | between them`)
  if (!/^([0-9]{20})?$/.test(veld('oin'))) fout('oin', 'must be 20 digits')
  if (fouten.length > voor || code === null || van === 'geen' || totEnMet === 'geen' || opvolgers === null) return []
  return [{ regel, gemeentecode: code, naam: veld('naam'), van, totEnMet, opvolgers }]
}

/** Null for an empty field, `geen` for what is no day of the calendar. */
export function leesDag(tekst: string): Dag | null | 'geen' {
  if (tekst === '') return null
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(tekst)) return 'geen'
  const [jaar = 0, maand = 0, dag = 0] = tekst.split('-').map(Number)
  const dagen = maand >= 1 && maand <= 12 ? Temporal.PlainYearMonth.from({ year: jaar, month: maand }).daysInMonth : 0
  return dag >= 1 && dag <= dagen ? tekst : 'geen'
}

/** Codes with | between them, each once and sorted; null when one is none. */
export function leesCodes(tekst: string): string[] | null {
  const codes = tekst === '' ? [] : tekst.split('|').map(leesGemeentecode)
  const goed = codes.filter((code) => code !== null)
  return goed.length === codes.length ? [...new Set(goed)].toSorted() : null
}
