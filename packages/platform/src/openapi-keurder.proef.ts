import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'

/** Checks values against schemas of an OpenAPI 3.1 document; `plek` = the names that lead to the schema. Gives the faults. */
export function maakOpenapiKeurder(document: object): (plek: readonly string[]) => (waarde: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
  formatsPlugin.default(ajv)
  // The document is no schema; its schemas are held to the strictest reading all the same.
  ajv.addVocabulary(Object.keys(document))
  ajv.addSchema(document, 'openapi')
  return (plek) => {
    const wijzer = plek.map((naam) => `/${encodeURIComponent(naam.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    const keur = ajv.compile({ $ref: `openapi#${wijzer.join('')}` })
    return (waarde) => (keur(waarde) ? [] : (keur.errors ?? []).map((e) => `${e.instancePath} ${e.message}`))
  }
}
