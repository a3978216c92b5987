import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import type { Aannemer } from '../aannemer.ts'
import { AANGENOMEN_SCHEMA } from '../antwoord.ts'
import { registreer } from '../contactregistraties.ts'
import type { Stageomgeving } from '../omgeving.ts'
import { volgAanname } from '../volg-aanname.ts'
import { SLEUTELKOP, sleutelVan } from './sleutelkop.ts'

const UUID = { type: 'string', format: 'uuid', description: 'Het dossier.' } as const
/** A pattern, because the format lets `urn:uuid:` through. */
const PADDELEN = {
  type: 'object',
  required: ['id'],
  properties: {
    id: {
      type: 'string',
      pattern: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      description: 'Het dossier (UUID).',
    },
  },
} as const

/** The door for a warme doorverwijzing, which queues with others for the next commit. */
export function doorverwijzingRoute(app: FastifyInstance, o: Stageomgeving, aannemer: Aannemer): void {
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/doorverwijzingen',
    scope: 'doorverwijzingen.indienen',
    schema: {
      operationId: 'dienDoorverwijzingIn',
      tags: ['doorverwijzingen'],
      summary: 'Verwijs een klant warm door',
      description:
        'Legt de doorverwijzing duurzaam vast en antwoordt direct met de gemeente, de uiterste contactdag en de incassostop.',
      headers: SLEUTELKOP,
      body: leesSchema('doorverwijzing'),
      response: antwoorden({ 201: AANGENOMEN_SCHEMA }, [
        'ongeldige-invoer',
        'geen-json',
        'niet-aangemeld',
        'token-ongeldig',
        'geen-recht',
        'geen-mandaat',
        'deelnemer-geblokkeerd',
        'geen-overeenkomst',
        'gemeente-doet-niet-mee',
        'al-doorverwezen',
        'bezig',
        'te-groot',
        'verkeerd-inhoudstype',
        'sleutel-hergebruikt',
        'niet-beschikbaar',
      ]),
    },
    behandel: async ({ body, beller, header, traceparent }) => {
      const kop = sleutelVan(header)
      const gelezen = valideer('doorverwijzing', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      const neem = (trace: string) => aannemer.neem({ body: gelezen.waarde, client: beller, kop, traceparent: trace })
      return volgAanname(o, 'doorverwijzing', { traceparent, neem })
    },
  })
}

/** The door for what a gemeente did about its agreement. */
export function contactregistratieRoute(app: FastifyInstance, o: Stageomgeving): void {
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/doorverwijzingen/:id/contactregistraties',
    scope: 'antwoorden.indienen',
    schema: {
      operationId: 'registreerContact',
      tags: ['doorverwijzingen'],
      summary: 'Meld een poging, een contact of het eerste gesprek',
      description:
        'Voor de gemeente bij wie het dossier ligt. Gaat alleen naar het knooppunt; een schuldeiser ziet hier niets van.',
      params: PADDELEN,
      headers: SLEUTELKOP,
      body: leesSchema('contactregistratie'),
      response: antwoorden(
        {
          201: {
            title: 'AangenomenContactregistratie',
            type: 'object',
            required: ['id', 'dossierId', 'geregistreerdOp'],
            properties: {
              id: { type: 'string', format: 'uuid', description: 'Deze registratie.' },
              dossierId: UUID,
              geregistreerdOp: {
                type: 'string',
                format: 'date-time',
                description: 'Wanneer het knooppunt de melding aannam.',
              },
            },
          },
        },
        [
          'ongeldige-invoer',
          'geen-json',
          'niet-aangemeld',
          'token-ongeldig',
          'geen-recht',
          'deelnemer-geblokkeerd',
          'niet-gevonden',
          'verkeerde-status',
          'bezig',
          'te-groot',
          'verkeerd-inhoudstype',
          'sleutel-hergebruikt',
          'niet-beschikbaar',
        ],
      ),
    },
    behandel: async ({ body, beller, params, header, traceparent }) => {
      const kop = sleutelVan(header)
      const gelezen = valideer('contactregistratie', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      const dossierId = params.id ?? ''
      const neem = (trace: string) =>
        registreer(o, { dossierId, body: gelezen.waarde, client: beller, kop, traceparent: trace })
      return volgAanname(o, 'contactregistratie', { traceparent, neem })
    },
  })
}
