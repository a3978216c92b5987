import { antwoorden, TOEGANG } from '@warmknooppunt/platform/openapi-schema'
import { POSTVAKBERICHT } from './postvak-schema.ts'

/** JSON Schemas of what delivery's routes take and answer, as they stand in the OpenAPI description. */

export const BATCH_TYPE = 'application/cloudevents-batch+json'

const geheel = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum }) as const

export const MAX_WACHTTIJD_SECONDEN = 30

export const LEES = {
  type: 'object',
  additionalProperties: false,
  properties: {
    na: {
      ...geheel(0, Number.MAX_SAFE_INTEGER),
      description: 'Berichten met een hoger volgnummer dan dit. Weggelaten: vanaf het eerste onbevestigde.',
    },
    limiet: { ...geheel(1, 500), default: 100, description: 'Hoogstens zoveel berichten.' },
    wachttijd: {
      ...geheel(0, MAX_WACHTTIJD_SECONDEN),
      default: 0,
      description: 'Zoveel seconden wachten als er nog niets is.',
    },
  },
} as const

const berichten = { type: 'array', items: POSTVAKBERICHT } as const
const { 200: gelezen, ...nietGelezen } = antwoorden({ 200: berichten }, TOEGANG)

export const LEES_ANTWOORDEN = {
  200: {
    ...gelezen,
    description: 'Berichten in volgorde; leeg als er geen zijn.',
    content: { [BATCH_TYPE]: { schema: berichten } },
  },
  ...nietGelezen,
}

const BEVESTIGD = {
  title: 'Bevestigd',
  type: 'object',
  required: ['bevestigdTotEnMet'],
  properties: {
    bevestigdTotEnMet: {
      ...geheel(0, Number.MAX_SAFE_INTEGER),
      description: 'Tot en met dit volgnummer is alles bevestigd.',
    },
  },
} as const

export const BEVESTIG_ANTWOORDEN = antwoorden({ 200: BEVESTIGD }, [
  ...TOEGANG,
  'geen-json',
  'te-groot',
  'verkeerd-inhoudstype',
])

export const GEPARKEERD = {
  type: 'object',
  additionalProperties: false,
  properties: {
    status: {
      type: 'string',
      enum: ['geparkeerd'],
      default: 'geparkeerd',
      description: 'Alleen geparkeerde bezorgingen.',
    },
    na: { type: 'string', format: 'uuid', description: 'De bezorgingId van de laatste van de vorige bladzijde.' },
    limiet: { ...geheel(1, 500), default: 100, description: 'Hoogstens zoveel bezorgingen.' },
  },
} as const

const tekst = { type: 'string' } as const

const GEPARKEERDEN = {
  title: 'GeparkeerdeBezorgingen',
  type: 'object',
  required: ['bezorgingen'],
  properties: {
    bezorgingen: {
      type: 'array',
      items: {
        type: 'object',
        required: [
          'bezorgingId',
          'dossierId',
          'berichtId',
          'bericht',
          'deelnemer',
          'nummer',
          'eindpunt',
          'eindpuntStatus',
          'status',
          'poging',
          'wachtendErachter',
        ],
        properties: {
          bezorgingId: { ...tekst, format: 'uuid' },
          dossierId: { ...tekst, format: 'uuid' },
          berichtId: { ...tekst, format: 'uuid' },
          bericht: tekst,
          deelnemer: tekst,
          nummer: geheel(1, Number.MAX_SAFE_INTEGER),
          eindpunt: { ...tekst, format: 'uuid' },
          eindpuntStatus: { ...tekst, enum: ['actief', 'gepauzeerd'] },
          status: { ...tekst, enum: ['geparkeerd'] },
          poging: geheel(0, Number.MAX_SAFE_INTEGER),
          afloop: { type: ['string', 'null'] },
          statuscode: { type: ['integer', 'null'] },
          parkeerreden: { ...tekst, enum: ['geweigerd', 'onbereikbaar', 'gepauzeerd', 'na-terugzetten'] },
          laatstePogingOp: { type: ['string', 'null'], format: 'date-time' },
          wachtendErachter: {
            ...geheel(0, Number.MAX_SAFE_INTEGER),
            description:
              'Zoveel bezorgingen naar dit eindpunt wachten hierachter: is het gepauzeerd alle die er wachten (geteld tot 100.000), anders de latere van dit dossier.',
          },
        },
      },
    },
  },
} as const

export const GEPARKEERD_ANTWOORDEN = antwoorden({ 200: GEPARKEERDEN }, TOEGANG)
