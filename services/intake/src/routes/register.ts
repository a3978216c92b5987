import type { Antwoord, Verzoek } from '@warmknooppunt/platform/http'
import { voegRouteToe } from '@warmknooppunt/platform/http'
import { MAX_BESTAND_BYTES } from '@warmknooppunt/platform/http-fout'
import { antwoorden, TOEGANG } from '@warmknooppunt/platform/openapi-schema'
import { isProbleem, probleem } from '@warmknooppunt/platform/probleem'
import { voorstelstand } from '@warmknooppunt/regels/vier-ogen'
import { laadRijen } from '@warmknooppunt/register/laad-rijen'
import { maakOperatorcheck } from '@warmknooppunt/register/operator'
import { naarDocument } from '@warmknooppunt/register/registerdocument'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import type { Stageomgeving } from '../omgeving.ts'
import type { Registerwijzigingrij } from '../registerwijziging-store.ts'
import { leesWijziging, leesWijzigingen } from '../registerwijziging-store.ts'
import { keurGoed, neemRegisterwijziging, wijsAf } from '../registerwijzigingen.ts'
import {
  PROEF_SCHEMA,
  REGISTER_SCHEMA,
  UITKOMST_SCHEMA,
  WIJZIGING_SCHEMA,
  WIJZIGINGEN_SCHEMA,
} from './registerwijziging-schema.ts'
import { SLEUTELKOP, sleutelVan } from './sleutelkop.ts'

const SCHRIJVEN = [...TOEGANG, 'geen-json', 'bezig', 'te-groot', 'verkeerd-inhoudstype', 'register-gewijzigd'] as const

const PARAMS = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid', description: 'De registerwijziging.' } },
} as const

const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    na: { type: 'string', format: 'uuid', description: 'Alleen wat ouder is dan deze.' },
    limiet: { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Hoeveel hoogstens.' },
  },
} as const

/** The register as operators see and change it. */
export function registerRoutes(app: FastifyInstance, o: Stageomgeving): void {
  leesRoutes(app, o)
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: '/v1/beheer/registerwijzigingen',
    scope: 'beheer',
    maxBytes: MAX_BESTAND_BYTES,
    schema: {
      operationId: 'wijzigRegister',
      tags: ['beheer'],
      summary: 'Wijzig het register, of zie wat een wijziging zou doen',
      description:
        'Alles of niets. Met proef: true verandert er niets (200). Waar een tweede beheerder nodig is wacht de wijziging als voorstel op goedkeuring.',
      headers: SLEUTELKOP,
      body: leesSchema('registerwijziging'),
      response: antwoorden({ 200: PROEF_SCHEMA, 201: UITKOMST_SCHEMA }, [...SCHRIJVEN, 'sleutel-hergebruikt']),
    },
    behandel: ({ body, beller, header }) => {
      const gelezen = valideer('registerwijziging', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      return neemRegisterwijziging(o, { body: gelezen.waarde, client: beller, kop: sleutelVan(header) })
    },
  })
  besluitRoute(app, o, {
    pad: 'goedkeuringen',
    operationId: 'keurRegisterwijzigingGoed',
    summary: 'Keur een voorstel van een andere beheerder goed; het wordt meteen doorgevoerd',
    doe: keurGoed,
  })
  besluitRoute(app, o, {
    pad: 'afwijzingen',
    operationId: 'wijsRegisterwijzigingAf',
    summary: 'Wijs een voorstel af, of trek uw eigen voorstel in',
    doe: wijsAf,
  })
}

type Besluitroute = {
  readonly pad: string
  readonly operationId: string
  readonly summary: string
  readonly doe: typeof keurGoed
}

function besluitRoute(app: FastifyInstance, o: Stageomgeving, { pad, operationId, summary, doe }: Besluitroute): void {
  voegRouteToe(app, o.http, {
    method: 'POST',
    url: `/v1/beheer/registerwijzigingen/:id/${pad}`,
    scope: 'beheer',
    schema: {
      operationId,
      tags: ['beheer'],
      summary,
      params: PARAMS,
      body: leesSchema('registerbesluit'),
      response: antwoorden({ 201: UITKOMST_SCHEMA }, [
        ...SCHRIJVEN,
        'niet-gevonden',
        'eigen-voorstel',
        'verkeerde-status',
      ]),
    },
    behandel: ({ body, beller, params }) => {
      const gelezen = valideer('registerbesluit', body)
      if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
      return doe(o, { id: params.id ?? '', toelichting: gelezen.waarde.toelichting ?? null, client: beller })
    },
  })
}

function leesRoutes(app: FastifyInstance, o: Stageomgeving): void {
  const check = maakOperatorcheck({ register: o.register, pool: o.pool, nu: o.nu })
  const alsOperator = (f: (verzoek: Verzoek) => Promise<Antwoord>) => async (verzoek: Verzoek) => {
    const wie = await check(verzoek.beller)
    return isProbleem(wie) ? wie : f(verzoek)
  }
  voegRouteToe(app, o.http, {
    method: 'GET',
    url: '/v1/beheer/register',
    scope: 'beheer',
    schema: {
      operationId: 'toonRegister',
      tags: ['beheer'],
      summary: 'Het hele register zoals het nu is',
      response: antwoorden({ 200: REGISTER_SCHEMA }, TOEGANG),
    },
    behandel: alsOperator(async () => {
      const { versie } = await o.register.stand(o.pool)
      return goed({ versie, register: naarDocument(await laadRijen(o.pool, versie)) })
    }),
  })
  voegRouteToe(app, o.http, {
    method: 'GET',
    url: '/v1/beheer/registerwijzigingen',
    scope: 'beheer',
    schema: {
      operationId: 'toonRegisterwijzigingen',
      tags: ['beheer'],
      summary: 'Wijzigingen van het register en voorstellen daarvoor, de laatste eerst',
      querystring: QUERY,
      response: antwoorden({ 200: WIJZIGINGEN_SCHEMA }, TOEGANG),
    },
    behandel: alsOperator(async ({ query }) => {
      const limiet = Number(query.limiet)
      const na = typeof query.na === 'string' ? query.na : null
      const rijen = await leesWijzigingen(o.pool, { na, limiet: limiet + 1 })
      const bladzijde = rijen.slice(0, limiet)
      const volgende = rijen.length > limiet ? { volgende: bladzijde.at(-1)?.id } : {}
      return goed({ registerwijzigingen: bladzijde.map((rij) => naarBody(rij, o.nu())), ...volgende })
    }),
  })
  voegRouteToe(app, o.http, {
    method: 'GET',
    url: '/v1/beheer/registerwijzigingen/:id',
    scope: 'beheer',
    schema: {
      operationId: 'toonRegisterwijziging',
      tags: ['beheer'],
      summary: 'Een wijziging van het register: wie, waarom, wat, en wat ervan kwam',
      params: PARAMS,
      response: antwoorden({ 200: WIJZIGING_SCHEMA }, [...TOEGANG, 'niet-gevonden']),
    },
    behandel: alsOperator(async ({ params }) => {
      const rij = await leesWijziging(o.pool, params.id ?? '')
      return rij ? goed(naarBody(rij, o.nu())) : probleem('niet-gevonden', 'Deze registerwijziging bestaat niet.')
    }),
  })
}

function naarBody({ ingediendOp, besluit, ...rij }: Registerwijzigingrij, nu: Temporal.Instant) {
  return {
    ...rij,
    stand: voorstelstand({ ...rij, ingediendOp }, nu),
    ingediendOp: ingediendOp.toString(),
    besluit: besluit && { ...besluit, op: besluit.op.toString() },
  }
}

function goed(body: unknown): Antwoord {
  return { kind: 'antwoord', status: 200, body }
}
