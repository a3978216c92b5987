import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import type { Bericht, Berichtgegevens, TypeVan } from './berichten.ts'
import { berichten, isBericht } from './berichten.ts'
import { isBase64, isDatum, isDatumtijd, isUuid } from './formaten.ts'
import type { Fout } from './fouten.ts'
import { leesFouten } from './fouten.ts'
import { meetOmvang } from './omvang.ts'
import { leesSchema } from './schemabestand.ts'

export type Uitkomst<T> =
  | { readonly kind: 'geldig'; readonly waarde: T }
  | { readonly kind: 'ongeldig'; readonly fouten: readonly Fout[] }

const ajv = new Ajv2020({
  strict: true,
  strictRequired: false, // a choice between required properties names what its parent defines
  allErrors: true,
  verbose: true,
  discriminator: true,
  removeAdditional: false,
  coerceTypes: false,
  useDefaults: false,
})
ajv.addVocabulary(['x-open'])
formatsPlugin.default(ajv, ['email'])
ajv.addFormat('date', isDatum)
ajv.addFormat('date-time', isDatumtijd)
ajv.addFormat('uuid', isUuid)
ajv.addFormat('base64', isBase64)
for (const bericht of Object.keys(berichten).filter(isBericht)) ajv.addSchema(leesSchema(bericht), bericht)

function keurder<B extends Bericht>(bericht: B): ValidateFunction<TypeVan[B]> {
  const keur = ajv.getSchema<TypeVan[B]>(bericht)
  if (!keur) throw new Error(`no schema ${bericht}`)
  return keur
}

/** Compiled once, when this module loads. */
const keurders: { readonly [B in Bericht]: ValidateFunction<TypeVan[B]> } = {
  doorverwijzing: keurder('doorverwijzing'),
  contactregistratie: keurder('contactregistratie'),
  deelnamecontrole: keurder('deelnamecontrole'),
  postvakbevestiging: keurder('postvakbevestiging'),
  routeeropdracht: keurder('routeeropdracht'),
  herbezorgopdracht: keurder('herbezorgopdracht'),
  herstelopdracht: keurder('herstelopdracht'),
  registerwijziging: keurder('registerwijziging'),
  eindpunt: keurder('eindpunt'),
  eindpuntbesluit: keurder('eindpuntbesluit'),
  geheimwissel: keurder('geheimwissel'),
  registerbesluit: keurder('registerbesluit'),
  ingediend: keurder('ingediend'),
  gerouteerd: keurder('gerouteerd'),
  onrouteerbaar: keurder('onrouteerbaar'),
  'niet-bezorgbaar': keurder('niet-bezorgbaar'),
  termijnbericht: keurder('termijnbericht'),
  bezorging: keurder('bezorging'),
  'doorverwijzing-gerouteerd': keurder('doorverwijzing-gerouteerd'),
  envelop: keurder('envelop'),
  versleuteld: keurder('versleuteld'),
}

/** Of versions that this code still reads and no longer writes, by bericht and version. */
const eerdere = new Map<string, ValidateFunction>()
for (const bericht of Object.keys(berichten).filter(isBericht)) {
  for (let versie = 1; versie < berichten[bericht].versie; versie++) {
    eerdere.set(`${bericht}/${versie}`, ajv.compile(leesSchema(bericht, versie)))
  }
}

/**
 * Is this value a message of that kind, by the version this code writes? All faults together, at most 50; they name places and rules,
 * never what was found there.
 */
export function valideer<B extends Bericht>(bericht: B, waarde: unknown): Uitkomst<TypeVan[B]> {
  const gegevens: Berichtgegevens = berichten[bericht]
  const omvang = meetOmvang(waarde, gegevens.maxWaarden)
  if (omvang) return { kind: 'ongeldig', fouten: [omvang] }
  const keur: ValidateFunction<TypeVan[B]> = keurders[bericht]
  if (keur(waarde)) return { kind: 'geldig', waarde }
  const fouten: readonly ErrorObject[] = keur.errors ?? []
  return { kind: 'ongeldig', fouten: leesFouten(fouten) }
}

/** Is this value a message as this version has it? What was written before an upgrade is read after it, by the schema it was written by. */
export function isVersie(bericht: Bericht, versie: number, waarde: unknown): boolean {
  if (versie === berichten[bericht].versie) return valideer(bericht, waarde).kind === 'geldig'
  const keur = eerdere.get(`${bericht}/${versie}`)
  return keur !== undefined && meetOmvang(waarde) === undefined && keur(waarde) === true
}
