import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import { neemHerstelopdracht } from '../herstelopdrachten.ts'
import type { Stageomgeving } from '../omgeving.ts'
import { neemHerbezorgopdracht, neemRouteeropdracht } from '../opdrachten.ts'
import { volgAanname } from '../volg-aanname.ts'
import { SLEUTELKOP, sleutelVan } from './sleutelkop.ts'

const OPDRACHT_SCHEMA = {
  title: 'AangenomenOpdracht',
  type: 'object',
  required: ['id', 'dossierId'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Deze opdracht.' },
    dossierId: { type: 'string', format: 'uuid', description: 'Het dossier waarover zij gaat.' },
  },
} as const

const HERSTEL_SCHEMA = {
  title: 'AangenomenHerstelopdracht',
  type: 'object',
  required: ['id', 'stage', 'sleutel', 'volgnummer'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Deze opdracht.' },
    stage: { type: 'string', description: 'De stap die haar uitvoert.' },
    sleutel: { type: 'string', format: 'uuid', description: 'De wachtrij waarover zij gaat.' },
    volgnummer: { type: 'integer', description: 'Het bericht waarover zij gaat.' },
  },
} as const

const ALGEMEEN = [
  'ongeldige-invoer',
  'geen-json',
  'niet-aangemeld',
  'token-ongeldig',
  'geen-recht',
  'deelnemer-geblokkeerd',
  'bezig',
  'te-groot',
  'verkeerd-inhoudstype',
  'sleutel-hergebruikt',
  'niet-beschikbaar',
] as const
const PROBLEMEN = [...ALGEMEEN, 'niet-gevonden', 'verkeerde-status'] as const

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
      const gelezen = valideer('routeeropdracht', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      const neem = (trace: string) =>
        neemRouteeropdracht(o, { body: gelezen.waarde, client: beller, kop, traceparent: trace })
      return volgAanname(o, 'routeeropdracht', { traceparent, neem })
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
      const gelezen = valideer('herbezorgopdracht', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      const neem = (trace: string) =>
        neemHerbezorgopdracht(o, { body: gelezen.waarde, client: beller, kop, traceparent: trace })
      return volgAanname(o, 'herbezorgopdracht', { traceparent, neem })
    },
  })

  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/beheer/herstelopdrachten',
    scope: 'beheer',
    schema: {
      operationId: 'geefHerstelopdracht',
      tags: ['beheer'],
      summary: 'Laat een bericht dat een stap apart zette opnieuw verwerken, of weiger het',
      description:
        'De opdracht reist als bericht naar de stap. Wat ervan kwam zegt GET /v1/beheer/{stap}/herstelopdrachten/{id}.',
      headers: SLEUTELKOP,
      body: leesSchema('herstelopdracht'),
      response: antwoorden({ 201: HERSTEL_SCHEMA }, ALGEMEEN),
    },
    behandel: async ({ body, beller, header, traceparent }) => {
      const kop = sleutelVan(header)
      const gelezen = valideer('herstelopdracht', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      const neem = (trace: string) =>
        neemHerstelopdracht(o, { body: gelezen.waarde, client: beller, kop, traceparent: trace })
      return volgAanname(o, 'herstelopdracht', { traceparent, neem })
    },
  })
}
