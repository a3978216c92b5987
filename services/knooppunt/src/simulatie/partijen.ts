import { DEMO_UITVOERDERS } from '@warmknooppunt/register/demo/uitvoering'

/** Who sends for whom, how often, and about what kind of claim. */
export const AFZENDERS = [
  { afzender: 'waterbedrijf-maasdal', schuldeiser: 'waterbedrijf-maasdal', gewicht: 7, soort: 'drinkwater' },
  { afzender: 'telecom-beeklijn', schuldeiser: 'telecom-beeklijn', gewicht: 2, soort: 'overig' },
  { afzender: 'incasso-maasoever', schuldeiser: 'telecom-beeklijn', gewicht: 1, soort: 'overig' },
] as const
export type Afzender = (typeof AFZENDERS)[number]

/** The parties in whose postvak the demo's gemeenten get their messages. */
export const POSTVAKKEN: readonly string[] = DEMO_UITVOERDERS.map(({ ontvanger }) => ontvanger)

/** Everyone that a simulation plays, by the code of the deelnemer. */
export const SPELERS: readonly string[] = [...AFZENDERS.map(({ afzender }) => afzender), ...POSTVAKKEN]
