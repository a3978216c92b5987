import { leesDataschema } from '@warmknooppunt/schemas/berichten'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'

type Velden = Readonly<Record<string, unknown>>

/** `components.schemas` while it grows: every named schema once, and how to point at it. */
export type Schemas = {
  /** The schema as it stands in the document: a `$ref` when it has a name of its own. */
  plaats(schema: unknown): unknown
  readonly componenten: Velden
}

const NAAM = /^[A-Z][A-Za-z]+$/
const PLAATSELIJK = /^#\/\$defs\/([A-Za-z]+)$/

/**
 * Takes schemas apart for OpenAPI: message specifications by their `$id`, their `$defs`, and answers by their `title` become components.
 * A name used for two different things is an error.
 */
export function maakSchemas(): Schemas {
  const componenten: Record<string, unknown> = {}

  const noem = (naam: string, maak: () => unknown): { $ref: string } => {
    const eerder = componenten[naam]
    // A place is held first, so that a schema that points at itself ends.
    if (eerder === undefined) componenten[naam] = {}
    const nieuw = maak()
    if (eerder !== undefined && !gelijk(eerder, nieuw)) throw new Error(`two different schemas are called ${naam}`)
    componenten[naam] = nieuw
    return { $ref: `#/components/schemas/${naam}` }
  }

  const plaatsBericht = (uri: string): { $ref: string } => {
    const [id = '', plek = ''] = uri.split('#')
    const gelezen = leesDataschema(id)
    if (gelezen.kind !== 'bekend') throw new Error(`no message specification ${id}`)
    const schema: Velden = leesSchema(gelezen.bericht)
    const def = PLAATSELIJK.exec(`#${plek}`)?.[1]
    return def === undefined ? noem(pascal(gelezen.bericht), () => inhoudVan(schema, schema)) : plaatsDef(schema, def)
  }

  const plaatsDef = (bericht: Velden, naam: string): { $ref: string } =>
    noem(naam, () => {
      const def = velden(velden(bericht.$defs)?.[naam])
      if (!def) throw new Error(`${String(bericht.$id)} has no $defs/${naam}`)
      return inhoudVan(def, bericht)
    })

  /** A copy of what a schema says, with every schema inside it placed. */
  const inhoudVan = (schema: Velden, bericht: Velden): unknown => {
    const delen = Object.entries(schema).filter(
      ([sleutel]) => !['$id', '$schema', '$defs'].includes(sleutel) && !sleutel.startsWith('x-'),
    )
    return Object.fromEntries(delen.map(([sleutel, waarde]) => [sleutel, plaatsDeel(sleutel, waarde, bericht)]))
  }

  const plaatsDeel = (sleutel: string, waarde: unknown, bericht: Velden): unknown => {
    if (['properties', 'patternProperties', 'dependentSchemas'].includes(sleutel)) {
      const namen = Object.entries(velden(waarde) ?? {})
      return Object.fromEntries(namen.map(([naam, deel]) => [naam, plaatsIn(deel, bericht)]))
    }
    if (['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'].includes(sleutel))
      return plaatsIn(waarde, bericht)
    if (['oneOf', 'anyOf', 'allOf', 'prefixItems'].includes(sleutel) && Array.isArray(waarde))
      return waarde.map((deel) => plaatsIn(deel, bericht))
    return waarde
  }

  const plaatsIn = (deel: unknown, bericht: Velden): unknown => {
    const schema = velden(deel)
    if (!schema) return deel
    if (typeof schema.$id === 'string') return plaatsBericht(schema.$id)
    if (typeof schema.$ref === 'string') {
      const def = PLAATSELIJK.exec(schema.$ref)?.[1]
      const { $ref, ...rest } = schema
      return {
        ...(def === undefined ? plaatsBericht(schema.$ref) : plaatsDef(bericht, def)),
        ...velden(inhoudVan(rest, bericht)),
      }
    }
    const { title, ...rest } = schema
    const benoemd = schema.type === 'object' && schema.properties !== undefined && bericht.$id === undefined
    return benoemd && typeof title === 'string' && NAAM.test(title)
      ? noem(title, () => inhoudVan(rest, bericht))
      : inhoudVan(schema, bericht)
  }

  return { plaats: (schema) => plaatsIn(schema, {}), componenten }
}

/** doorverwijzing-gerouteerd -> DoorverwijzingGerouteerd. */
function pascal(naam: string): string {
  return naam.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function velden(waarde: unknown): Velden | undefined {
  return typeof waarde === 'object' && waarde !== null && !Array.isArray(waarde)
    ? Object.fromEntries(Object.entries(waarde))
    : undefined
}

function gelijk(een: unknown, ander: unknown): boolean {
  return JSON.stringify(een) === JSON.stringify(ander)
}
