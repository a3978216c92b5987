import { parseArgs } from 'node:util'

/** A switch of one bench that takes a number above 0; `standaard` is null where it depends on another, as `uitleg` says. */
export type Vlag = { readonly standaard: number | null; readonly uitleg: string }

/** The switches of a bench by name. */
export type Vlaggenlijst = Readonly<Record<string, Vlag>>

/** What was given, or the default: of the list, else `standaard`. */
export type Vlaggen = { getal(naam: string, standaard?: number): number }

/** The command line of a bench, after its name. */
export type Opdracht =
  | { readonly kind: 'draai'; readonly json: boolean; readonly vlaggen: Vlaggen }
  | { readonly kind: 'help' }
  | { readonly kind: 'fout'; readonly tekst: string }

/** Refuses what this bench does not have: a switch that does nothing would be believed. */
export function leesVlaggen(lijst: Vlaggenlijst, argumenten: readonly string[]): Opdracht {
  const namen = Object.keys(lijst)
  const getallen = Object.fromEntries(namen.map((naam) => [naam, { type: 'string' }] as const))
  try {
    const { values } = parseArgs({
      args: [...argumenten],
      options: { ...getallen, json: { type: 'boolean' }, help: { type: 'boolean' } },
    })
    if (values.help === true) return { kind: 'help' }
    const gegeven = new Map(Object.entries(values).filter(([naam]) => namen.includes(naam)))
    const slecht = [...gegeven].find(([, waarde]) => !isGoed(Number(waarde)))
    if (slecht) return { kind: 'fout', tekst: `--${slecht[0]} must be a number above 0, not ${slecht[1]}` }
    return { kind: 'draai', json: values.json === true, vlaggen: { getal: lezer(lijst, gegeven) } }
  } catch (fout) {
    if (!isGebruiksfout(fout)) throw fout
    return { kind: 'fout', tekst: fout.message }
  }
}

function isGoed(getal: number): boolean {
  return Number.isFinite(getal) && getal > 0
}

function lezer(lijst: Vlaggenlijst, gegeven: ReadonlyMap<string, unknown>): Vlaggen['getal'] {
  return (naam, standaard) => {
    const vlag = lijst[naam]
    const getal = gegeven.has(naam) ? Number(gegeven.get(naam)) : (vlag?.standaard ?? standaard)
    if (!vlag || getal === undefined) throw new Error(`this bench does not declare --${naam}, or no default for it`)
    return getal
  }
}

function isGebruiksfout(fout: unknown): fout is Error {
  return fout instanceof Error && 'code' in fout && String(fout.code).startsWith('ERR_PARSE_ARGS_')
}

/** The switches of a bench, a line each. */
export function beschrijfVlaggen(lijst: Vlaggenlijst): string {
  const regels = Object.entries(lijst).map(([naam, { standaard, uitleg }]) => [
    `--${naam} n`,
    standaard === null ? uitleg : `${uitleg} (${standaard})`,
  ])
  return [...regels, ['--json', 'the report as one line of JSON'], ['--help', 'this text']]
    .map(([vlag = '', tekst]) => `  ${vlag.padEnd(14)} ${tekst}`)
    .join('\n')
}
