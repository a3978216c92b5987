import { leesHuisnummer, leesPostcode } from './postcode.ts'

/** `postcode` holds 4 or 6 characters; `gemeentecode` four digits. */
export type PostcodeRij = {
  readonly postcode: string
  readonly huisnummer: number | null
  readonly gemeentecode: string
}
export type Gemeentegrond = 'pc6-huisnummer' | 'pc6' | 'pc4' | 'herindeling' | 'gemeentecode'
export type Gemeentebesluit =
  | { readonly status: 'gevonden'; readonly gemeentecode: string; readonly grond: Gemeentegrond }
  | { readonly status: 'meerdere'; readonly kandidaten: readonly string[] }
  | {
      readonly status: 'onbekend'
      readonly reden: 'pc6-onbekend' | 'pc4-onbekend' | 'zonder-opvolger'
      readonly kandidaten: readonly []
    }
  | { readonly status: 'ongeldig'; readonly reden: 'postcode' | 'huisnummer' | 'geen-adres' | 'gemeentecode-onbekend' }

export type Adresvraag = {
  /** As written by the sender. */
  readonly postcode: string
  /** As written by the sender; null or empty text when absent. */
  readonly huisnummer: number | string | null
  /** At least the rows of this PC6 and of its PC4 in the pinned version; others are ignored. */
  readonly rijen: readonly PostcodeRij[]
  /** Does the pinned version hold any PC6 row within this PC4? Then its PC4 rows do not count. */
  readonly pc4HeeftPc6: boolean
}

/** One gemeente is found, several are candidates; never a majority guess. */
function uitRijen(rijen: readonly PostcodeRij[], grond: Gemeentegrond): Gemeentebesluit | null {
  const [gemeentecode, ...overige] = [...new Set(rijen.map((rij) => rij.gemeentecode))].toSorted()
  if (gemeentecode === undefined) return null
  if (overige.length > 0) return { status: 'meerdere', kandidaten: [gemeentecode, ...overige] }
  return { status: 'gevonden', gemeentecode, grond }
}

function leesNummer(huisnummer: number | string | null): number | null | 'ongeldig' {
  if (huisnummer === null) return null
  const lezing = leesHuisnummer(huisnummer)
  if (lezing.kind === 'huisnummer') return lezing.huisnummer
  return lezing.reden === 'leeg' ? null : 'ongeldig'
}

/**
 * Which gemeente an address lies in (design section 9). The most specific row wins: postcode with number, then all rows of the PC6, then
 * the PC4 where the version knows no PC6 of it. A known PC6 without the number gives the gemeenten of all its rows.
 */
export function bepaalGemeente({ postcode, huisnummer, rijen, pc4HeeftPc6 }: Adresvraag): Gemeentebesluit {
  const lezing = leesPostcode(postcode)
  if (lezing.kind === 'ongeldig') return { status: 'ongeldig', reden: 'postcode' }
  const nummer = leesNummer(huisnummer)
  if (nummer === 'ongeldig') return { status: 'ongeldig', reden: 'huisnummer' }

  const pc6 = rijen.filter((rij) => rij.postcode === lezing.postcode)
  const metNummer = nummer === null ? [] : pc6.filter((rij) => rij.huisnummer === nummer)
  const gevonden = uitRijen(metNummer, 'pc6-huisnummer') ?? uitRijen(pc6, 'pc6')
  if (gevonden !== null) return gevonden
  if (pc4HeeftPc6) return { status: 'onbekend', reden: 'pc6-onbekend', kandidaten: [] }

  const pc4 = rijen.filter((rij) => rij.postcode === lezing.pc4)
  return uitRijen(pc4, 'pc4') ?? { status: 'onbekend', reden: 'pc4-onbekend', kandidaten: [] }
}
