import { parseArgs } from 'node:util'

/**
 * A switch of one bench: a number above 0 (`standaard` is null where it depends on another, as `uitleg` says), or one of some words, of which the
 * first is the default.
 */
export type Vlag = Getalvlag | Keuzevlag
type Getalvlag = { readonly standaard: number | null; readonly uitleg: string }
type Keuzevlag = { readonly keuzes: readonly [string, ...string[]]; readonly uitleg: string }

/** The switches of a bench by name. */
export type Vlaggenlijst = Readonly<Record<string, Vlag>>

/** What was given, or the default: of the list, else `standaard`. */
export type Vlaggen = { getal(naam: string, standaard?: number): number; keuze(naam: string): string }

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
    const slecht = [...gegeven].find(([naam, waarde]) => !isGoed(lijst[naam], waarde))
    if (slecht) return { kind: 'fout', tekst: `--${slecht[0]} must be ${vorm(lijst[slecht[0]])}, not ${slecht[1]}` }
    const vlaggen = { getal: lezer(lijst, gegeven), keuze: kiezer(lijst, gegeven) }
    return { kind: 'draai', json: values.json === true, vlaggen }
  } catch (fout) {
    if (!isGebruiksfout(fout)) throw fout
    return { kind: 'fout', tekst: fout.message }
  }
}

function isGoed(vlag: Vlag | undefined, waarde: unknown): boolean {
  if (vlag && 'keuzes' in vlag) return vlag.keuzes.some((keuze) => keuze === waarde)
  const getal = Number(waarde)
  return Number.isFinite(getal) && getal > 0
}

function vorm(vlag: Vlag | undefined): string {
  return vlag && 'keuzes' in vlag ? `one of ${vlag.keuzes.join(', ')}` : 'a number above 0'
}

function kiezer(lijst: Vlaggenlijst, gegeven: ReadonlyMap<string, unknown>): Vlaggen['keuze'] {
  return (naam) => {
    const vlag = lijst[naam]
    if (!vlag || !('keuzes' in vlag)) throw new Error(`this bench does not declare --${naam} as a choice`)
    return gegeven.has(naam) ? String(gegeven.get(naam)) : vlag.keuzes[0]
  }
}

function lezer(lijst: Vlaggenlijst, gegeven: ReadonlyMap<string, unknown>): Vlaggen['getal'] {
  return (naam, standaard) => {
    const vlag = lijst[naam]
    if (vlag && 'keuzes' in vlag) throw new Error(`--${naam} of this bench is a choice`)
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
  const regels = Object.entries(lijst).map(([naam, vlag]) =>
    'keuzes' in vlag
      ? [`--${naam} ${vlag.keuzes.join('|')}`, `${vlag.uitleg} (${vlag.keuzes[0]})`]
      : [`--${naam} n`, vlag.standaard === null ? vlag.uitleg : `${vlag.uitleg} (${vlag.standaard})`],
  )
  return [...regels, ['--json', 'the report as one line of JSON'], ['--help', 'this text']]
    .map(([vlag = '', tekst]) => `  ${vlag.padEnd(14)} ${tekst}`)
    .join('\n')
}
