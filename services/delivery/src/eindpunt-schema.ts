import { antwoorden, TOEGANG } from '@warmknooppunt/platform/openapi-schema'

/** JSON Schemas of what operators ask about endpoints, as they stand in the OpenAPI description. */

const tekst = (description: string) => ({ type: 'string', description }) as const
const ofNiets = (description: string) => ({ type: ['string', 'null'], description }) as const
const uuid = (description: string) => ({ type: 'string', format: 'uuid', maxLength: 36, description }) as const
const moment = (description: string) => ({ type: 'string', format: 'date-time', description }) as const
const ofMoment = (description: string) => ({ type: ['string', 'null'], format: 'date-time', description }) as const

const REGEL = {
  id: uuid('Het eindpunt.'),
  deelnemer: tekst('Van wie het is.'),
  loket: ofNiets('Alleen voor berichten van dit loket; leeg: van elk loket zonder eigen eindpunt.'),
  soort: { ...tekst('Hoe er gepusht wordt.'), enum: ['webhook'] },
  status: {
    ...tekst(
      'Voorgesteld: een tweede operator moet het nog goedkeuren, er gaat niets heen. Gepauzeerd: wat er heen moet wacht. Beëindigd: voorgoed.',
    ),
    enum: ['voorgesteld', 'actief', 'gepauzeerd', 'beeindigd'],
  },
  reden: ofNiets('Waarom het gepauzeerd is: operator, http- met een statuscode, of zonder-demo.'),
  geheimVan: moment('Sinds wanneer het nieuwste geheim telt.'),
  oudGeldigTot: ofMoment('Tot wanneer het geheim ervoor nog meetelt; leeg: er telt er een.'),
} as const

const EINDPUNTEN = {
  title: 'Eindpunten',
  type: 'object',
  required: ['eindpunten'],
  properties: {
    eindpunten: { type: 'array', items: { type: 'object', required: Object.keys(REGEL), properties: REGEL } },
  },
} as const

const WIJZIGING = {
  soort: {
    ...tekst('Wat er gebeurde. Verlopen: een voorstel dat niemand op tijd goedkeurde.'),
    enum: ['toegevoegd', 'voorgesteld', 'goedgekeurd', 'gepauzeerd', 'hervat', 'beeindigd', 'verlopen'],
  },
  operator: ofNiets('Welke operator; leeg: het verliep vanzelf.'),
  client: ofNiets('Met welke client.'),
  toelichting: ofNiets('Waarom.'),
  op: moment('Wanneer.'),
} as const

const EEN = {
  ...REGEL,
  oorsprong: tekst('Het adres tot het pad.'),
  toegestaneNetten: {
    type: 'array',
    items: tekst('Een net (CIDR) waar het in mag liggen behalve het openbare internet.'),
  },
  gelijktijdig: { type: 'integer', description: 'Hoogstens zoveel verzoeken tegelijk, van een proces.' },
  wijzigingen: {
    type: 'array',
    description: 'Wie er wat mee deed, het laatste eerst; hoogstens 200.',
    items: { type: 'object', required: Object.keys(WIJZIGING), properties: WIJZIGING },
  },
} as const

export const EINDPUNT_ANTWOORDEN = antwoorden(
  { 200: { title: 'EindpuntMetWijzigingen', type: 'object', required: Object.keys(EEN), properties: EEN } },
  [...TOEGANG, 'niet-gevonden'],
)

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

const SCHRIJVEN = [...TOEGANG, 'verkeerde-status', 'geen-json', 'te-groot', 'verkeerd-inhoudstype'] as const

export const GEHEIM_ANTWOORDEN = antwoorden({ 200: GEWISSELD, 201: GEWISSELD }, [...SCHRIJVEN, 'niet-gevonden'])

const TOEGEVOEGD = {
  title: 'ToegevoegdEindpunt',
  type: 'object',
  required: ['eindpunt', 'status'],
  properties: {
    eindpunt: uuid('Het eindpunt.'),
    status: { ...REGEL.status },
    geheim: tekst('Het geheim dat het knooppunt maakte. Het wordt alleen nu getoond.'),
  },
} as const

export const TOEVOEG_ANTWOORDEN = antwoorden({ 200: TOEGEVOEGD, 201: TOEGEVOEGD }, SCHRIJVEN)

const BEHEERD = {
  title: 'BeheerdEindpunt',
  type: 'object',
  required: ['eindpunt', 'vrijgegeven', 'meer'],
  properties: {
    eindpunt: uuid('Het eindpunt.'),
    vrijgegeven: {
      type: 'integer',
      minimum: 0,
      description: 'Hoeveel berichten die om de pauze waren weggezet nu weer gaan; wat alleen wachtte telt niet mee.',
    },
    meer: { type: 'boolean', description: 'Er zijn er nog meer weggezet: vraag het nog eens.' },
  },
} as const

export const BEHEER_ANTWOORDEN = antwoorden({ 200: BEHEERD, 201: BEHEERD }, [...SCHRIJVEN, 'niet-gevonden'])

const GOEDGEKEURD = {
  title: 'GoedgekeurdEindpunt',
  type: 'object',
  required: ['eindpunt'],
  properties: { eindpunt: uuid('Het eindpunt; vanaf nu gaan er berichten heen.') },
} as const

export const GOEDKEUR_ANTWOORDEN = antwoorden({ 201: GOEDGEKEURD }, [...SCHRIJVEN, 'niet-gevonden', 'eigen-voorstel'])
