import type { ErrorObject } from 'ajv'

export type Foutcode =
  | 'verplicht'
  | 'onbekend-veld'
  | 'een-van'
  | 'type'
  | 'keuzelijst'
  | 'vaste-waarde'
  | 'vorm'
  | 'te-kort'
  | 'te-lang'
  | 'te-laag'
  | 'te-hoog'
  | 'te-weinig'
  | 'te-veel'
  | 'dubbel'
  | 'te-diep'
  | 'te-groot'

/** `location`: JSON pointer in the message; `detail`: Dutch, of the rule only. */
export type Fout = { readonly location: string; readonly code: Foutcode; readonly detail: string }

const MAX_FOUTEN = 50
const typen: Readonly<Record<string, string>> = {
  string: 'tekst',
  integer: 'een geheel getal',
  number: 'een getal',
  boolean: 'true of false',
  object: 'een object',
  array: 'een lijst',
}

/** Faults as the outside world sees them: one for a choice that failed instead of one for each way to meet it. */
export function leesFouten(ruw: readonly ErrorObject[]): Fout[] {
  const keuzes = ruw.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const eigen = ruw.filter((fout) => !keuzes.some((keuze) => hoortBij(fout, keuze)))
  return eigen.slice(0, MAX_FOUTEN).map(leesFout)
}

/** Is this the fault of one of the ways to meet that choice? */
function hoortBij(fout: ErrorObject, keuze: ErrorObject): boolean {
  return fout.instancePath.startsWith(keuze.instancePath) && fout.schemaPath.startsWith(`${keuze.schemaPath}/`)
}

function leesFout(fout: ErrorObject): Fout {
  const { instancePath: location, keyword, params } = fout
  if (keyword === 'required')
    return { location: `${location}/${params.missingProperty}`, code: 'verplicht', detail: 'dit veld ontbreekt' }
  if (keyword === 'additionalProperties') {
    return {
      location: `${location}${veiligeNaam(params.additionalProperty)}`,
      code: 'onbekend-veld',
      detail: 'dit veld bestaat niet',
    }
  }
  if (keyword === 'discriminator') {
    return { location: `${location}/${params.tag}`, code: 'keuzelijst', detail: 'deze soort bestaat niet' }
  }
  return { location, ...regel(fout) }
}

/** A name that a sender made up is shown only when it looks like a field, so that nothing personal comes back in it. */
function veiligeNaam(naam: unknown): string {
  return typeof naam === 'string' && /^[A-Za-z]{1,40}$/.test(naam) ? `/${naam}` : ''
}

function regel({ keyword, params, schema, parentSchema }: ErrorObject): Omit<Fout, 'location'> {
  switch (keyword) {
    case 'type':
      return { code: 'type', detail: `moet ${typen[params.type] ?? 'van een ander type'} zijn` }
    case 'enum':
      return { code: 'keuzelijst', detail: `moet een van deze waarden zijn: ${params.allowedValues.join(', ')}` }
    case 'const':
      return { code: 'vaste-waarde', detail: `moet ${params.allowedValue} zijn` }
    case 'minLength':
      return { code: 'te-kort', detail: `minstens ${params.limit} tekens` }
    case 'maxLength':
      return { code: 'te-lang', detail: `hoogstens ${params.limit} tekens` }
    case 'minimum':
      return { code: 'te-laag', detail: `minstens ${params.limit}` }
    case 'maximum':
      return { code: 'te-hoog', detail: `hoogstens ${params.limit}` }
    case 'minItems':
    case 'minProperties':
      return { code: 'te-weinig', detail: `minstens ${params.limit}` }
    case 'maxItems':
      return { code: 'te-veel', detail: `hoogstens ${params.limit}` }
    case 'uniqueItems':
      return { code: 'dubbel', detail: 'elke waarde hoogstens één keer' }
    case 'anyOf':
    case 'oneOf':
      return { code: 'een-van', detail: keuzetekst(keyword, schema) }
    default:
      return { code: 'vorm', detail: `heeft niet de juiste vorm${voorbeeld(parentSchema)}` }
  }
}

function keuzetekst(keyword: 'anyOf' | 'oneOf', schema: unknown): string {
  const keuzes: readonly unknown[] = Array.isArray(schema) ? schema : []
  const velden = keuzes.flatMap(verplichteVelden)
  if (velden.length === 0) return 'deze combinatie is niet toegestaan'
  return `vul ${keyword === 'anyOf' ? 'ten minste' : 'precies'} één van ${velden.join(' en ')}`
}

function verplichteVelden(keuze: unknown): string[] {
  if (typeof keuze !== 'object' || keuze === null || !('required' in keuze) || !Array.isArray(keuze.required)) return []
  return keuze.required.filter((naam) => typeof naam === 'string')
}

function voorbeeld(schema: ErrorObject['parentSchema']): string {
  const [eerste]: readonly unknown[] = Array.isArray(schema?.examples) ? schema.examples : []
  return typeof eerste === 'string' ? `, bijvoorbeeld ${eerste}` : ''
}
