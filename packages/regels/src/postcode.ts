export type PostcodeLezing =
  | { readonly kind: 'postcode'; readonly postcode: string; readonly pc4: string }
  | { readonly kind: 'ongeldig'; readonly reden: 'leeg' | 'vorm' | 'letters-niet-uitgegeven' }
export type HuisnummerLezing =
  | { readonly kind: 'huisnummer'; readonly huisnummer: number }
  | { readonly kind: 'ongeldig'; readonly reden: 'leeg' | 'vorm' | 'bereik' }

const VORM = /^([1-9][0-9]{3})\s*([A-Za-z]{2})$/
/** Letter pairs that are never issued. */
const NIET_UITGEGEVEN: ReadonlySet<string> = new Set(['SA', 'SD', 'SS'])
const HOOGSTE_HUISNUMMER = 99_999

/** Four digits and two letters, whatever the case and the white space; anything else is refused, not repaired. */
export function leesPostcode(tekst: string): PostcodeLezing {
  const kaal = tekst.trim()
  if (kaal === '') return { kind: 'ongeldig', reden: 'leeg' }
  const [, pc4, letters] = VORM.exec(kaal) ?? []
  if (pc4 === undefined || letters === undefined) return { kind: 'ongeldig', reden: 'vorm' }
  const hoofdletters = letters.toUpperCase()
  if (NIET_UITGEGEVEN.has(hoofdletters)) return { kind: 'ongeldig', reden: 'letters-niet-uitgegeven' }
  return { kind: 'postcode', postcode: pc4 + hoofdletters, pc4 }
}

/** A whole number from 1 to 99999; huisletter and toevoeging have fields of their own. */
export function leesHuisnummer(waarde: string | number): HuisnummerLezing {
  const tekst = String(waarde).trim()
  if (tekst === '') return { kind: 'ongeldig', reden: 'leeg' }
  if (!/^[0-9]+$/.test(tekst)) return { kind: 'ongeldig', reden: 'vorm' }
  const huisnummer = Number(tekst)
  if (huisnummer < 1 || huisnummer > HOOGSTE_HUISNUMMER) return { kind: 'ongeldig', reden: 'bereik' }
  return { kind: 'huisnummer', huisnummer }
}
