import type { Zending } from '../boek.ts'

/** What of a doorverwijzing says who somebody is, by the names of its properties. */
const VELDEN = new Set([
  ...['voorletters', 'voorvoegsel', 'achternaam', 'geboortedatum', 'telefoonnummer', 'emailadres', 'handelsnaam'],
  ...['postcode', 'klantnummer', 'vorderingskenmerk', 'referentienummer'],
])
/** What is shorter stands in a message for something else too. */
const MIN_TEKENS = 5

/** Everything in what creditors sent that would tell who a person is, each once. */
export function leesPersoonlijk(zendingen: readonly Zending[]): ReadonlySet<string> {
  const gevonden = new Set<string>()
  for (const { body } of zendingen) {
    JSON.parse(body, (naam, waarde) => {
      if (VELDEN.has(naam) && typeof waarde === 'string' && waarde.length >= MIN_TEKENS) gevonden.add(waarde)
      return waarde
    })
  }
  return gevonden
}
