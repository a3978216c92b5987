import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { TOEGANG } from './route-schemas.ts'

/** JSON Schemas of what operators ask about endpoints, as they stand in the OpenAPI description. */

const tekst = (description: string) => ({ type: 'string', description }) as const
const ofNiets = (description: string) => ({ type: ['string', 'null'], description }) as const
const uuid = (description: string) => ({ type: 'string', format: 'uuid', maxLength: 36, description }) as const
const moment = (description: string) => ({ type: 'string', format: 'date-time', description }) as const
const ofMoment = (description: string) => ({ type: ['string', 'null'], format: 'date-time', description }) as const

const EINDPUNTEN = {
  title: 'Eindpunten',
  type: 'object',
  required: ['eindpunten'],
  properties: {
    eindpunten: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'deelnemer', 'loket', 'soort', 'status', 'reden', 'geheimVan', 'oudGeldigTot'],
        properties: {
          id: uuid('Het eindpunt.'),
          deelnemer: tekst('Van wie het is.'),
          loket: ofNiets('Alleen voor berichten van dit loket; leeg: van elk loket zonder eigen eindpunt.'),
          soort: { ...tekst('Hoe er gepusht wordt.'), enum: ['webhook'] },
          status: { ...tekst('Gepauzeerd: er gaat niets heen.'), enum: ['actief', 'gepauzeerd'] },
          reden: ofNiets('Waarom het gepauzeerd is.'),
          geheimVan: moment('Sinds wanneer het nieuwste geheim telt.'),
          oudGeldigTot: ofMoment('Tot wanneer het geheim ervoor nog meetelt; leeg: er telt er een.'),
        },
      },
    },
  },
} as const

export const EINDPUNTEN_ANTWOORDEN = antwoorden({ 200: EINDPUNTEN }, TOEGANG)

export const EINDPUNTPAD = {
  type: 'object',
  required: ['id'],
  properties: { id: uuid('Het eindpunt, zoals GET /v1/beheer/eindpunten het noemt.') },
} as const

const GEWISSELD = {
  title: 'GewisseldGeheim',
  type: 'object',
  required: ['eindpunt', 'oudGeldigTot'],
  properties: {
    eindpunt: uuid('Het eindpunt.'),
    oudGeldigTot: ofMoment('Tot wanneer het vorige geheim meetelt; leeg: niet meer.'),
    geheim: tekst('Het geheim dat het knooppunt maakte. Het wordt alleen nu getoond.'),
  },
} as const

export const GEHEIM_ANTWOORDEN = antwoorden({ 200: GEWISSELD, 201: GEWISSELD }, [
  ...TOEGANG,
  'niet-gevonden',
  'verkeerde-status',
  'geen-json',
  'te-groot',
  'verkeerd-inhoudstype',
])
