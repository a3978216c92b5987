import { DEMO_GEMEENTEN, DEMO_POSTCODES } from '@warmknooppunt/register/demo/gebied'
import type { Kans } from './kans.ts'
import { geheel, kies } from './kans.ts'

export type Woonadres = {
  readonly straatnaam: string
  readonly huisnummer: number
  readonly huisletter?: string
  readonly postcode: string
  readonly woonplaats: string
}

const STRATEN = [
  'Denkbeeldigeweg',
  "Laan van 't Voorbeeld",
  '2e Fictieve Dwarsstraat',
  'Verzonnenplein',
  'Nergenshof',
  'Proefpad',
  'Schijnstraat',
  'Spookdreef',
]
/** Letters of postcodes; with these no pair is one that is never issued. */
const LETTERS = ['A', 'B', 'C', 'D', 'E', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'V', 'W', 'X', 'Z']
const PC4S = DEMO_POSTCODES.filter(({ postcode }) => postcode.length === 4)
/** Rows with a number, where the number alone decides. */
const GRENS = DEMO_POSTCODES.filter(
  (rij) =>
    rij.huisnummer !== null &&
    DEMO_POSTCODES.every((a) => a.postcode !== rij.postcode || a.huisnummer !== rij.huisnummer || a === rij),
)
/** In no table of the demo: a PC4 without any row, and a PC6 within a PC4 of which only other PC6s are known. */
const ONBEKEND = ['9999XZ', '1009KL', '6009ZZ', '6009KL']

/** An address in one of these gemeenten, by a PC4 that lies in it, now and then by number. */
export function adresIn(kans: Kans, gemeentecodes: readonly string[]): Woonadres {
  const opNummer = GRENS.filter(({ gemeentecode }) => gemeentecodes.includes(gemeentecode))
  if (opNummer.length > 0 && kans() < 0.05) {
    const rij = kies(kans, opNummer)
    return maakAdres(kans, { ...rij, huisnummer: rij.huisnummer ?? 1 })
  }
  const { postcode, gemeentecode } = kies(
    kans,
    PC4S.filter((rij) => gemeentecodes.includes(rij.gemeentecode)),
  )
  const letters = `${kies(kans, LETTERS)}${kies(kans, LETTERS)}`
  return maakAdres(kans, { postcode: `${postcode}${letters}`, gemeentecode, huisnummer: geheel(kans, 1, 400) })
}

/** The border street: a number that lies in two gemeenten, or one of which the table does not tell. */
export function adresInTwee(kans: Kans): Woonadres {
  const huisnummer = kans() < 0.5 ? 5 : geheel(kans, 6, 99)
  return maakAdres(kans, { postcode: '6009AA', gemeentecode: '', huisnummer })
}

export function adresNergens(kans: Kans): Woonadres {
  return maakAdres(kans, { postcode: kies(kans, ONBEKEND), gemeentecode: '', huisnummer: geheel(kans, 1, 99) })
}

type Kern = { readonly postcode: string; readonly gemeentecode: string; readonly huisnummer: number }

function maakAdres(kans: Kans, { postcode, gemeentecode, huisnummer }: Kern): Woonadres {
  const gemeente = DEMO_GEMEENTEN.find((g) => g.gemeentecode === gemeentecode)
  const vorm = kans()
  return {
    straatnaam: kies(kans, STRATEN),
    huisnummer,
    ...(vorm < 0.1 ? { huisletter: kies(kans, LETTERS) } : {}),
    postcode: vorm > 0.8 ? `${postcode.slice(0, 4)} ${postcode.slice(4).toLowerCase()}` : postcode,
    woonplaats: gemeente?.naam ?? 'Grensdorp',
  }
}
