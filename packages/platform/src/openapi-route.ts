import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { RouteKeuze } from './http.ts'
import { voegRouteToe } from './http.ts'
import { antwoorden } from './openapi-schema.ts'

const BESTAND = new URL('../../../openapi/warmknooppunt.v1.json', import.meta.url)

/** The description of the API, open to all, also for pages of other sites: the committed file, read once. */
export function openapiRoute(app: FastifyInstance, keuze: RouteKeuze): void {
  let beschrijving: Promise<unknown> | undefined
  voegRouteToe(app, keuze, {
    method: 'GET',
    url: '/v1/openapi.json',
    scope: null,
    schema: {
      operationId: 'toonBeschrijving',
      tags: ['beschrijving'],
      summary: 'Deze beschrijving, als OpenAPI 3.1',
      response: antwoorden({ 200: { type: 'object', description: 'Een document volgens OpenAPI 3.1.' } }, [
        'niet-beschikbaar',
      ]),
    },
    behandel: async () => {
      beschrijving ??= readFile(BESTAND, 'utf8').then((tekst): unknown => JSON.parse(tekst))
      return {
        kind: 'antwoord',
        status: 200,
        body: await beschrijving,
        headers: { 'Access-Control-Allow-Origin': '*' },
      }
    },
  })
}
