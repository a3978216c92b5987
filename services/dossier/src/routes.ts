import type { Antwoord, Route } from '@warmknooppunt/platform/http'
import { voegRouteToe } from '@warmknooppunt/platform/http'
import { antwoorden, TOEGANG } from '@warmknooppunt/platform/openapi-schema'
import { INCASSOSTOP_SCHEMA } from '@warmknooppunt/register/weergave'
import type { FastifyInstance } from 'fastify'
import { beheerRoutes } from './beheer-routes.ts'
import type { Inzage, Lezer, Stageomgeving } from './inzage.ts'
import { bepaalLezer, geenRecht, nietGevonden, zoekInzage } from './inzage.ts'
import { lijst } from './lijst.ts'
import { DOSSIER_SCHEMA, LIJST_SCHEMA, LIJST_UITLEG, PARAMS, QUERY, TIJDLIJN_SCHEMA } from './route-schemas.ts'
import { tijdlijn } from './tijdlijn.ts'
import { toonDossier } from './weergave.ts'

const SCOPE = 'doorverwijzingen.lezen'

/** The read side over HTTP: each party its own dossiers and only what it may see; everything else is a 404. */
export function dossierRoutes(app: FastifyInstance, o: Stageomgeving): void {
  for (const route of [lijstRoute(o), ...partijRoutes(o), ...beheerRoutes(o)]) voegRouteToe(app, o.http, route)
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
      description: `${LIJST_UITLEG} Een GET op het dossier zelf is meteen bij.`,
      querystring: QUERY,
      response: antwoorden({ 200: LIJST_SCHEMA }, TOEGANG),
    },
    behandel: async ({ beller, query }) => {
      const lezer = await bepaalLezer(o, beller)
      if (lezer.kind === 'probleem') return lezer
      // An operator looks at dossiers under /beheer only.
      if (lezer.aanroeper.rol === 'operator') return geenRecht('Een operator leest dossiers onder /v1/beheer.')
      return lijst(o, lezer, query)
    },
  }
}

type Deel = {
  /** what follows the id in the path */
  readonly achter: string
  readonly operationId: string
  readonly summary: string
  readonly schema: object
  readonly toon: (lezer: Lezer, inzage: Inzage) => Promise<Antwoord>
}

function partijRoutes(o: Stageomgeving): Route[] {
  const delen: readonly Deel[] = [
    {
      achter: '',
      operationId: 'toonDoorverwijzing',
      summary: 'De status van een doorverwijzing',
      schema: DOSSIER_SCHEMA,
      toon: async ({ stand, nu }, inzage) => gelukt(toonDossier(inzage, stand, nu)),
    },
    {
      achter: '/incassostop',
      operationId: 'toonIncassostop',
      summary: 'De dagen van de incassostop',
      schema: INCASSOSTOP_SCHEMA,
      toon: async (_lezer, { stand }) => gelukt(stand.incassostop),
    },
    {
      achter: '/tijdlijn',
      operationId: 'toonTijdlijn',
      summary: 'Wat er met een doorverwijzing gebeurde, voor zover u dat mag zien',
      schema: TIJDLIJN_SCHEMA,
      toon: (lezer, inzage) => tijdlijn(o, lezer, inzage),
    },
  ]
  return delen.map((deel) => partijRoute(o, deel))
}

function partijRoute(o: Stageomgeving, { achter, operationId, summary, schema, toon }: Deel): Route {
  return {
    method: 'GET',
    url: `/v1/doorverwijzingen/:id${achter}`,
    scope: SCOPE,
    schema: {
      operationId,
      tags: ['doorverwijzingen'],
      summary,
      params: PARAMS,
      response: antwoorden({ 200: schema }, [...TOEGANG, 'niet-gevonden']),
    },
    behandel: async ({ beller, params }) => {
      const lezer = await bepaalLezer(o, beller)
      if (lezer.kind === 'probleem') return lezer
      const inzage = await zoekInzage(o, lezer, params.id ?? '')
      return inzage && inzage.partij !== 'operator' ? toon(lezer, inzage) : nietGevonden()
    },
  }
}

function gelukt(body: unknown): Antwoord {
  return { kind: 'antwoord', status: 200, body }
}
