/** What happens, in the words of the drawing, and what it makes of a state; a state that it leaves as it is draws nothing. */
export type Gebeurtenis<S> = { readonly door: string; readonly pasToe: (toestand: S) => S | Promise<S> }
export type Machine<S> = {
  readonly begin: readonly { readonly door: string; readonly naar: S }[]
  readonly gebeurtenissen: readonly Gebeurtenis<S>[]
}
/** `van` null: the beginning. */
export type Stap<S> = { readonly van: S | null; readonly naar: S; readonly door: string }
/** A step between two statuses, as drawn. */
export type Overgang = { readonly van: string; readonly naar: string; readonly door: string }

const BEGIN = '[*]'
const OF = new Intl.ListFormat('en', { type: 'disjunction' })

/** Runs every event on every state that is reached, from the beginnings on. The states must be finite in number. */
export async function verken<S>({ begin, gebeurtenissen }: Machine<S>): Promise<Stap<S>[]> {
  const stappen: Stap<S>[] = begin.map((stap) => ({ van: null, ...stap }))
  const bereikt = new Map(begin.map(({ naar }) => [JSON.stringify(naar), naar]))
  // A map hands out what is added to it while it is walked.
  for (const van of bereikt.values()) {
    for (const { door, pasToe } of gebeurtenissen) {
      const naar = await pasToe(van)
      stappen.push({ van, naar, door })
      const sleutel = JSON.stringify(naar)
      if (!bereikt.has(sleutel)) bereikt.set(sleutel, naar)
    }
  }
  return stappen
}

/** The steps that change the status, as one party sees it. */
export function overgangenVan<S>(stappen: readonly Stap<S>[], statusVan: (toestand: S) => string): Overgang[] {
  return stappen
    .map(({ van, naar, door }) => ({ van: van === null ? BEGIN : statusVan(van), naar: statusVan(naar), door }))
    .filter(({ van, naar }) => van !== naar)
}

/** What several parties see, in one: a transition that not all of them see is marked with who does. */
export function voegSamen(gezien: Readonly<Record<string, readonly Overgang[]>>): Overgang[] {
  const groepen = Map.groupBy(
    Object.entries(gezien).flatMap(([wie, overgangen]) => overgangen.map((overgang) => ({ wie, overgang }))),
    ({ overgang }) => JSON.stringify(overgang),
  )
  return [...groepen.values()].flatMap((groep) => {
    const wie = new Set(groep.map((g) => g.wie))
    const merk = wie.size === Object.keys(gezien).length ? '' : ` (${[...wie].join(', ')})`
    return groep.slice(0, 1).map(({ overgang }) => ({ ...overgang, door: `${overgang.door}${merk}` }))
  })
}

/** Transitions as a mermaid block, in the order in which they were found. */
export function teken(overgangen: readonly Overgang[]): string {
  const namen = [...new Set(overgangen.flatMap(({ van, naar }) => [van, naar]))]
  const pijlen = [...Map.groupBy(overgangen, ({ van, naar }) => `${alias(van)} --> ${alias(naar)}`)]
  const regels = [
    ...namen.filter((naam) => alias(naam) !== naam).map((naam) => `state "${naam}" as ${alias(naam)}`),
    ...pijlen.map(([pijl, groep]) => `${pijl}: ${OF.format(new Set(groep.map(({ door }) => door)))}`),
  ]
  return ['```mermaid', 'stateDiagram-v2', ...regels.map((regel) => `  ${regel}`), '```'].join('\n')
}

/** Mermaid reads a hyphen in a name as part of an arrow. */
function alias(naam: string): string {
  return naam.replaceAll('-', '_')
}

/** The statuses that exist and that nothing drawn leads to. */
export function onbereikt(statussen: object, overgangen: readonly Overgang[]): string[] {
  return Object.keys(statussen).filter((status) => !overgangen.some(({ naar }) => naar === status))
}
