/** One figure as `/metrics` tells it. */
export type Meting = {
  readonly naam: string
  readonly labels: Readonly<Record<string, string>>
  readonly waarde: number
}

const REGEL = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/s
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gsy
const ONTSNAPT: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' }

/**
 * Reads the text format of Prometheus 0.0.4, of which a process tells its figures. Lines that are none (comments, empty ones) are left out; what
 * does not fit the format either: a page that something else serves at that port gives no figures.
 */
export function leesMetriektekst(tekst: string): readonly Meting[] {
  return tekst.split('\n').flatMap((regel) => leesRegel(regel))
}

function leesRegel(regel: string): readonly Meting[] {
  const [, naam, labeltekst = '', getal = ''] = REGEL.exec(regel) ?? []
  const labels = leesLabels(labeltekst)
  const waarde = leesGetal(getal)
  return naam === undefined || labels === null || waarde === null ? [] : [{ naam, labels, waarde }]
}

function leesLabels(tekst: string): Readonly<Record<string, string>> | null {
  const gevonden = [...tekst.matchAll(LABEL)]
  const lengte = gevonden.reduce((som, [geheel]) => som + geheel.length, 0)
  if (lengte !== tekst.length) return null
  return Object.fromEntries(
    gevonden.map(([, naam = '', waarde = '']) => [naam, waarde.replace(/\\(.)/gs, (_, t: string) => ONTSNAPT[t] ?? t)]),
  )
}

function leesGetal(tekst: string): number | null {
  if (tekst === '+Inf') return Number.POSITIVE_INFINITY
  if (tekst === '-Inf') return Number.NEGATIVE_INFINITY
  if (tekst === '' || tekst === 'NaN') return null
  const getal = Number(tekst)
  return Number.isNaN(getal) ? null : getal
}
