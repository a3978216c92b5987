import { GEMEENTE_SCHEMA, INCASSOSTOP_SCHEMA, LOKET_SCHEMA, UITVOERDER_SCHEMA } from '@warmknooppunt/register/weergave'

export const STATUSSEN = ['wacht-op-routering', 'aangenomen', 'niet-bezorgbaar', 'ingetrokken', 'gesloten'] as const

/** What a line of a tijdlijn may say: what the projections make of the messages. */
export const SOORTEN = [
  'aangenomen',
  'contactregistratie',
  'routeeropdracht',
  'herbezorgopdracht',
  'herstelopdracht',
  'gerouteerd',
  'wacht-op-routering',
  'niet-bezorgbaar',
  'herinnering-contact',
  'contact-gehaald',
  'contact-verstreken',
  'contact-alsnog-gehaald',
  'herinnering-gesprek',
  'gesprek-gehaald',
  'gesprek-verstreken',
  'gesprek-alsnog-gehaald',
  'operatortermijn-verstreken',
  'incassostop-eindigt',
  'incassostop-geeindigd',
  'bezorging-beschikbaar',
  'bezorging-opgehaald',
  'bezorging-gepusht',
  'bezorging-mislukt',
  'bezorging-geparkeerd',
  'bezorging-vrijgegeven',
] as const

export const STANDAARD_LIMIET = 50

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

/** Of a dossier as an operator lists it. */
const BEHEERDOSSIER_SCHEMA = {
  ...DOSSIER_SCHEMA,
  title: 'Dossierstatus',
  properties: {
    ...DOSSIER_SCHEMA.properties,
    reden: {
      type: 'string',
      enum: ['meerdere', 'onbekend'],
      description: 'Waarom het knooppunt zelf geen gemeente koos; ontbreekt waar het er precies een vond.',
    },
    kandidaten: {
      type: 'array',
      items: GEMEENTE_SCHEMA,
      description: 'Bij reden: de gemeenten waar het adres in kan liggen; leeg bij een onbekend adres.',
    },
  },
} as const

export const LIJST_SCHEMA = lijstVan('Doorverwijzingenlijst', DOSSIER_SCHEMA)
export const BEHEERLIJST_SCHEMA = lijstVan('Dossierlijst', BEHEERDOSSIER_SCHEMA)

export const LIJST_UITLEG =
  'De lijst loopt een ogenblik achter: wat net is aangenomen of door een operator is beslist, kan nog ontbreken of anders staan, en later tussen al gelezen dossiers komen.'

function lijstVan(title: string, items: object) {
  const volgende = {
    type: 'string',
    format: 'uuid',
    description: 'Geef dit mee als na voor het vervolg; ontbreekt aan het eind.',
  }
  const properties = { doorverwijzingen: { type: 'array', items }, volgende }
  return { title, type: 'object', required: ['doorverwijzingen'], properties } as const
}

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
          soort: { type: 'string', enum: SOORTEN, description: 'Wat er gebeurde. Niet elke partij ziet alles.' },
          tijdstip: { type: 'string', format: 'date-time', description: 'Wanneer.' },
          gegevens: { type: 'object', description: 'Codes en datums, nooit inhoud.' },
        },
      },
    },
  },
} as const
