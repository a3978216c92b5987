import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { INZAGEREDENEN } from './onverwerkbaar-lijst-store.ts'
import { antwoorden, TOEGANG } from './openapi-schema.ts'

const tekst = (description: string) => ({ type: 'string', description }) as const
const ofNiets = (description: string) => ({ type: ['string', 'null'], description }) as const
const uuid = (description: string) => ({ type: 'string', format: 'uuid', maxLength: 36, description }) as const
const moment = (description: string) => ({ type: 'string', format: 'date-time', description }) as const
const geheel = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description }) as const

const limiet = { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Hoeveel hoogstens.' } as const
const volgende = geheel('Geef dit mee als na voor het vervolg; ontbreekt aan het eind.')

export const LIJSTVRAAG = {
  type: 'object',
  additionalProperties: false,
  properties: {
    na: {
      ...tekst('De volgende van de vorige bladzijde.'),
      pattern: '^[a-z]{1,20}\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      examples: ['berichten.01950000-0000-7000-8000-000000000001'],
    },
    limiet,
  },
} as const

export const OPDRACHTENVRAAG = {
  type: 'object',
  additionalProperties: false,
  properties: { na: geheel('De volgende van de vorige bladzijde.'), limiet },
} as const

export const NUMMERPAD = {
  type: 'object',
  required: ['volgnummer'],
  properties: {
    // Text, because a number in a path is one; fifteen digits fit in what JSON can count.
    volgnummer: { ...tekst('Het bericht, zoals de lijst het noemt.'), pattern: '^[1-9][0-9]{0,14}$', examples: ['17'] },
  },
} as const

export const OPDRACHTPAD = {
  type: 'object',
  required: ['id'],
  properties: { id: uuid('De opdracht, zoals POST /v1/beheer/herstelopdrachten haar noemde.') },
} as const

export const REDENKOP = {
  type: 'object',
  required: ['reden'],
  properties: {
    reden: {
      ...tekst(
        'Waarom u het bericht leest; wordt vastgelegd. herstel: om erover te besluiten; vraag-van-deelnemer: een deelnemer vraagt ernaar; incident: bij een beveiligings- of datalek; controle: voor toezicht.',
      ),
      enum: INZAGEREDENEN,
    },
  },
} as const

const APART = {
  volgnummer: geheel('Dit bericht, binnen deze stap.'),
  sleutel: uuid(
    'Het dossier; van een opdracht haar eigen id, van een onleesbaar bericht soms een sleutel naar zijn plaats.',
  ),
  topic: tekst('Het topic waarop het kwam.'),
  berichtId: { ...uuid('Zijn id; null als het niet te lezen is.'), type: ['string', 'null'] },
  soort: ofNiets('Zijn soort, zoals nl.warmknooppunt.doorverwijzing.ingediend; null als die niet te lezen is.'),
  reden: {
    ...tekst('Waarom het apart staat: fout bij verwerken, onleesbaar, of wacht op een eerder bericht.'),
    enum: ['fout', 'onleesbaar', 'wacht-op-eerder'],
  },
  foutcode: ofNiets('Vaste code van de fout.'),
} as const

/** The reasons a refusal may have, as the order's own specification lists them. */
const WEIGERREDENEN: readonly string[] = leesSchema('herstelopdracht').properties.weiger.enum

const OPDRACHT = {
  title: 'Herstelstand',
  type: 'object',
  required: ['id', 'sleutel', 'volgnummer', 'keuze', 'operator', 'gegevenOp', 'stand', 'verwerkt', 'geweigerd'],
  properties: {
    id: uuid('De opdracht.'),
    sleutel: uuid('De wachtrij waarover zij gaat.'),
    volgnummer: geheel('Het bericht waarover zij gaat.'),
    topic: ofNiets('Zijn topic; null als het er bij binnenkomst van de opdracht niet (meer) stond.'),
    keuze: { ...tekst('Wat er met het bericht moest.'), enum: ['vrijgeven', 'weigeren'] },
    weigerreden: { type: ['string', 'null'], enum: [...WEIGERREDENEN, null], description: 'Bij weigeren: waarom.' },
    operator: tekst('Code van wie haar gaf.'),
    gegevenOp: moment('Wanneer.'),
    stand: {
      ...tekst(
        'open: nog niet klaar; vrij: de wachtrij is leeg; vast: een bericht faalde weer, zie foutcode; niets-te-doen: het bericht stond niet (meer) vooraan.',
      ),
      enum: ['open', 'vrij', 'vast', 'niets-te-doen'],
    },
    verwerkt: geheel('Hoeveel berichten zijn verwerkt.'),
    geweigerd: { type: 'boolean', description: 'Of het genoemde bericht is geweigerd.' },
    foutcode: ofNiets('Bij vast: vaste code van de fout; bij niets-te-doen: niet-gevonden of niet-vooraan.'),
    afgerondOp: { ...moment('Wanneer zij klaar was; null zolang zij open is.'), type: ['string', 'null'] },
  },
} as const

const WACHTRIJ = {
  title: 'Wachtrij',
  type: 'object',
  required: [...Object.keys(APART), 'sinds', 'aantal'],
  properties: {
    ...APART,
    sinds: moment('Sinds wanneer deze wachtrij er is.'),
    aantal: geheel('Hoeveel berichten erin staan, met dit vooraan; geteld tot 10.000.'),
    // The last about this queue, where there was one.
    opdracht: OPDRACHT,
  },
} as const

export const LIJST_ANTWOORDEN = antwoorden(
  {
    200: {
      title: 'Onverwerkbaar',
      type: 'object',
      required: ['wachtrijen'],
      properties: {
        wachtrijen: { type: 'array', items: WACHTRIJ },
        volgende: tekst('Geef dit mee als na voor het vervolg; ontbreekt aan het eind.'),
      },
    },
  },
  TOEGANG,
)

export const BERICHT_ANTWOORDEN = antwoorden(
  {
    200: {
      title: 'OnverwerkbaarBericht',
      type: 'object',
      required: [...Object.keys(APART), 'opgetekendOp', 'bericht'],
      properties: {
        ...APART,
        opgetekendOp: moment('Wanneer het apart werd gezet.'),
        volgende: geheel('Het volgnummer van het bericht erachter; ontbreekt bij het laatste.'),
        geweigerd: {
          title: 'Weigering',
          type: 'object',
          description: 'Door wie, wanneer en waarom het voorgoed is geweigerd; ontbreekt zolang het wacht.',
          required: ['reden', 'operator', 'op'],
          properties: {
            reden: { ...tekst('Waarom.'), enum: WEIGERREDENEN },
            operator: tekst('Door wie.'),
            op: moment('Wanneer.'),
          },
        },
        bericht: tekst('Het bericht zoals het op het topic lag, letterlijk; inhoud blijft versleuteld.'),
      },
    },
  },
  [...TOEGANG, 'niet-gevonden'],
)

export const OPDRACHTEN_ANTWOORDEN = antwoorden(
  {
    200: {
      title: 'Herstelopdrachten',
      type: 'object',
      required: ['opdrachten'],
      properties: { opdrachten: { type: 'array', items: OPDRACHT }, volgende },
    },
  },
  TOEGANG,
)

export const OPDRACHT_ANTWOORDEN = antwoorden({ 200: OPDRACHT }, [...TOEGANG, 'niet-gevonden'])
