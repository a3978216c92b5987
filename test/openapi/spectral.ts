import type { RulesetDefinition } from '@stoplight/spectral-core'
import core from '@stoplight/spectral-core'
import { casing, or, pattern, schema, truthy } from '@stoplight/spectral-functions'
import rulesets from '@stoplight/spectral-rulesets'
import { parse } from 'yaml'

const FUNCTIES: Readonly<Record<string, unknown>> = { casing, or, pattern, schema, truthy }
const REGELSETS: Readonly<Record<string, unknown>> = { 'spectral:oas': rulesets.oas }

/** A ruleset as Spectral's command line reads it from YAML: names of functions and rulesets become what they stand for. */
export function leesRegelset(yaml: string): RulesetDefinition {
  const regelset: unknown = vul(parse(yaml))
  core.assertValidRuleset(isRegelset(regelset) ? regelset : {}, 'js')
  if (!isRegelset(regelset)) throw new Error('not a ruleset')
  return regelset
}

function isRegelset(waarde: unknown): waarde is RulesetDefinition {
  return typeof waarde === 'object' && waarde !== null && ('rules' in waarde || 'extends' in waarde)
}

function vul(waarde: unknown): unknown {
  if (typeof waarde === 'string') return REGELSETS[waarde] ?? waarde
  if (Array.isArray(waarde)) return waarde.map(vul)
  if (typeof waarde !== 'object' || waarde === null) return waarde
  return Object.fromEntries(
    Object.entries(waarde).map(([sleutel, deel]) => {
      if (sleutel !== 'function') return [sleutel, vul(deel)]
      const functie = FUNCTIES[String(deel)]
      if (functie === undefined) throw new Error(`the ruleset uses the function ${deel}, which is not loaded here`)
      return [sleutel, functie]
    }),
  )
}

export type Melding = { readonly regel: string; readonly plek: string; readonly tekst: string; readonly fout: boolean }

/** What Spectral says of a document; `fout` = severity error. */
export async function lint(document: unknown, regelset: RulesetDefinition): Promise<Melding[]> {
  const spectral = new core.Spectral()
  spectral.setRuleset(regelset)
  const gevonden = await spectral.run(JSON.stringify(document))
  return gevonden.map(({ code, path, message, severity }) => {
    return { regel: String(code), plek: path.join('.'), tekst: message, fout: severity === 0 }
  })
}
