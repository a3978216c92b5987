import type { Json, Knoop } from './json.ts'
import { isKnoop } from './json.ts'

/** A type of another message that a generated file imports. */
export type Verwijzing = { readonly bericht: string; readonly naam: string }
export type Voorbereid = { readonly schema: Knoop; readonly verwijzingen: readonly Verwijzing[] }

/** Keywords that say something about the shape of a value that TypeScript can say too. */
const vormwoorden = ['$ref', 'type', 'description', 'enum', 'const', 'required', 'additionalProperties']
const buiten =
  /^https:\/\/schemas\.warmknooppunt\.nl\/(?<bericht>[a-z-]+)\/v1\.schema\.json(?:#\/\$defs\/(?<def>[A-Za-z]+))?$/

/** `niet-bezorgbaar` becomes `NietBezorgbaar`. */
export function typenaam(bericht: string): string {
  return bericht.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * The schema as the type generator needs it: only what a type can say. A choice between required properties becomes a union of objects;
 * other conditions fall away. References to other messages become imports.
 */
export function voorTypes(schema: Knoop, bericht: string): Voorbereid {
  const verwijzingen: Verwijzing[] = []
  const vertaald = vertaal(schema, verwijzingen)
  const $defs = vertaalAlle(schema.$defs, verwijzingen)
  return { schema: { ...vertaald, title: typenaam(bericht), ...($defs && { $defs }) }, verwijzingen }
}

function vertaal(knoop: Knoop, verwijzingen: Verwijzing[]): Knoop {
  const verwijzing = leesVerwijzing(knoop.$ref)
  if (verwijzing) {
    verwijzingen.push(verwijzing)
    return { tsType: verwijzing.naam }
  }
  if (knoop.discriminator) return { description: knoop.description ?? '', oneOf: knoop.oneOf ?? [] }
  const uit: Record<string, Json> = {}
  for (const woord of vormwoorden) if (knoop[woord] !== undefined) uit[woord] = knoop[woord]
  const properties = vertaalAlle(knoop.properties, verwijzingen)
  if (properties) uit.properties = properties
  if (isKnoop(knoop.items)) uit.items = vertaal(knoop.items, verwijzingen)
  return Array.isArray(knoop.oneOf)
    ? { description: knoop.description ?? '', oneOf: knoop.oneOf.map((keus) => metKeuze(uit, keus, knoop.oneOf)) }
    : uit
}

/** One of the shapes of an object that must have exactly one of several properties. */
function metKeuze(object: Knoop, keuze: Json, alle: Json | undefined): Knoop {
  const eigen = verplicht(keuze)
  const anders = (Array.isArray(alle) ? alle.flatMap(verplicht) : []).filter((naam) => !eigen.includes(naam))
  const properties = isKnoop(object.properties) ? object.properties : {}
  const over = Object.entries(properties).filter(([naam]) => !anders.includes(naam))
  const { description: _, ...rest } = object
  return { ...rest, properties: Object.fromEntries(over), required: [...verplicht(object), ...eigen] }
}

function verplicht(knoop: Json): string[] {
  const namen = isKnoop(knoop) ? knoop.required : undefined
  return Array.isArray(namen) ? namen.filter((naam) => typeof naam === 'string') : []
}

function vertaalAlle(knopen: Json | undefined, verwijzingen: Verwijzing[]): Knoop | undefined {
  if (!isKnoop(knopen)) return undefined
  const paren = Object.entries(knopen).map(([naam, knoop]) => [
    naam,
    isKnoop(knoop) ? vertaal(knoop, verwijzingen) : knoop,
  ])
  return Object.fromEntries(paren)
}

function leesVerwijzing($ref: Json | undefined): Verwijzing | undefined {
  if (typeof $ref !== 'string') return undefined
  const { bericht, def } = buiten.exec($ref)?.groups ?? {}
  return bericht === undefined ? undefined : { bericht, naam: def ?? typenaam(bericht) }
}
