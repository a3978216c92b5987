import type { Mandaat } from '@warmknooppunt/regels/overeenkomst'
import type { Deelnemer } from '../deelnemer-store.ts'

/** The demo's world begins here; fixed, so that a second start writes the same rows. */
export const DEMO_VAN = '2025-01-01'

const ALGEMEEN = { status: 'actief', van: DEMO_VAN, totEnMet: null, klantnummerpatroon: null } as const

/** Test OINs (prefix 00000099) around nine digits that are no BSN. */
const gemeente = (deelnemer: string, naam: string, nummer: string): Deelnemer => ({
  ...ALGEMEEN,
  deelnemer,
  soort: 'gemeente',
  naam,
  oin: `00000099${nummer}000`,
  kvk: null,
  soortSchuldeiser: null,
})

/** Invented creditors, an invented intermediary, the pilot's gemeenten, the organisation that serves two of them, and who runs the hub. */
export const DEMO_DEELNEMERS: readonly Deelnemer[] = [
  {
    ...ALGEMEEN,
    deelnemer: 'waterbedrijf-maasdal',
    soort: 'schuldeiser',
    naam: 'Waterbedrijf Maasdal',
    oin: '00000099900000001000',
    kvk: '00000011',
    soortSchuldeiser: 'drinkwater',
  },
  {
    ...ALGEMEEN,
    deelnemer: 'telecom-beeklijn',
    soort: 'schuldeiser',
    naam: 'Beeklijn Telecom',
    oin: null,
    kvk: '00000012',
    soortSchuldeiser: 'overig',
    klantnummerpatroon: '7[0-9]{8}',
  },
  {
    ...ALGEMEEN,
    deelnemer: 'incasso-maasoever',
    soort: 'intermediair',
    naam: 'Incassobureau Maasoever',
    oin: '00000099900000003000',
    kvk: '00000013',
    soortSchuldeiser: null,
  },
  gemeente('gemeente-weert', 'Gemeente Weert', '900000005'),
  gemeente('gemeente-nederweert', 'Gemeente Nederweert', '900000006'),
  gemeente('schulddienst-land-van-weert', 'Schulddienst Land van Weert', '900000007'),
  gemeente('gemeente-roermond', 'Gemeente Roermond', '900000008'),
  gemeente('gemeente-sittard-geleen', 'Gemeente Sittard-Geleen', '900000009'),
  gemeente('gemeente-heerlen', 'Gemeente Heerlen', '900000010'),
  gemeente('gemeente-maastricht', 'Gemeente Maastricht', '900000011'),
  {
    ...ALGEMEEN,
    deelnemer: 'beheer-warmknooppunt',
    soort: 'operator',
    naam: 'Beheer Warmknooppunt',
    oin: '00000099900000012000',
    kvk: null,
    soortSchuldeiser: null,
  },
]

/** The intermediary speaks for the telecom company; for the water company it did so until the end of 2025. */
export const DEMO_MANDATEN: readonly Mandaat[] = [
  { intermediair: 'incasso-maasoever', schuldeiser: 'telecom-beeklijn', van: DEMO_VAN, totEnMet: null },
  { intermediair: 'incasso-maasoever', schuldeiser: 'waterbedrijf-maasdal', van: DEMO_VAN, totEnMet: '2025-12-31' },
]
