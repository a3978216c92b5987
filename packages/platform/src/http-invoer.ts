import { leesDataschema } from '@warmknooppunt/schemas/berichten'
import { leesFouten } from '@warmknooppunt/schemas/fouten'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { Invoerfout, Probleem } from './probleem.ts'
import { isProbleem, probleem } from './probleem.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** JSON in well-formed UTF-8, or a 400; a decoder that repairs would change what was sent. */
export function leesBody(body: string | Buffer, klaar: (fout: Error | null, waarde?: unknown) => void): void {
  try {
    klaar(null, JSON.parse(typeof body === 'string' ? body : utf8.decode(body)))
  } catch {
    const detail = 'De inhoud moet één JSON-waarde zijn, in UTF-8 zonder byte order mark.'
    klaar(Object.assign(new Error('no JSON'), { probleem: probleem('geen-json', detail) }))
  }
}

/** Bodies are held against the message specifications as they are; query and path parameters are text, so numbers among them are read. */
export function maakKeurder(): FastifySchemaCompiler<unknown> {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    coerceTypes: true,
    useDefaults: true,
    removeAdditional: false,
    verbose: true,
  })
  formatsPlugin.default(ajv)
  // The plug-in's own format also takes `urn:uuid:...`, which the database does not.
  ajv.addFormat('uuid', UUID)
  return ({ schema, httpPart }) => {
    if (httpPart === 'body') return keurBody(schema)
    const keur = ajv.compile(typeof schema === 'object' && schema !== null ? schema : true)
    const plek = httpPart === 'querystring' ? 'query' : httpPart === 'headers' ? 'header' : 'path'
    return (waarde: unknown) => {
      if (keur(waarde)) return { value: waarde }
      const fouten = leesFouten(keur.errors ?? []).map((fout): Invoerfout => {
        return { in: plek, ...fout, location: fout.location.slice(1) }
      })
      return { error: invoerfout(fouten) }
    }
  }
}

function keurBody(schema: unknown): (waarde: unknown) => { value: unknown } | { error: Error } {
  const id = typeof schema === 'object' && schema !== null && '$id' in schema ? String(schema.$id) : ''
  const bericht = leesDataschema(id)
  if (bericht.kind !== 'bekend') throw new Error('a body schema must be one of the message specifications')
  return (waarde) => {
    const uitkomst = valideer(bericht.bericht, waarde)
    if (uitkomst.kind === 'geldig') return { value: waarde }
    return { error: invoerfout(uitkomst.fouten.map((fout) => ({ in: 'body', ...fout }))) }
  }
}

/** One 400 for all faults in the input together. */
export function invoerprobleem(errors: readonly Invoerfout[]): Probleem {
  const detail = `Er ${errors.length === 1 ? 'is 1 fout' : `zijn ${errors.length} fouten`} in de invoer; zie errors.`
  return probleem('ongeldige-invoer', detail, { errors })
}

function invoerfout(errors: readonly Invoerfout[]): Error {
  return Object.assign(new Error('invalid input'), { probleem: invoerprobleem(errors) })
}

/** The faults of path, query, headers and body together. */
export function alleFouten(verzoek: FastifyRequest): readonly Invoerfout[] {
  const delen = [
    ['params', verzoek.params],
    ['querystring', verzoek.query],
    ['headers', verzoek.headers],
    ['body', verzoek.body],
  ] as const
  return delen.flatMap(([deel, waarde]) => foutenVan(verzoek.getValidationFunction(deel)?.(waarde)))
}

function foutenVan(uitkomst: unknown): readonly Invoerfout[] {
  if (typeof uitkomst !== 'object' || uitkomst === null || !('error' in uitkomst)) return []
  const { error } = uitkomst
  const gevonden = error instanceof Error && 'probleem' in error ? error.probleem : undefined
  return isProbleem(gevonden) ? (gevonden.errors ?? []) : []
}
