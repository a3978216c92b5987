import { GEMEENTE_SCHEMA, INCASSOSTOP_SCHEMA, LOKET_SCHEMA, UITVOERDER_SCHEMA } from '@warmknooppunt/register/weergave'

export const STATUSSEN = ['wacht-op-routering', 'aangenomen', 'niet-bezorgbaar', 'ingetrokken', 'gesloten'] as const

export const ID = { type: 'string', format: 'uuid', description: 'Het dossier.' } as const
export const PARAMS = { type: 'object', required: ['id'], properties: { id: ID } } as const

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
