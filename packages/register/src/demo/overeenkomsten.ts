import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import { DEMO_VAN } from './partijen.ts'

/** A referral always rests on consent; the ground is the same for the water and the telecom company. */
const toestemming = (
  schuldeiser: string,
  gemeentecode: string,
  afspraken: Afspraken = STANDAARD_AFSPRAKEN,
): Overeenkomst => ({
  overeenkomst: `${schuldeiser}-${gemeentecode}`,
  schuldeiser,
  gemeentecode,
  grondslag: 'toestemming',
  ondertekendOp: '2024-12-02',
  van: DEMO_VAN,
  totEnMet: null,
  afspraken,
})

/** Heerlen tells the schuldeiser per person whether help was accepted and adds the lcv clause. */
const PER_PERSOON: Afspraken = {
  ...STANDAARD_AFSPRAKEN,
  terugkoppelniveau: 'persoon',
  stop: { ...STANDAARD_AFSPRAKEN.stop, lcv: true },
}

/** Maastricht makes contact within 24 hours. */
const BINNEN_EEN_ETMAAL: Afspraken = {
  ...STANDAARD_AFSPRAKEN,
  contact: { ...STANDAARD_AFSPRAKEN.contact, aantal: 24, eenheid: 'uren' },
}

/** The water company with every gemeente of the pilot, the telecom company with three of them. */
export const DEMO_OVEREENKOMSTEN: readonly Overeenkomst[] = [
  toestemming('waterbedrijf-maasdal', '0988'),
  toestemming('waterbedrijf-maasdal', '0946'),
  toestemming('waterbedrijf-maasdal', '0957'),
  toestemming('waterbedrijf-maasdal', '1883'),
  toestemming('waterbedrijf-maasdal', '0917', PER_PERSOON),
  toestemming('waterbedrijf-maasdal', '0935', BINNEN_EEN_ETMAAL),
  toestemming('telecom-beeklijn', '0988'),
  toestemming('telecom-beeklijn', '0946'),
  toestemming('telecom-beeklijn', '0957'),
]
