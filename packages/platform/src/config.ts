import { readFileSync } from 'node:fs'

type Basis = { readonly uitleg: string; readonly geheim?: true }

/** One setting: its kind, its explanation for `--help`, and whether it must be given. */
export type Veld =
  | (Basis & {
      readonly soort: 'tekst'
      readonly standaard?: string
      readonly verplicht?: true
      readonly patroon?: RegExp
    })
  | (Basis & { readonly soort: 'getal'; readonly standaard: number; readonly min: number; readonly max: number })
  | (Basis & { readonly soort: 'keuze'; readonly standaard: string; readonly keuzes: readonly string[] })
  | (Basis & { readonly soort: 'ja-nee'; readonly standaard: boolean })

export type Velden = Readonly<Record<string, Veld>>

type WaardeVan<V extends Veld> = V extends { soort: 'getal' }
  ? number
  : V extends { soort: 'ja-nee' }
    ? boolean
    : V extends { soort: 'keuze'; keuzes: readonly (infer K)[] }
      ? K
      : V extends { verplicht: true } | { standaard: string }
        ? string
        : string | undefined

/** The configuration that belongs to a table of settings. */
export type Config<V extends Velden> = { readonly [K in keyof V]: WaardeVan<V[K]> }

export type Configuitkomst<V extends Velden> =
  | { readonly kind: 'goed'; readonly config: Config<V> }
  | { readonly kind: 'fout'; readonly problemen: readonly string[] }

/** sysexits.h EX_CONFIG: a service manager can tell a wrong configuration from a crash. */
export const EXIT_CONFIG = 78

type Omgeving = Readonly<Record<string, string | undefined>>
type Lezing = { readonly waarde: string | number | boolean | undefined } | { readonly probleem: string }

/**
 * Reads all settings from the environment; a secret or other text may also come from a file named by `<NAME>_BESTAND`.
 * All problems are named together; values of secrets are never part of them.
 */
export function leesConfig<V extends Velden>(velden: V, env: Omgeving): Configuitkomst<V> {
  const lezingen = Object.entries(velden).map(([naam, veld]) => [naam, leesVeld(naam, veld, env)] as const)
  const problemen = lezingen.flatMap(([naam, lezing]) => ('probleem' in lezing ? [`${naam}: ${lezing.probleem}`] : []))
  if (problemen.length > 0) return { kind: 'fout', problemen }
  const waarden = Object.fromEntries(lezingen.flatMap(([naam, l]) => ('waarde' in l ? [[naam, l.waarde]] : [])))
  return isVolledig(velden, waarden) ? { kind: 'goed', config: waarden } : { kind: 'fout', problemen: ['incomplete'] }
}

/** Every value was made by the reader of its own field above, so having them all is being a Config. */
function isVolledig<V extends Velden>(velden: V, waarden: Record<string, unknown>): waarden is Config<V> {
  return Object.keys(velden).every((naam) => naam in waarden)
}

function leesVeld(naam: string, veld: Veld, env: Omgeving): Lezing {
  const ruw = leesRuw(naam, env)
  if (typeof ruw === 'object') return ruw
  if (ruw === undefined || ruw.trim() === '') return zonderWaarde(veld)
  switch (veld.soort) {
    case 'tekst':
      return veld.patroon && !veld.patroon.test(ruw)
        ? { probleem: `does not have the form it must have. ${veld.uitleg}` }
        : { waarde: ruw }
    case 'getal':
      return leesGetal(veld, ruw)
    case 'keuze':
      return veld.keuzes.includes(ruw)
        ? { waarde: ruw }
        : { probleem: `must be one of ${veld.keuzes.join(', ')}. ${veld.uitleg}` }
    case 'ja-nee':
      return ruw === 'ja' || ruw === 'nee'
        ? { waarde: ruw === 'ja' }
        : { probleem: `must be ja or nee. ${veld.uitleg}` }
    default:
      return veld satisfies never
  }
}

function leesRuw(naam: string, env: Omgeving): string | undefined | { probleem: string } {
  const bestand = env[`${naam}_BESTAND`]
  // Compose files pass a setting that is not given as an empty one.
  if (!bestand) return env[naam]
  if (env[naam]) return { probleem: `given twice: as ${naam} and as ${naam}_BESTAND; keep one` }
  try {
    return readFileSync(bestand, 'utf8').trim()
  } catch {
    return { probleem: `the file named by ${naam}_BESTAND cannot be read` }
  }
}

function zonderWaarde(veld: Veld): Lezing {
  if (veld.soort === 'tekst' && veld.verplicht) return { probleem: `is missing. ${veld.uitleg}` }
  return { waarde: veld.standaard }
}

function leesGetal(veld: Extract<Veld, { soort: 'getal' }>, ruw: string): Lezing {
  const getal = /^-?\d+(\.\d+)?$/.test(ruw.trim()) ? Number(ruw) : Number.NaN
  if (getal >= veld.min && getal <= veld.max) return { waarde: getal }
  return { probleem: `must be a number from ${veld.min} to ${veld.max}. ${veld.uitleg}` }
}

/** One line per setting for `--help`. */
export function beschrijfVelden(velden: Velden): string {
  return Object.entries(velden)
    .map(([naam, veld]) => {
      const standaard = veld.geheim || veld.standaard === undefined ? '' : ` (default ${toon(veld.standaard)})`
      return `  ${naam.padEnd(26)} ${veld.uitleg}${standaard}`
    })
    .join('\n')
}

function toon(waarde: string | number | boolean): string {
  if (typeof waarde === 'boolean') return waarde ? 'ja' : 'nee'
  return String(waarde)
}
