import type { PostcodeRij } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Gemeente } from '../gemeente-store.ts'
import type { PubliekLoket } from '../publiek-loket-store.ts'

type Streek = {
  readonly gemeentecode: string
  readonly naam: string
  readonly van: string | null
  readonly pc4: string
}

/** The pilot's gemeenten and Venlo, which takes no part, with PC4s that lie wholly inside one of them. */
const STREKEN: readonly Streek[] = [
  { gemeentecode: '0917', naam: 'Heerlen', van: null, pc4: '6411-6419 6421-6422 6431-6433' },
  { gemeentecode: '0935', naam: 'Maastricht', van: null, pc4: '6211-6219 6221-6229' },
  { gemeentecode: '0946', naam: 'Nederweert', van: null, pc4: '6031 6034-6035 6091-6092' },
  { gemeentecode: '0957', naam: 'Roermond', van: null, pc4: '6041-6045 6049 6071' },
  { gemeentecode: '0983', naam: 'Venlo', van: null, pc4: '5911-5916 5921-5928 5931-5932 5935 5941 5943-5944 5951' },
  { gemeentecode: '0988', naam: 'Weert', van: null, pc4: '6001-6006 6039' },
  {
    gemeentecode: '1883',
    naam: 'Sittard-Geleen',
    van: '2001-01-01',
    pc4: '6121-6125 6127 6131-6137 6141-6143 6151 6153 6161-6167',
  },
]

export const DEMO_GEMEENTEN: readonly Gemeente[] = STREKEN.map(({ gemeentecode, naam, van }) => ({
  gemeentecode,
  naam,
  van,
  totEnMet: null,
}))

/** A border street that does not exist, in a PC4 that was never issued: odd numbers in Weert, even ones in Nederweert, and one number in both. */
const GRENS: readonly PostcodeRij[] = [
  { postcode: '6009AA', huisnummer: 1, gemeentecode: '0988' },
  { postcode: '6009AA', huisnummer: 2, gemeentecode: '0946' },
  { postcode: '6009AA', huisnummer: 3, gemeentecode: '0988' },
  { postcode: '6009AA', huisnummer: 4, gemeentecode: '0946' },
  { postcode: '6009AA', huisnummer: 5, gemeentecode: '0988' },
  { postcode: '6009AA', huisnummer: 5, gemeentecode: '0946' },
  { postcode: '6009AB', huisnummer: null, gemeentecode: '0988' },
]

export const DEMO_POSTCODES: readonly PostcodeRij[] = [
  ...STREKEN.flatMap(({ gemeentecode, pc4 }) =>
    pc4s(pc4).map((postcode) => ({ postcode, huisnummer: null, gemeentecode })),
  ),
  ...GRENS,
]

/** '6001-6003 6039' -> 6001, 6002, 6003, 6039. */
function pc4s(reeksen: string): string[] {
  return reeksen.split(' ').flatMap((reeks) => {
    const [van, totEnMet] = reeks.split('-').map(Number)
    if (van === undefined) return []
    return Array.from({ length: (totEnMet ?? van) - van + 1 }, (_, plaats) => String(van + plaats))
  })
}

/** Where residents may go by themselves, also where the gemeente takes no part. */
export const DEMO_PUBLIEKE_LOKETTEN: readonly PubliekLoket[] = STREKEN.map(({ gemeentecode, naam }) => ({
  gemeentecode,
  naam: `Vragen over geld, gemeente ${naam}`,
  telefoonnummer: `06-1234 ${gemeentecode}`,
  openingstijden: 'maandag tot en met vrijdag 9.00-17.00 uur',
}))
