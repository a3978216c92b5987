import { GEMEENTE_SCHEMA, INCASSOSTOP_SCHEMA, LOKET_SCHEMA, UITVOERDER_SCHEMA } from '@warmknooppunt/register/weergave'

export const STATUSSEN = ['wacht-op-routering', 'aangenomen', 'niet-bezorgbaar', 'ingetrokken', 'gesloten'] as const

export const STANDAARD_LIMIET = 50

export const PROBLEMEN = [
  'ongeldige-invoer',
  'niet-aangemeld',
  'token-ongeldig',
  'geen-recht',
  'deelnemer-geblokkeerd',
  'niet-beschikbaar',
] as const

// The format alone would also let `urn:uuid:...` through, which is no id to the database.
const ID = { type: 'string', format: 'uuid', maxLength: 36, description: 'Het dossier.' } as const
export const PARAMS = { type: 'object', required: ['id'], properties: { id: ID } } as const

export const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    na: { ...ID, description: 'Alleen dossiers na dit dossier.' },
    limiet: {
      type: 'integer',
      minimum: 1,
      maximum: 200,
      default: STANDAARD_LIMIET,
      description: 'Hoeveel hoogstens.',
    },
    status: { type: 'string', enum: STATUSSEN, description: 'Alleen dossiers met deze status.' },
  },
} as const

/** JSON Schemas of the answers, as they stand in the OpenAPI description. */
export const DOSSIER_SCHEMA = {
  title: 'Doorverwijzingsstatus',
  type: 'object',
  required: ['id', 'status', 'schuldeiser', 'aangenomenOp', 'incassostop'],
  properties: {
    id: ID,
    status: { type: 'string', enum: STATUSSEN, description: 'De status voor wie het vraagt.' },
    schuldeiser: { type: 'string', description: 'Code van de schuldeiser.' },
    aangenomenOp: {
      type: 'string',
      format: 'date-time',
      description: 'Wanneer het knooppunt de doorverwijzing aannam.',
    },
    gemeente: GEMEENTE_SCHEMA,
    uitvoerder: UITVOERDER_SCHEMA,
    loket: LOKET_SCHEMA,
    contactUiterlijkOp: {
      type: 'string',
      format: 'date',
      description: 'Uiterlijk op deze dag zoekt de gemeente contact.',
    },
    incassostop: INCASSOSTOP_SCHEMA,
  },
} as const

export const LIJST_SCHEMA = {
  title: 'Doorverwijzingenlijst',
  type: 'object',
  required: ['doorverwijzingen'],
  properties: {
    doorverwijzingen: { type: 'array', items: DOSSIER_SCHEMA },
    volgende: {
      type: 'string',
      format: 'uuid',
      description: 'Geef dit mee als na voor het vervolg; ontbreekt aan het eind.',
    },
  },
} as const

export const TIJDLIJN_SCHEMA = {
  title: 'Tijdlijn',
  type: 'object',
  required: ['gebeurtenissen'],
  properties: {
    gebeurtenissen: {
      type: 'array',
      description: 'In volgorde van tijd; van een heel lange tijdlijn de laatste 1000.',
      items: {
        title: 'Gebeurtenis',
        type: 'object',
        required: ['id', 'soort', 'tijdstip'],
        properties: {
          id: { type: 'string', format: 'uuid', description: 'Het bericht waaruit dit volgt.' },
          soort: { type: 'string', description: 'Wat er gebeurde.' },
          tijdstip: { type: 'string', format: 'date-time', description: 'Wanneer.' },
          gegevens: { type: 'object', description: 'Codes en datums, nooit inhoud.' },
        },
      },
    },
  },
} as const
