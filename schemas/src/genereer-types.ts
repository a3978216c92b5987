import { mkdirSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'
import type { Bericht } from './berichten.ts'
import { berichten, isBericht } from './berichten.ts'
import { leesSchema } from './schemabestand.ts'
import type { Verwijzing } from './voor-types.ts'
import { typenaam, voorTypes } from './voor-types.ts'

/** Path of the generated types, from the folder `schemas`. */
export function typespad(bericht: Bericht): string {
  return `types/${bericht}.v${berichten[bericht].versie}.ts`
}

/** The text of the types of a message, in the form the formatter leaves alone. */
export async function genereerTypes(bericht: Bericht): Promise<string> {
  const { schema, verwijzingen } = voorTypes(leesSchema(bericht), bericht)
  const tekst = await compile(schema, typenaam(bericht), {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: true,
    style: { singleQuote: true, semi: false, printWidth: 120, trailingComma: 'all' },
  })
  const kop = `// Generated from ${bericht}/v${berichten[bericht].versie}.schema.json by npm run genereer; do not edit.\n`
  return [kop, ...importregels(verwijzingen), '\n', opmaak(tekst)].join('')
}

/** Types instead of interfaces, which do not fit an index signature; without the generator's remarks on itself. */
function opmaak(tekst: string): string {
  return tekst
    .replace(/ \*\n \* This interface was referenced by .*\n \* via the `definition` .*\n/g, '')
    .replace(/\/\*\*\n \* This interface was referenced by .*\n \* via the `definition` .*\n \*\/\n/g, '')
    .replace(/^export interface (\w+) \{/gm, 'export type $1 = {')
}

function importregels(verwijzingen: readonly Verwijzing[]): string[] {
  const perBericht = new Map<string, Set<string>>()
  for (const { bericht, naam } of verwijzingen) {
    perBericht.set(bericht, (perBericht.get(bericht) ?? new Set()).add(naam))
  }
  const regels = [...perBericht].map(
    ([bericht, namen]) => `import type { ${[...namen].sort().join(', ')} } from './${bericht}.v1.ts'\n`,
  )
  return regels.sort()
}

if (import.meta.main) {
  mkdirSync(new URL('../types/', import.meta.url), { recursive: true })
  for (const bericht of Object.keys(berichten).filter(isBericht)) {
    writeFileSync(new URL(`../${typespad(bericht)}`, import.meta.url), await genereerTypes(bericht))
  }
}
