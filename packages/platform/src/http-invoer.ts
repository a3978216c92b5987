import { leesDataschema } from '@warmknooppunt/schemas/berichten'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { Invoerfout } from './probleem.ts'
import { probleem } from './probleem.ts'

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
  })
  formatsPlugin.default(ajv)
  return ({ schema, httpPart }) => {
    if (httpPart === 'body') return keurBody(schema)
    const keur = ajv.compile(typeof schema === 'object' && schema !== null ? schema : true)
    const plek = httpPart === 'querystring' ? 'query' : 'path'
    return (waarde: unknown) => {
      if (keur(waarde)) return { value: waarde }
      const fouten = (keur.errors ?? []).map((fout): Invoerfout => {
        const location =
          fout.instancePath.slice(1) ||
          String(fout.params['additionalProperty'] ?? fout.params['missingProperty'] ?? '')
        return { in: plek, location, code: fout.keyword, detail: `Niet geldig: ${fout.keyword}.` }
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

function invoerfout(errors: readonly Invoerfout[]): Error {
  const detail = `Er ${errors.length === 1 ? 'is 1 fout' : `zijn ${errors.length} fouten`} in de invoer; zie errors.`
  return Object.assign(new Error('invalid input'), { probleem: probleem('ongeldige-invoer', detail, { errors }) })
}
