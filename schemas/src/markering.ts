import type { Bericht } from './berichten.ts'
import { dataschemaVan } from './berichten.ts'
import type { Json, Knoop } from './json.ts'
import { isKnoop } from './json.ts'

/** Why a property may be stored and shipped in the clear. Whatever has none of these is `inhoud` and lies in the kluis. */
export const openRedenen = {
  id: 'number of a message, dossier, assignment or delivery; says nothing by itself',
  partijcode: 'code or role of a participant or gemeente',
  berichtsoort: 'kind and version of the message',
  registratie: 'moment or day of registration',
  registerversie: 'version of reference data on which was decided',
  routering: 'outcome of the look-up, needed while no key is at hand',
  overeenkomst: 'terms between parties, nothing about a person',
  stop: 'dates of the stop; clocks run on after the keys are gone',
  klok: 'what a clock says; clocks run on after the keys are gone',
  opdracht: 'what an operator ordered, from a closed list',
  bezorging: 'course of a delivery, without content or address',
  kluis: 'what the vault needs to decrypt',
  envelop: 'fixed by CloudEvents',
} as const

/** Messages that are stored or shipped as they are: nothing in them may be unmarked. */
export const opgeslagen = [
  'ingediend',
  'gerouteerd',
  'onrouteerbaar',
  'niet-bezorgbaar',
  'termijnbericht',
  'bezorging',
] as const satisfies readonly Bericht[]

const deelschemas = ['oneOf', 'anyOf', 'allOf'] as const

/** Places in a schema of a property that is neither encrypted nor open for a known reason. */
export function ongemarkeerd(schema: Knoop, plek = ''): string[] {
  const eigen = kinderen(schema.properties).flatMap(([naam, knoop]) =>
    vanEigenschap(knoop, `${plek}/properties/${naam}`),
  )
  const defs = kinderen(schema.$defs).flatMap(([naam, knoop]) => vanEigenschap(knoop, `${plek}/$defs/${naam}`))
  const items = isKnoop(schema.items) ? ongemarkeerd(schema.items, `${plek}/items`) : []
  const delen = deelschemas.flatMap((woord) =>
    lijst(schema[woord]).flatMap((knoop, i) => (isKnoop(knoop) ? ongemarkeerd(knoop, `${plek}/${woord}/${i}`) : [])),
  )
  return [...eigen, ...defs, ...items, ...delen]
}

function vanEigenschap(knoop: Knoop, plek: string): string[] {
  if (typeof knoop.$ref === 'string') return isGemarkeerdElders(knoop.$ref) ? [] : [plek]
  const binnen = ongemarkeerd(knoop, plek)
  const reden = knoop['x-open']
  const isOpen = typeof reden === 'string' && Object.hasOwn(openRedenen, reden)
  if (reden !== undefined) return isOpen ? binnen : [plek, ...binnen]
  const isHouder = knoop.properties !== undefined || verwijst(knoop.items) || lijst(knoop.oneOf).some(verwijst)
  return isHouder ? binnen : [plek, ...binnen]
}

/** Ciphertext, a definition of this file (seen there), or one of a message that keeps the rule itself. */
function isGemarkeerdElders($ref: string): boolean {
  const [uri, def] = $ref.split('#')
  return (
    uri === '' ||
    $ref === dataschemaVan('versleuteld') ||
    (def !== undefined && opgeslagen.some((b) => dataschemaVan(b) === uri))
  )
}

function verwijst(knoop: Json | undefined): boolean {
  return (
    isKnoop(knoop) &&
    (knoop.properties !== undefined || (typeof knoop.$ref === 'string' && isGemarkeerdElders(knoop.$ref)))
  )
}

function kinderen(knopen: Json | undefined): [string, Knoop][] {
  return isKnoop(knopen)
    ? Object.entries(knopen).flatMap(([naam, knoop]) => (isKnoop(knoop) ? [[naam, knoop]] : []))
    : []
}

function lijst(waarde: Json | undefined): readonly Json[] {
  return Array.isArray(waarde) ? waarde : []
}
