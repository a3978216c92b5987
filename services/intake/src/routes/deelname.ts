import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { GEMEENTE_SCHEMA } from '@warmknooppunt/register/weergave'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import { controleerDeelname, toonGemeenten } from '../deelname.ts'
import type { Stageomgeving } from '../omgeving.ts'

const DEELNAME_SCHEMA = {
  title: 'Deelname',
  type: 'object',
  required: ['uitkomst', 'gemeenten'],
  properties: {
    uitkomst: {
      type: 'string',
      enum: ['doet-mee', 'geen-overeenkomst', 'gemeente-doet-niet-mee', 'meerdere', 'onbekend'],
      description: 'Of hier nu kan worden doorverwezen.',
    },
    gemeenten: { type: 'array', items: GEMEENTE_SCHEMA, description: 'De gemeente van het adres, of alle mogelijke.' },
    loket: {
      title: 'Contactloket',
      type: 'object',
      description: 'Om de klant direct door te verbinden, of waarheen te verwijzen.',
      properties: {
        code: { type: 'string' },
        naam: { type: 'string' },
        telefoonnummer: { type: 'string' },
        openingstijden: { type: 'string' },
      },
    },
    afspraken: { title: 'DeelnameAfspraken', type: 'object', description: 'De afspraken die dan gelden.' },
  },
} as const

export function deelnameRoutes(app: FastifyInstance, o: Stageomgeving): void {
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/deelnamecontroles',
    scope: 'doorverwijzingen.indienen',
    schema: {
      operationId: 'controleerDeelname',
      tags: ['deelname'],
      summary: 'Kan hier worden doorverwezen?',
      description:
        'Legt niets vast. Zegt of de gemeente van dit adres meedoet, onder welke afspraken, en welk loket er is.',
      body: leesSchema('deelnamecontrole'),
      response: antwoorden({ 200: DEELNAME_SCHEMA }, [
        'ongeldige-invoer',
        'geen-json',
        'niet-aangemeld',
        'token-ongeldig',
        'geen-recht',
        'geen-mandaat',
        'deelnemer-geblokkeerd',
        'te-groot',
        'verkeerd-inhoudstype',
        'niet-beschikbaar',
      ]),
    },
    behandel: async ({ body, beller }) => {
      const gelezen = valideer('deelnamecontrole', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      return controleerDeelname(o, { body: gelezen.waarde, client: beller })
    },
  })

  voegRouteToe(app, o.http, {
    method: 'GET',
    url: '/v1/gemeenten',
    scope: 'doorverwijzingen.lezen',
    schema: {
      operationId: 'toonGemeenten',
      tags: ['deelname'],
      summary: 'Alle gemeenten, en welke meedoen',
      response: antwoorden(
        {
          200: {
            title: 'Gemeentelijst',
            type: 'object',
            required: ['gemeenten'],
            properties: {
              gemeenten: {
                type: 'array',
                items: {
                  title: 'GemeenteMetDeelname',
                  type: 'object',
                  required: ['code', 'naam', 'doetMee'],
                  properties: {
                    ...GEMEENTE_SCHEMA.properties,
                    doetMee: { type: 'boolean', description: 'Of zij doorverwijzingen ontvangt.' },
                  },
                },
              },
            },
          },
        },
        ['niet-aangemeld', 'token-ongeldig', 'geen-recht', 'deelnemer-geblokkeerd', 'niet-beschikbaar'],
      ),
    },
    behandel: ({ beller }) => toonGemeenten(o, beller),
  })
}
