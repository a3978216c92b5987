import { leesHuisnummer, leesPostcode } from '@warmknooppunt/regels/postcode'
import type { Vorm } from './bepaal-vorm.ts'
import { toon } from './bepaal-vorm.ts'

/** What one line says: the gemeente of a place, or all it may be; or what is wrong with which field. */
export type Rijbesluit =
  | {
      readonly kind: 'rij'
      readonly postcode: string
      readonly huisnummer: number | null
      readonly gemeenten: readonly string[]
    }
  | { readonly kind: 'fout'; readonly veld: string; readonly waarom: string }

/** Why a gemeente is not one on the day the table takes effect; null when it is. */
export type Gemeentebezwaar = (gemeentecode: string) => string | null

const PC4 = /^[1-9][0-9]{3}$/
const GEMEENTECODE = /^(?:GM[0-9]{4}|[0-9]{1,4})$/
/** Words for a place of which the gemeente is not settled: the candidates stand beside it, and none of them is guessed. */
const ONZEKER: ReadonlySet<string> = new Set(['huisnummer_nodig', 'onbeslist', 'meerdere'])

const fout = (veld: string, waarom: string): Rijbesluit => ({ kind: 'fout', veld, waarom })

/** Reads the fields of one line. */
export function besluitRij(velden: readonly string[], vorm: Vorm, bezwaar: Gemeentebezwaar): Rijbesluit {
  const tekst = velden[vorm.postcode] ?? ''
  const postcode = vorm.soort === 'pc4' ? (PC4.test(tekst) ? tekst : null) : leesPc6(tekst)
  if (postcode === null) return fout(vorm.soort === 'pc4' ? 'pc4' : 'pc6', `${toon(tekst)} is no postcode`)
  const huisnummer = vorm.huisnummer === null ? null : leesNummer(velden[vorm.huisnummer] ?? '')
  if (huisnummer === 'ongeldig') {
    return fout('huisnummer', `${toon(velden[vorm.huisnummer ?? 0] ?? '')} is no house number (1 to 99999)`)
  }
  const codes = leesCodes(velden, vorm)
  if (codes.kind === 'fout') return codes
  for (const code of codes.gemeenten) {
    const waarom = bezwaar(code)
    if (waarom !== null) return fout('gemeentecode', waarom)
  }
  return { kind: 'rij', postcode, huisnummer, gemeenten: codes.gemeenten }
}

function leesPc6(tekst: string): string | null {
  const lezing = leesPostcode(tekst)
  return lezing.kind === 'postcode' ? lezing.postcode : null
}

function leesNummer(tekst: string): number | 'ongeldig' {
  const lezing = leesHuisnummer(tekst)
  return lezing.kind === 'huisnummer' ? lezing.huisnummer : 'ongeldig'
}

type Codes = { readonly kind: 'codes'; readonly gemeenten: readonly string[] } | Extract<Rijbesluit, { kind: 'fout' }>

function leesCodes(velden: readonly string[], vorm: Vorm): Codes {
  const code = (velden[vorm.gemeente] ?? '').trim()
  if (vorm.status === null || vorm.kandidaten === null) return leesEen(code)
  const status = (velden[vorm.status] ?? '').trim()
  const kandidaten = (velden[vorm.kandidaten] ?? '').trim()
  if (status === 'eenduidig') {
    return kandidaten === '' ? leesEen(code) : weiger('kandidaten', 'must be empty where the status is eenduidig')
  }
  if (!ONZEKER.has(status)) {
    return weiger('status', `${toon(status)} is not one of eenduidig, ${[...ONZEKER].join(', ')}`)
  }
  if (code !== '') return weiger('gemeentecode', `must be empty where the status is ${status}`)
  return leesKandidaten(kandidaten)
}

function leesKandidaten(tekst: string): Codes {
  const gelezen = tekst.split('|').map(leesGemeentecode)
  const gemeenten = [...new Set(gelezen)].filter((code) => code !== null)
  if (gelezen.includes(null) || gemeenten.length < 2 || gemeenten.length < gelezen.length) {
    return weiger('kandidaten', `${toon(tekst)} must be two or more gemeentecodes with | between them`)
  }
  return { kind: 'codes', gemeenten }
}

function leesEen(tekst: string): Codes {
  const code = leesGemeentecode(tekst)
  return code === null
    ? weiger('gemeentecode', `${toon(tekst)} is no gemeentecode`)
    : { kind: 'codes', gemeenten: [code] }
}

function weiger(veld: string, waarom: string): Extract<Rijbesluit, { kind: 'fout' }> {
  return { kind: 'fout', veld, waarom }
}

/** Four digits, whether the file has `GM0402`, `0402` or `402`; null when it is none. */
export function leesGemeentecode(tekst: string): string | null {
  if (!GEMEENTECODE.test(tekst)) return null
  const code = tekst.replace('GM', '').padStart(4, '0')
  return code === '0000' ? null : code
}
