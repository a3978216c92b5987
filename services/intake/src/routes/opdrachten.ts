import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import type { Stageomgeving } from '../omgeving.ts'
import { neemHerbezorgopdracht, neemRouteeropdracht } from '../opdrachten.ts'
import { isProbleem, SLEUTELKOP, sleutelVan } from './sleutelkop.ts'

const OPDRACHT_SCHEMA = {
  title: 'AangenomenOpdracht',
  type: 'object',
  required: ['id', 'dossierId'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Deze opdracht.' },
    dossierId: { type: 'string', format: 'uuid', description: 'Het dossier waarover zij gaat.' },
  },
} as const

const PROBLEMEN = [
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
] as const

export function opdrachtRoutes(app: FastifyInstance, o: Stageomgeving): void {
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/beheer/routeeropdrachten',
    scope: 'beheer',
    schema: {
      operationId: 'geefRouteeropdracht',
      tags: ['beheer'],
      summary: 'Kies de gemeente van een dossier dat wacht, of weiger het',
      headers: SLEUTELKOP,
      body: leesSchema('routeeropdracht'),
      response: antwoorden({ 201: OPDRACHT_SCHEMA }, [...PROBLEMEN, 'geen-overeenkomst', 'gemeente-doet-niet-mee']),
    },
    behandel: async ({ body, beller, header, traceparent }) => {
      const kop = sleutelVan(header)
      if (isProbleem(kop)) return kop
      const gelezen = valideer('routeeropdracht', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      return neemRouteeropdracht(o, { body: gelezen.waarde, client: beller, kop, traceparent })
    },
  })

  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/beheer/herbezorgopdrachten',
    scope: 'beheer',
    schema: {
      operationId: 'geefHerbezorgopdracht',
      tags: ['beheer'],
      summary: 'Laat een geparkeerde bezorging opnieuw doen',
      headers: SLEUTELKOP,
      body: leesSchema('herbezorgopdracht'),
      response: antwoorden({ 201: OPDRACHT_SCHEMA }, PROBLEMEN),
    },
    behandel: async ({ body, beller, header, traceparent }) => {
      const kop = sleutelVan(header)
      if (isProbleem(kop)) return kop
      const gelezen = valideer('herbezorgopdracht', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      return neemHerbezorgopdracht(o, { body: gelezen.waarde, client: beller, kop, traceparent })
    },
  })
}
