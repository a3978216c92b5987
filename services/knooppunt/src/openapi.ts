import type { Controle } from '@warmknooppunt/platform/auth'
import { maakServer } from '@warmknooppunt/platform/http'
import { API_VERSIE } from '@warmknooppunt/platform/http-koppen'
import type { Log } from '@warmknooppunt/platform/log'
import { openapiRoute } from '@warmknooppunt/platform/openapi-route'
import type { FastifyInstance } from 'fastify'
import type { Schemas } from './openapi-schemas.ts'
import { maakSchemas } from './openapi-schemas.ts'

type Velden = Readonly<Record<string, unknown>>
/** A route as it was added: its address, and the schemas and texts it was given. */
export type Route = { readonly method: string; readonly url: string; readonly schema: Velden }

const VOOR = '/v1'
const HUB = 'https://api.warmknooppunt.example.nl'

const TAGS: Readonly<Record<string, string>> = {
  doorverwijzingen: 'Warme doorverwijzingen, hun incassostop en tijdlijn.',
  deelname: 'Welke gemeenten meedoen en onder welke afspraken.',
  postvak: 'Berichten ophalen en bevestigen.',
  beheer: 'Opdrachten van een medewerker van het knooppunt.',
  beschrijving: 'De beschrijving van deze API.',
}

const SCOPES: Readonly<Record<string, string>> = {
  'doorverwijzingen.indienen': 'doorverwijzingen indienen en vooraf controleren',
  'doorverwijzingen.lezen': 'eigen doorverwijzingen en de gemeentelijst lezen',
  'antwoorden.indienen': 'als gemeente antwoorden op een doorverwijzing',
  'postvak.lezen': 'het eigen postvak lezen en bevestigen',
  'abonnementen.beheren': 'eigen eindpunten beheren',
  'rapportages.lezen': 'eigen rapportages lezen',
  beheer: 'het knooppunt bedienen',
}

const INFO = {
  title: 'Warmknooppunt',
  version: API_VERSIE,
  summary: 'Warme doorverwijzingen van schuldeisers naar gemeenten',
  description:
    'Een schuldeiser verwijst een klant die hulp wil en daarin toestemt door naar de gemeente. Het knooppunt bepaalt de gemeente, bezorgt het bericht, bewaakt de termijnen en laat elke partij zien wat zij mag zien.',
  contact: {
    name: 'Beheer Warmknooppunt',
    url: 'https://warmknooppunt.example.nl/contact',
    email: 'beheer@warmknooppunt.example.nl',
  },
  license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
} as const

/** Every documented route under /v1 that the stages add to a server, by address. */
export async function verzamelRoutes(log: Log, voegToe: (app: FastifyInstance) => void): Promise<Route[]> {
  const routes: Route[] = []
  const app = maakServer({ log })
  app.addHook('onRoute', ({ method, url, schema }) => {
    const beschreven = velden(schema)
    if (!url.startsWith(`${VOOR}/`) || beschreven.hide === true) return
    for (const m of Array.isArray(method) ? method : [method]) routes.push({ method: m, url, schema: beschreven })
  })
  voegToe(app)
  await app.after()
  if (!routes.some(({ url }) => url === `${VOOR}/openapi.json`)) {
    openapiRoute(app, { log, controleur: { controleer: async () => GEEN_TOKEN }, klok: () => new Date(0) })
  }
  await app.close()
  return routes.sort((een, ander) => (een.url + een.method < ander.url + ander.method ? -1 : 1))
}

/** Requests that the hub makes to others, by name: each an operation in the terms of OpenAPI, its schemas as a route has them. */
export type Webhooks = Readonly<Record<string, Velden>>

/** The OpenAPI 3.1 document of the API. */
export function maakOpenapi(routes: readonly Route[], webhooks: Webhooks = {}): Velden {
  const schemas = maakSchemas()
  const paden: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const pad = route.url.slice(VOOR.length).replace(/:([A-Za-z]+)/g, '{$1}')
    paden[pad] = { ...paden[pad], [route.method.toLowerCase()]: operatie(route, schemas) }
  }
  const beschreven = [...routes.map(({ schema }) => schema), ...Object.values(webhooks)]
  const gebruikt = new Set(beschreven.flatMap(({ tags }) => teksten(tags).map(klein)))
  const onbekend = [...gebruikt].filter((tag) => !(tag in TAGS))
  if (onbekend.length > 0) throw new Error(`tags without a description: ${onbekend.join(', ')}`)
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: `${HUB}${VOOR}`, description: 'Voorbeeldadres van een knooppunt.' }],
    tags: Object.entries(TAGS).flatMap(([name, description]) => (gebruikt.has(name) ? [{ name, description }] : [])),
    paths: paden,
    webhooks: Object.fromEntries(
      Object.entries(webhooks).map(([naam, operatie]) => [naam, { post: webhook(operatie, schemas) }]),
    ),
    components: {
      schemas: Object.fromEntries(Object.entries(schemas.componenten).sort(([een], [ander]) => (een < ander ? -1 : 1))),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'Client credentials met private_key_jwt (PS256, RS256 of ES256).',
          flows: { clientCredentials: { tokenUrl: `${HUB}/oauth/token`, scopes: SCOPES } },
        },
      },
    },
  }
}

/** The document as it is committed and served. */
export function openapiTekst(document: Velden): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

function operatie({ schema }: Route, schemas: Schemas): Velden {
  const { operationId, tags, summary, description, security = [], body, response } = schema
  const parameters = [
    ...parametersVan('path', schema.params),
    ...parametersVan('query', schema.querystring),
    ...parametersVan('header', schema.headers),
  ]
  return {
    operationId,
    tags: teksten(tags).map(klein),
    summary,
    ...(description === undefined ? {} : { description }),
    security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: verzoekinhoud(body, schemas) }),
    responses: antwoorden(response, schemas),
  }
}

function parametersVan(plek: 'path' | 'query' | 'header', deel: unknown): Velden[] {
  const verplicht = teksten(velden(deel).required)
  return Object.entries(velden(velden(deel).properties)).map(([naam, schema]) => {
    const { description, ...rest } = velden(schema)
    const name = plek === 'header' ? naam.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase()) : naam
    return {
      name,
      in: plek,
      required: plek === 'path' || verplicht.includes(naam),
      ...(description ? { description } : {}),
      schema: rest,
    }
  })
}

/** Without whole examples: the ADR ruleset takes their field `postcode` for a POST. Every field has examples of its own. */
function verzoekinhoud(body: unknown, schemas: Schemas): Velden {
  return { required: true, content: { 'application/json': { schema: schemas.plaats(body) } } }
}

function antwoorden(response: unknown, schemas: Schemas): Velden {
  const perStatus = Object.entries(velden(response)).map(([status, antwoord]) => [status, metInhoud(antwoord, schemas)])
  return Object.fromEntries(perStatus)
}

function webhook(operatie: Velden, schemas: Schemas): Velden {
  return { ...operatie, requestBody: metInhoud(operatie.requestBody, schemas) }
}

/** A body or an answer, its schemas placed. */
function metInhoud(deel: unknown, schemas: Schemas): Velden {
  const { content, ...rest } = velden(deel)
  const inhoud = Object.entries(velden(content)).map(([type, wat]) => [
    type,
    { schema: schemas.plaats(velden(wat).schema) },
  ])
  return { ...rest, ...(inhoud.length === 0 ? {} : { content: Object.fromEntries(inhoud) }) }
}

function velden(waarde: unknown): Velden {
  return typeof waarde === 'object' && waarde !== null && !Array.isArray(waarde)
    ? Object.fromEntries(Object.entries(waarde))
    : {}
}

/** For a server that is described, never called. */
export const GEEN_TOKEN: Controle = { kind: 'geen', detail: 'geen-token' }

const klein = (tekst: string) => tekst.toLowerCase()

function teksten(waarde: unknown): string[] {
  return Array.isArray(waarde) ? waarde.filter((deel) => typeof deel === 'string') : []
}
