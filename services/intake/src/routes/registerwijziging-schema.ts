const MOMENT = { type: 'string', format: 'date-time' } as const
const CODE = { type: 'string' } as const

const BEHEERDER = {
  type: 'object',
  required: ['deelnemer', 'clientId', 'issuer'],
  properties: { deelnemer: CODE, clientId: CODE, issuer: CODE },
} as const

const BEOORDELING = {
  raaktOntvangst: {
    type: 'boolean',
    description: 'Of de wijziging kan veranderen wie persoonsgegevens ontvangt, of met welke sleutel.',
  },
  verschil: {
    type: 'array',
    description: 'Wat er verandert, per rij. Van sleutels alleen naam en vingerafdruk (RFC 7638).',
    items: {
      type: 'object',
      required: ['soort', 'sleutel', 'wat', 'velden'],
      properties: {
        soort: { type: 'string', description: 'De lijst van het register.' },
        sleutel: { type: 'string', description: 'De sleutel van de rij, zoals weg hem noemt.' },
        wat: { type: 'string', enum: ['nieuw', 'anders', 'weg'] },
        velden: {
          type: 'array',
          items: {
            type: 'object',
            required: ['veld', 'was', 'wordt'],
            properties: { veld: CODE, was: {}, wordt: {} },
          },
        },
      },
    },
  },
  effect: {
    type: 'object',
    description: 'Wat de wijziging met de routering doet, vandaag en op dagen waarop een regel begint of eindigt.',
    required: ['toekenningen', 'overeenkomsten', 'meer'],
    properties: {
      toekenningen: {
        type: 'array',
        items: { type: 'object' },
        description: 'Zaken die naar een ander gaan, met een voorbeeld.',
      },
      overeenkomsten: {
        type: 'array',
        items: { type: 'object' },
        description: 'Paren waarvoor een andere overeenkomst geldt.',
      },
      meer: { type: 'integer', description: 'Hoeveel er nog zijn die hier niet staan.' },
    },
  },
} as const

const STAND = {
  type: 'string',
  enum: ['wacht-op-goedkeuring', 'doorgevoerd', 'afgewezen', 'verlopen'],
  description: 'verlopen: het voorstel wachtte langer dan zeven dagen.',
} as const

export const UITKOMST_SCHEMA = {
  title: 'UitkomstRegisterwijziging',
  type: 'object',
  required: ['id', 'stand'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Deze wijziging.' },
    stand: STAND,
    versie: { type: 'integer', description: 'De registerversie die nu geldt.' },
    ...BEOORDELING,
  },
} as const

export const PROEF_SCHEMA = {
  title: 'ProefRegisterwijziging',
  type: 'object',
  required: ['proef', 'versie', 'goedkeuringNodig', ...Object.keys(BEOORDELING)],
  properties: {
    proef: { type: 'boolean', description: 'Er is niets veranderd.' },
    versie: { type: 'integer', description: 'De registerversie die nu geldt.' },
    goedkeuringNodig: { type: 'boolean', description: 'Of een tweede beheerder haar moet goedkeuren.' },
    ...BEOORDELING,
  },
} as const

export const WIJZIGING_SCHEMA = {
  title: 'Registerwijzigingstand',
  type: 'object',
  required: [
    'id',
    'stand',
    'ingediendOp',
    'indiener',
    'toelichting',
    'opVersie',
    'versie',
    'besluit',
    ...Object.keys(BEOORDELING),
  ],
  properties: {
    id: { type: 'string', format: 'uuid' },
    stand: STAND,
    ingediendOp: MOMENT,
    indiener: BEHEERDER,
    toelichting: { type: 'string', description: 'Waarom.' },
    opVersie: { type: 'integer', description: 'De registerversie waarop zij beoordeeld is.' },
    versie: { type: ['integer', 'null'], description: 'De registerversie die zij maakte.' },
    besluit: {
      type: ['object', 'null'],
      required: ['op', 'door', 'toelichting'],
      properties: { op: MOMENT, door: BEHEERDER, toelichting: { type: ['string', 'null'] } },
    },
    ...BEOORDELING,
  },
} as const

export const WIJZIGINGEN_SCHEMA = {
  title: 'Registerwijzigingen',
  type: 'object',
  required: ['registerwijzigingen'],
  properties: {
    registerwijzigingen: { type: 'array', items: WIJZIGING_SCHEMA },
    volgende: {
      type: 'string',
      format: 'uuid',
      description: 'Waarde van na voor wat ouder is. Afwezig: dit was alles.',
    },
  },
} as const

export const REGISTER_SCHEMA = {
  title: 'Register',
  type: 'object',
  required: ['versie', 'register'],
  properties: {
    versie: { type: 'integer', description: 'De registerversie die nu geldt; opVersie van een wijziging.' },
    register: { type: 'object', description: 'Per soort alle rijen, in de vorm van zet van een registerwijziging.' },
  },
} as const
