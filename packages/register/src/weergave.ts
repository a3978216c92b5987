import type { RegisterStand } from './stand.ts'

/** How a gemeente is shown: its code, and its name as the register has it. */
export function gemeenteVan(stand: RegisterStand, code: string): { readonly code: string; readonly naam: string } {
  return { code, naam: stand.gemeente(code)?.naam ?? code }
}

/** An uitvoerder as a caller sees it; its code where the register no longer has a name. */
export function uitvoerderVan(stand: RegisterStand, code: string): { readonly code: string; readonly naam: string } {
  return { code, naam: stand.uitvoerder(code)?.naam ?? code }
}

/** A loket as a caller may pass it on to the customer. */
export function loketVan(stand: RegisterStand, code: string): Readonly<Record<string, string>> {
  const loket = stand.loket(code)
  if (!loket) return { code, naam: code }
  return { code, naam: loket.naam, telefoonnummer: loket.telefoonnummer, openingstijden: loket.openingstijden }
}

const tekst = (description: string, extra: object = {}) => ({ type: 'string', description, ...extra })

export const GEMEENTE_SCHEMA = {
  title: 'Gemeente',
  type: 'object',
  required: ['code', 'naam'],
  properties: {
    code: tekst('Gemeentecode (CBS), vier cijfers.', { pattern: '^[0-9]{4}$' }),
    naam: tekst('Naam van de gemeente.'),
  },
} as const

export const UITVOERDER_SCHEMA = {
  title: 'Uitvoerder',
  type: 'object',
  required: ['code', 'naam'],
  properties: { code: tekst('Code van de uitvoerder.'), naam: tekst('Organisatie die namens de gemeente helpt.') },
} as const

export const LOKET_SCHEMA = {
  title: 'Loket',
  type: 'object',
  description: 'Het loket dat de doorverwijzing behandelt.',
  required: ['code', 'naam'],
  properties: {
    code: tekst('Code van het loket.'),
    naam: tekst('Naam zoals de klant die kent.'),
    telefoonnummer: tekst('Telefoonnummer voor de klant en voor doorverbinden.'),
    openingstijden: tekst('Wanneer het loket bereikbaar is.'),
  },
} as const

export const INCASSOSTOP_SCHEMA = {
  title: 'Incassostop',
  type: 'object',
  description: 'De dagen waarop de incasso voor de genoemde vorderingen stilstaat.',
  required: ['van', 'totEnMet', 'hervatbaarVanaf'],
  properties: {
    van: tekst('Eerste dag.', { format: 'date' }),
    totEnMet: tekst('Laatste dag.', { format: 'date' }),
    hervatbaarVanaf: tekst('Vanaf deze dag mag de incasso verder.', { format: 'date' }),
  },
} as const
