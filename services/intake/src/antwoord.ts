import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Opening } from '@warmknooppunt/regels/dossier'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import {
  GEMEENTE_SCHEMA,
  gemeenteVan,
  INCASSOSTOP_SCHEMA,
  LOKET_SCHEMA,
  loketVan,
  UITVOERDER_SCHEMA,
  uitvoerderVan,
} from '@warmknooppunt/register/weergave'

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
    gemeente: gemeenteVan(stand, opening.gemeentecode),
    uitvoerder: uitvoerderVan(stand, opening.uitvoerder),
    loket: loketVan(stand, opening.loket),
    contactUiterlijkOp: opening.contactUiterlijkOp,
  }
}

/** The 201, the first time or again. */
export function aangenomen(body: unknown, dossierId: string | null, headers: Record<string, string> = {}): Antwoord {
  const plek = dossierId === null ? {} : { Location: `/v1/doorverwijzingen/${dossierId}` }
  return { kind: 'antwoord', status: 201, body, headers: { ...plek, ...headers } }
}

const tekst = (description: string, extra: object = {}) => ({ type: 'string', description, ...extra })

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
    uitvoerder: UITVOERDER_SCHEMA,
    loket: LOKET_SCHEMA,
    contactUiterlijkOp: tekst('Uiterlijk op deze dag zoekt de gemeente contact.', { format: 'date' }),
    incassostop: INCASSOSTOP_SCHEMA,
  },
} as const
