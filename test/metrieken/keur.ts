import type { Registry } from 'prom-client'
import type { Vraag } from './papieren.ts'
import { ontleed } from './promql.ts'

/** A metric as the code registers it. */
export type Bekend = {
  readonly naam: string
  readonly soort: string
  readonly labels: readonly string[]
  readonly uitleg: string
}

/** Labels that Prometheus gives every line. */
const VAN_PROMETHEUS = ['job', 'instance']
/** What Prometheus itself makes of a scrape. */
const UP: Bekend = { naam: 'up', soort: 'gauge', labels: [], uitleg: '' }

export async function bekende(register: Registry): Promise<Bekend[]> {
  const labels = new Map(register.getMetricsAsArray().map((metriek) => [metriek.name, labelsVan(metriek)]))
  return (await register.getMetricsAsJSON()).map(({ name, type, help }) => ({
    naam: name,
    soort: String(type),
    labels: labels.get(name) ?? [],
    uitleg: help,
  }))
}

/** The types of prom-client do not tell it. */
function labelsVan(metriek: object): string[] {
  const labels: unknown = 'labelNames' in metriek ? metriek.labelNames : []
  return Array.isArray(labels) ? labels.map(String) : []
}

/** The lines that a metric is scraped as, each with its labels. */
export function lijnen(bekend: readonly Bekend[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...bekend, UP].flatMap(({ naam, soort, labels }): [string, readonly string[]][] => {
      const alle = [...labels, ...VAN_PROMETHEUS]
      if (soort !== 'histogram') return [[naam, alle]]
      return [
        [`${naam}_bucket`, [...alle, 'le']],
        [`${naam}_sum`, alle],
        [`${naam}_count`, alle],
      ]
    }),
  )
}

/** What is wrong with questions: no PromQL, a metric that is not there, a label that it has not. */
export function keur(vragen: readonly Vraag[], bekend: ReadonlyMap<string, readonly string[]>): string[] {
  return vragen.flatMap(({ waar, expr, legenda }) => {
    const { keuzes, groepen, fouten } = ontleed(expr)
    const onbekend = keuzes.filter(({ metriek }) => !bekend.has(metriek)).map(({ metriek }) => `no metric ${metriek}`)
    const labels = keuzes.flatMap(({ metriek, labels: gevraagd }) => {
      const er = bekend.get(metriek)
      return gevraagd.filter((label) => er && !er.includes(label)).map((label) => `${metriek} has no label ${label}`)
    })
    const samen = new Set(keuzes.flatMap(({ metriek }) => bekend.get(metriek) ?? []))
    const los = [...groepen, ...legenda]
      .filter((label) => !samen.has(label))
      .map((label) => `nothing has label ${label}`)
    return [...fouten.map((fout) => `no PromQL ${fout}`), ...onbekend, ...labels, ...los].map(
      (wat) => `${waar}: ${wat}`,
    )
  })
}
