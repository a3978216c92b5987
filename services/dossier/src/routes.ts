import type { Route } from '@warmknooppunt/platform/http'
import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden } from '@warmknooppunt/platform/openapi-schema'
import { INCASSOSTOP_SCHEMA } from '@warmknooppunt/register/weergave'
import type { FastifyInstance } from 'fastify'
import { leesTijdlijn } from './gebeurtenis-store.ts'
import type { Inzage, Lezer, Stageomgeving } from './inzage.ts'
import { bepaalLezer, nietGevonden, zoekInzage } from './inzage.ts'
import { lijst } from './lijst.ts'
import { DOSSIER_SCHEMA, LIJST_SCHEMA, PARAMS, STATUSSEN, TIJDLIJN_SCHEMA } from './route-schemas.ts'
import { toonDossier } from './weergave.ts'

const SCOPE = 'doorverwijzingen.lezen'
const PROBLEMEN = [
  'ongeldige-invoer',
  'niet-aangemeld',
  'token-ongeldig',
  'geen-recht',
  'deelnemer-geblokkeerd',
  'niet-beschikbaar',
] as const

const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    na: { type: 'string', format: 'uuid', description: 'Alleen dossiers na dit dossier.' },
    limiet: { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Hoeveel hoogstens.' },
    status: { type: 'string', enum: STATUSSEN, description: 'Alleen dossiers met deze status.' },
  },
} as const

/** The read side over HTTP: each party its own dossiers and only what it may see; everything else is a 404. */
export function dossierRoutes(app: FastifyInstance, o: Stageomgeving): void {
  for (const route of [lijstRoute(o), ...dossierRoutesVan(o), ...beheerRoutes(o)]) voegRouteToe(app, o.http, route)
}

function lijstRoute(o: Stageomgeving): Route {
  return {
    method: 'GET',
    url: '/v1/doorverwijzingen',
    scope: SCOPE,
    schema: {
      operationId: 'toonDoorverwijzingen',
      tags: ['doorverwijzingen'],
      summary: 'Uw doorverwijzingen, in volgorde van aannemen',
      querystring: QUERY,
      response: antwoorden({ 200: LIJST_SCHEMA }, PROBLEMEN),
    },
    behandel: async ({ beller, query }) => {
      const lezer = await bepaalLezer(o, beller)
      return 'kind' in lezer ? lezer : lijst(o, lezer, query)
    },
  }
}

type Toon = (lezer: Lezer, inzage: Inzage) => Promise<unknown> | unknown

function overEen(
  o: Stageomgeving,
  achter: string,
  deel: { operationId: string; summary: string; schema: object; toon: Toon },
): Route {
  return {
    method: 'GET',
    url: `/v1/doorverwijzingen/:id${achter}`,
    scope: SCOPE,
    schema: {
      operationId: deel.operationId,
      tags: ['doorverwijzingen'],
      summary: deel.summary,
      params: PARAMS,
      response: antwoorden({ 200: deel.schema }, [...PROBLEMEN, 'niet-gevonden']),
    },
    behandel: async ({ beller, params }) => {
      const lezer = await bepaalLezer(o, beller)
      if ('kind' in lezer) return lezer
      const inzage = await zoekInzage(o, lezer, params.id ?? '')
      // An operator looks at dossiers under /beheer, where it is audited as such.
      if (!inzage || inzage.partij === 'operator') return nietGevonden()
      return { kind: 'antwoord', status: 200, body: await deel.toon(lezer, inzage) }
    },
  }
}

function dossierRoutesVan(o: Stageomgeving): Route[] {
  return [
    overEen(o, '', {
      operationId: 'toonDoorverwijzing',
      summary: 'De status van een doorverwijzing',
      schema: DOSSIER_SCHEMA,
      toon: (lezer, inzage) => toonDossier(inzage, lezer.stand, lezer.nu),
    }),
    overEen(o, '/incassostop', {
      operationId: 'toonIncassostop',
      summary: 'De dagen van de incassostop',
      schema: INCASSOSTOP_SCHEMA,
      toon: (_lezer, { stand }) => stand.incassostop,
    }),
    overEen(o, '/tijdlijn', {
      operationId: 'toonTijdlijn',
      summary: 'Wat er met een doorverwijzing gebeurde, voor zover u dat mag zien',
      schema: TIJDLIJN_SCHEMA,
      toon: (lezer, { dossier, partij }) =>
        tijdlijn(o, {
          dossierId: dossier.dossierId,
          partij: partij === 'operator' ? null : partij,
          deelnemer: lezer.deelnemer.deelnemer,
        }),
    }),
  ]
}

async function tijdlijn(o: Stageomgeving, vraag: Parameters<typeof leesTijdlijn>[1]): Promise<unknown> {
  const regels = await leesTijdlijn(o.pool, vraag)
  return {
    gebeurtenissen: regels.map(({ id, soort, tijd, gegevens }) => ({
      id,
      soort,
      tijdstip: tijd.toISOString(),
      gegevens,
    })),
  }
}

function beheerRoutes(o: Stageomgeving): Route[] {
  const alsOperator = async (client: Parameters<typeof bepaalLezer>[1]) => {
    const lezer = await bepaalLezer(o, client)
    return 'kind' in lezer || lezer.aanroeper.rol === 'operator' ? lezer : nietGevonden()
  }
  return [
    {
      method: 'GET',
      url: '/v1/beheer/dossiers',
      scope: 'beheer',
      schema: {
        operationId: 'toonDossiers',
        tags: ['beheer'],
        summary: 'Dossiers van alle deelnemers, zonder inhoud',
        querystring: QUERY,
        response: antwoorden({ 200: LIJST_SCHEMA }, [...PROBLEMEN, 'niet-gevonden']),
      },
      behandel: async ({ beller, query }) => {
        const lezer = await alsOperator(beller)
        return 'kind' in lezer ? lezer : lijst(o, lezer, query)
      },
    },
    {
      method: 'GET',
      url: '/v1/beheer/dossiers/:id/tijdlijn',
      scope: 'beheer',
      schema: {
        operationId: 'toonDossiertijdlijn',
        tags: ['beheer'],
        summary: 'De hele tijdlijn van een dossier: codes en datums',
        params: PARAMS,
        response: antwoorden({ 200: TIJDLIJN_SCHEMA }, [...PROBLEMEN, 'niet-gevonden']),
      },
      behandel: async ({ beller, params }) => {
        const lezer = await alsOperator(beller)
        if ('kind' in lezer) return lezer
        const inzage = await zoekInzage(o, lezer, params.id ?? '')
        if (!inzage) return nietGevonden()
        return {
          kind: 'antwoord',
          status: 200,
          body: await tijdlijn(o, {
            dossierId: inzage.dossier.dossierId,
            partij: null,
            deelnemer: lezer.deelnemer.deelnemer,
          }),
        }
      },
    },
  ]
}
