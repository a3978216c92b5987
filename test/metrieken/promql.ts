import { parser } from '@prometheus-io/lezer-promql'

type Knoop = ReturnType<typeof parser.parse>['topNode']

/** One selector of an expression: which metric, and which labels it is narrowed by. */
export type Keuze = { readonly metriek: string; readonly labels: readonly string[] }

/** What an expression asks for: its selectors, and labels that something is gathered, matched or renamed by. */
export type Uitdrukking = {
  readonly keuzes: readonly Keuze[]
  readonly groepen: readonly string[]
  /** where it is no PromQL */
  readonly fouten: readonly string[]
}

/** Reads an expression with the grammar of Prometheus itself. Variables of Grafana must have been filled in. */
export function ontleed(tekst: string): Uitdrukking {
  const keuzes: Keuze[] = []
  const groepen: string[] = []
  const fouten: string[] = []
  const van = (knoop: Knoop) => tekst.slice(knoop.from, knoop.to)
  parser.parse(tekst).iterate({
    enter({ node, type }) {
      if (type.isError) fouten.push(`at ${node.from}: ${tekst.slice(node.from, node.from + 20)}`)
      if (type.name === 'VectorSelector') keuzes.push(leesKeuze(node, van))
      if (type.name === 'GroupingLabels') groepen.push(...onder(node, 'LabelName').map(van))
    },
  })
  return { keuzes, groepen, fouten }
}

function leesKeuze(knoop: Knoop, van: (knoop: Knoop) => string): Keuze {
  const naam = onder(knoop, 'Identifier')[0]
  return { metriek: naam ? van(naam) : '', labels: onder(knoop, 'LabelName').map(van) }
}

/** All of a kind below a node. */
function onder(knoop: Knoop, soort: string): Knoop[] {
  const gevonden: Knoop[] = []
  knoop.cursor().iterate(({ node }) => {
    if (node.type.name === soort) gevonden.push(node)
  })
  return gevonden
}
