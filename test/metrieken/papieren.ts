import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const wortel = new URL('../../', import.meta.url)
export const lees = (pad: string): string => readFileSync(new URL(pad, wortel), 'utf8')

/** Something that asks for metrics, and where it stands. `legenda`: labels that are shown beside its lines. */
export type Vraag = { readonly waar: string; readonly expr: string; readonly legenda: readonly string[] }

export type Regel = {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string }
}

export function leesRegels(): Regel[] {
  const bestand: { groups: { rules: Regel[] }[] } = parse(lees('infra/prometheus/regels.yml'))
  return bestand.groups.flatMap(({ rules }) => rules)
}

/** `{{ $labels.x }}` of an annotation. */
export function genoemdeLabels({ annotations }: Regel): string[] {
  const tekst = `${annotations.summary} ${annotations.description}`
  return [...tekst.matchAll(/\$labels\.(\w+)/g)].map(([, naam = '']) => naam)
}

type Paneel = { readonly title: string; readonly targets?: readonly { expr: string; legendFormat: string }[] }
type Bord = {
  readonly panels: readonly (Paneel & { readonly id: number; readonly type: string })[]
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; definition?: string }[]
  }
}

export function leesBord(): Bord {
  return JSON.parse(lees('infra/grafana/warmknooppunt.json'))
}

/** The questions of the dashboard with the variables of Grafana filled in. */
export function vragenVan({ panels }: Bord): Vraag[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({
      waar: `dashboard, ${title}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
      legenda: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, naam = '']) => naam),
    })),
  )
}

/** The rows of the tables of metrics, as written. */
export function metriekrijen(): string[] {
  return lees('docs/metrieken.md')
    .split('\n')
    .filter((regel) => regel.startsWith('| `warmknooppunt_'))
}

/** Blocks of PromQL in the paper. */
export function voorbeelden(): Vraag[] {
  return [...lees('docs/metrieken.md').matchAll(/^```promql\n([\s\S]*?)^```$/gm)].map(([, expr = '']) => ({
    waar: 'docs/metrieken.md',
    expr,
    legenda: [],
  }))
}
