import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Opening } from '@warmknooppunt/regels/dossier'
import type { RegisterStand } from '@warmknooppunt/register/stand'

/** Body of the 201: what the caller can tell the customer at once. */
export function antwoordVan(
  dossierId: string,
  opening: Opening,
  stand: RegisterStand,
): Readonly<Record<string, unknown>> {
  const basis = { id: dossierId, status: opening.kind, incassostop: opening.incassostop }
  if (opening.kind === 'wacht-op-routering') return basis
  return {
    ...basis,
    gemeente: { code: opening.gemeentecode, naam: stand.gemeente(opening.gemeentecode)?.naam ?? opening.gemeentecode },
    uitvoerder: { code: opening.uitvoerder, naam: stand.uitvoerder(opening.uitvoerder)?.naam ?? opening.uitvoerder },
    loket: loketVan(opening.loket, stand),
    contactUiterlijkOp: opening.contactUiterlijkOp,
  }
}

/** The 201, the first time or again. */
export function aangenomen(body: unknown, dossierId: string | null, headers: Record<string, string> = {}): Antwoord {
  const plek = dossierId === null ? {} : { Location: `/v1/doorverwijzingen/${dossierId}` }
  return { kind: 'antwoord', status: 201, body, headers: { ...plek, ...headers } }
}

/** A loket as a caller may pass it on to the customer. */
export function loketVan(code: string, stand: RegisterStand): Readonly<Record<string, unknown>> {
  const loket = stand.loket(code)
  if (!loket) return { code, naam: code }
  return { code, naam: loket.naam, telefoonnummer: loket.telefoonnummer, openingstijden: loket.openingstijden }
}

const tekst = (description: string, extra: object = {}) => ({ type: 'string', description, ...extra })

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

export const GEMEENTE_SCHEMA = {
  title: 'Gemeente',
  type: 'object',
  required: ['code', 'naam'],
  properties: {
    code: tekst('Gemeentecode (CBS), vier cijfers.', { pattern: '^[0-9]{4}$' }),
    naam: tekst('Naam van de gemeente.'),
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

export const AANGENOMEN_SCHEMA = {
  title: 'AangenomenDoorverwijzing',
  type: 'object',
  required: ['id', 'status', 'incassostop'],
  properties: {
    id: tekst('Het dossier; gebruik dit in alle volgende berichten.', { format: 'uuid' }),
    status: tekst('Bij wacht-op-routering zoekt een medewerker van het knooppunt de gemeente.', {
      enum: ['aangenomen', 'wacht-op-routering'],
    }),
    gemeente: GEMEENTE_SCHEMA,
    uitvoerder: {
      title: 'Uitvoerder',
      type: 'object',
      required: ['code', 'naam'],
      properties: { code: tekst('Code van de uitvoerder.'), naam: tekst('Organisatie die namens de gemeente helpt.') },
    },
    loket: LOKET_SCHEMA,
    contactUiterlijkOp: tekst('Uiterlijk op deze dag zoekt de gemeente contact.', { format: 'date' }),
    incassostop: INCASSOSTOP_SCHEMA,
  },
} as const
