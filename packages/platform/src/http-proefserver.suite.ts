import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Registry } from 'prom-client'
import { expect } from 'vitest'
import type { Controle, Controleur } from './auth.ts'
import type { Antwoord, Belasting, Verzoek } from './http.ts'
import { maakServer, voegRouteToe } from './http.ts'
import { API_VERSIE } from './http-koppen.ts'
import { maakLog } from './log.ts'

export type Proefserver = {
  readonly app: FastifyInstance
  readonly regels: readonly string[]
  /** what the next requests meet */
  readonly stand: {
    behandel: (verzoek: Verzoek) => Promise<Antwoord>
    belasting: Belasting
    controle: Controle | null
    /** seconds that a client must wait because it asked too much */
    quotumWacht: number
  }
}

const NU = new Date('2026-03-02T10:00:00Z')

/** Tokens are the words of the test itself: `goed` has the scope, `zonder` has none. */
function controleur(stand: Proefserver['stand']): Controleur {
  const beller = (scopes: readonly string[]): Controle => ({
    kind: 'goed',
    beller: {
      issuer: 'https://hub.example.nl',
      clientId: 'waterbedrijf-maasdal',
      scopes: new Set(scopes),
      verlooptOp: NU,
    },
  })
  return {
    async controleer(kop) {
      if (stand.controle) return stand.controle
      if (kop === 'Bearer goed') return beller(['proef'])
      if (kop === 'Bearer zonder') return beller(['anders'])
      return kop ? { kind: 'ongeldig', detail: 'handtekening' } : { kind: 'geen', detail: 'geen-token' }
    },
  }
}

export function maakProefserver(metrieken?: Registry, toegangslog = false): Proefserver {
  const regels: string[] = []
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const stand: Proefserver['stand'] = {
    behandel: async ({ body, params, query }) => ({ kind: 'antwoord', status: 200, body: { body, params, query } }),
    belasting: { kind: 'ruim' },
    controle: null,
    quotumWacht: 0,
  }
  const app = maakServer({ log, toegangslog, ...(metrieken ? { metrieken } : {}) })
  const keuze = {
    log,
    controleur: controleur(stand),
    klok: () => NU,
    belasting: () => stand.belasting,
    quotum: { neem: async () => stand.quotumWacht },
  }
  const route = { scope: 'proef', behandel: (verzoek: Verzoek) => stand.behandel(verzoek) }
  const id = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] }
  const limiet = { type: 'integer', minimum: 1, maximum: 100, default: 20 }
  const querystring = { type: 'object', properties: { limiet }, additionalProperties: false }
  const body = leesSchema('deelnamecontrole')
  voegRouteToe(app, keuze, { ...route, method: 'POST', url: '/v1/proeven', schema: { body } })
  voegRouteToe(app, keuze, { ...route, method: 'GET', url: '/v1/proeven', schema: { querystring } })
  voegRouteToe(app, keuze, {
    ...route,
    method: 'POST',
    url: '/v1/proeven/:id/delen',
    schema: { params: id, querystring, body },
  })
  const headers = { type: 'object', properties: { reden: { type: 'string', enum: ['goed'] } }, required: ['reden'] }
  voegRouteToe(app, keuze, {
    ...route,
    method: 'GET',
    url: '/v1/proeven/:id/redenen',
    schema: { params: id, querystring, headers },
  })
  voegRouteToe(app, keuze, { ...route, scope: null, method: 'GET', url: '/v1/open', schema: {} })
  voegRouteToe(app, keuze, { ...route, scope: null, method: 'GET', url: '/v1/kort', schema: {}, geduldMs: 20 })
  return { app, regels, stand }
}

export const AANGEMELD = { authorization: 'Bearer goed' } as const
export const GOED = { postcode: '6001AB', huisnummer: 12 } as const

/** Sends text or bytes as JSON to the route of the test. */
export function post(
  { app }: Proefserver,
  payload: string | Buffer,
  koppen: Readonly<Record<string, string>> = {},
): Promise<LightMyRequestResponse> {
  const headers = { ...AANGEMELD, 'content-type': 'application/json', ...koppen }
  return app.inject({ method: 'POST', url: '/v1/proeven', payload, headers })
}

/** What holds for every answer: its headers, and for a refusal the form of the problem. */
export function keurAntwoord(antwoord: LightMyRequestResponse, status: number, code?: string): void {
  expect([antwoord.statusCode, antwoord.body.length < 20_000]).toEqual([status, true])
  expect(antwoord.headers).toMatchObject({
    'api-version': API_VERSIE,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  if (code === undefined) return
  expect(antwoord.headers['content-type']).toMatch(/^application\/problem\+json/)
  const type = `https://schemas.warmknooppunt.nl/problemen/${code}`
  expect(antwoord.json()).toMatchObject({ type, code, status, title: expect.any(String), detail: expect.any(String) })
}
