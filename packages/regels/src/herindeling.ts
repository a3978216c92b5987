import type { Gemeentebesluit } from './bepaal-gemeente.ts'
import type { Dag } from './dag.ts'

/** From `ingangsdatum` on, `opgeheven` is no longer a gemeente and `opvolgers` hold its territory. */
export type GemeenteWijziging = {
  readonly ingangsdatum: Dag
  readonly opgeheven: string
  readonly opvolgers: readonly string[]
}

/** The gemeenten that hold the territory of `code` on `peildatum`, sorted: one, several after a split, none when no successor is known. */
export function gemeenteOp(code: string, peildatum: Dag, wijzigingen: readonly GemeenteWijziging[]): string[] {
  const ingegaan = wijzigingen.filter((w) => w.ingangsdatum <= peildatum)
  const dagen = [...new Set(ingegaan.map((w) => w.ingangsdatum))].toSorted()
  const codes = new Set([code])
  for (const dag of dagen) {
    // A split may be told in several rows of one day, one for each successor.
    const geraakt = ingegaan.filter((w) => w.ingangsdatum === dag && codes.has(w.opgeheven))
    for (const { opgeheven } of geraakt) codes.delete(opgeheven)
    for (const opvolger of geraakt.flatMap((w) => w.opvolgers)) codes.add(opvolger)
  }
  return [...codes].toSorted()
}

/** The outcome of a look-up in an older table, as it stands on `peildatum`: candidates that merged become one, a gemeente that split becomes several. */
export function besluitOp(
  besluit: Gemeentebesluit,
  peildatum: Dag,
  wijzigingen: readonly GemeenteWijziging[],
): Gemeentebesluit {
  if (besluit.status !== 'gevonden' && besluit.status !== 'meerdere') return besluit
  const oud = besluit.status === 'gevonden' ? [besluit.gemeentecode] : besluit.kandidaten
  const nu = new Set(oud.flatMap((code) => gemeenteOp(code, peildatum, wijzigingen)))
  const [gemeentecode, ...overige] = [...nu].toSorted()
  if (gemeentecode === undefined) return { status: 'onbekend', reden: 'zonder-opvolger', kandidaten: [] }
  if (overige.length > 0) return { status: 'meerdere', kandidaten: [gemeentecode, ...overige] }
  const ongewijzigd = besluit.status === 'gevonden' && besluit.gemeentecode === gemeentecode
  return ongewijzigd ? besluit : { status: 'gevonden', gemeentecode, grond: 'herindeling' }
}
