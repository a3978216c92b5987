import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fastify } from 'fastify'
import type { Registry } from 'prom-client'
import type { Beller, Controleur } from './auth.ts'
import { stuurProbleem } from './http-antwoord.ts'
import { bellerVan, noteerBeller } from './http-beller.ts'
import type { Deur } from './http-deur.ts'
import { keurZonderDeur } from './http-deur.ts'
import { MAX_BODY_BYTES, naarProbleem, overbelast, storing } from './http-fout.ts'
import { leesBody, maakKeurder } from './http-invoer.ts'
import { KOPPEN } from './http-koppen.ts'
import { meetVerzoeken } from './http-metrieken.ts'
import { kenMethoden, ontbrekend, onthoudRoutes } from './http-routes.ts'
import type { Voorganger } from './http-server.ts'
import { maakHttpServer } from './http-server.ts'
import { antwoordOpSocket } from './http-socket.ts'
import { traceVan, volgVerzoeken } from './http-spoor.ts'
import { logVerzoeken } from './http-toegang.ts'
import { leesTraceparent, tekstvelden, velden } from './http-verzoek.ts'
import type { Log } from './log.ts'
import type { Probleem } from './probleem.ts'
import { probleem } from './probleem.ts'
import type { Quotum } from './quotum.ts'
import type { Spoor } from './spoor.ts'
import { binnen } from './tijdslimiet.ts'
import type { Tls } from './tls-bestanden.ts'

/** A request as a route sees it: who calls, and input that passed the route's schemas. */
export type Verzoek = {
  /** who calls, and with which scope: the register must have given it too */
  readonly beller: Beller & { readonly scope: string | null }
  readonly body: unknown
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly header: (naam: string) => string | undefined
  /** W3C trace context: taken over from the caller or begun here */
  readonly traceparent: string
  /** aborts when the caller hangs up */
  readonly signal: AbortSignal
}

export type Antwoord =
  | {
      readonly kind: 'antwoord'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | Probleem

/**
 * Longer than any answer takes while the database answers. Beyond it (a database that is frozen, a network that swallows) the caller is told
 * 503 instead of nothing: what became of it is not known then, and the same key makes it safe to repeat.
 */
export const ANTWOORD_MS = 10_000

/** How busy a service is: `vol` sheds the request with 503 and Retry-After. */
export type Belasting = { readonly kind: 'ruim' } | { readonly kind: 'vol'; readonly wachtSeconden: number }

export type Route = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** scope the token must have; null = open to everyone */
  readonly scope: string | null
  /** JSON Schemas by part (body, querystring, params, response) and OpenAPI fields (summary, description, tags, operationId) */
  readonly schema: Readonly<Record<string, unknown>>
  readonly behandel: (verzoek: Verzoek) => Promise<Antwoord>
  /** how long an answer may take, in milliseconds, where that is longer than for others */
  readonly geduldMs?: number
  /** how large a body may be, where that is more than for others */
  readonly maxBytes?: number
}

export type ServerKeuze = {
  readonly log: Log
  readonly voorganger?: Voorganger
  /** absent: plain HTTP */
  readonly tls?: Tls | undefined
  /** headers of every answer besides KOPPEN */
  readonly koppen?: Readonly<Record<string, string>>
  /** whether every request is a line in the log */
  readonly toegangslog?: boolean
  /** absent: requests are not counted, or not traced */
  readonly metrieken?: Registry
  readonly spoor?: Spoor
}
export type RouteKeuze = {
  readonly log: Log
  readonly controleur: Controleur
  readonly klok: () => Date
  readonly belasting?: () => Belasting
  /** absent: no certificate is looked at, and a token that is bound to one is refused */
  readonly deur?: Deur
  /** how many requests a client may make; absent: no limit */
  readonly quotum?: Quotum
}

/** A server with everything that holds for every route: limits, headers, problem+json, 404 and 405. */
export function maakServer(keuze: ServerKeuze): FastifyInstance {
  const koppen = { ...KOPPEN, ...keuze.koppen }
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    serverFactory: (verwerk) => maakHttpServer(verwerk, keuze),
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // While draining, what still arrives on an open connection is answered as usual, with Connection: close.
    return503OnClosing: false,
    clientErrorHandler: (fout, socket) => antwoordOpSocket(fout, socket, koppen),
    // A path that cannot be decoded, or a parameter longer than any of ours: Fastify would quote it in its answer.
    frameworkErrors: (fout, _verzoek, antwoord) => {
      const onleesbaar = fout.code === 'FST_ERR_BAD_URL'
      const detail = onleesbaar ? 'Het adres is niet goed gecodeerd.' : 'Dit adres bestaat niet.'
      stuurProbleem(antwoord.headers(koppen), probleem(onleesbaar ? 'ongeldige-invoer' : 'niet-gevonden', detail))
    },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 100 },
  })
  kenMethoden(app)
  if (keuze.spoor) volgVerzoeken(app, keuze.spoor)
  if (keuze.metrieken) meetVerzoeken(app, keuze.metrieken)
  if (keuze.toegangslog) logVerzoeken(app, keuze.log)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_verzoek, body, klaar) => leesBody(body, klaar))
  app.setValidatorCompiler(maakKeurder())
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.addHook('onSend', async (_verzoek, antwoord, lading) => {
    antwoord.headers(koppen)
    return lading
  })
  const routes = onthoudRoutes(app)
  app.setNotFoundHandler((verzoek, antwoord) => stuurProbleem(antwoord, ontbrekend(routes, verzoek)))
  app.setErrorHandler((fout, verzoek, antwoord) => stuurProbleem(antwoord, naarProbleem(fout, verzoek, keuze.log)))
  return app
}

const NIEMAND: Beller = { issuer: '', clientId: '', scopes: new Set(), verlooptOp: new Date(0) }

/** Adds a route: authentication before anything is read, then input against its schemas, then the handler, whose answer is a value. */
export function voegRouteToe(app: FastifyInstance, keuze: RouteKeuze, route: Route): void {
  app.route({
    method: route.method,
    url: route.url,
    schema: route.scope === null ? route.schema : { security: [{ oauth2: [route.scope] }], ...route.schema },
    attachValidation: false,
    bodyLimit: route.maxBytes ?? MAX_BODY_BYTES,
    onRequest: async (verzoek, antwoord) => {
      const weigering =
        (await meldAan(keuze, route, verzoek)) ??
        (await tel(keuze, verzoek)) ??
        keurScope(route, verzoek) ??
        weerAf(keuze)
      if (weigering) return stuurProbleem(antwoord, weigering)
    },
    handler: async (verzoek, antwoord) =>
      stuur(antwoord, await opTijd(keuze, route, maakVerzoek(verzoek, antwoord, route.scope))),
  })
}

async function opTijd({ log }: RouteKeuze, route: Route, verzoek: Verzoek): Promise<Antwoord> {
  const antwoord = route.behandel(verzoek)
  if (await binnen(route.geduldMs ?? ANTWOORD_MS, antwoord)) return antwoord
  log.error({ route: route.url, methode: route.method }, 'http.geen-antwoord')
  return storing()
}

/** Counts the request of a known client; too many are told when to go on. */
async function tel({ quotum }: RouteKeuze, verzoek: FastifyRequest): Promise<Probleem | null> {
  const beller = bellerVan(verzoek)
  const wachtSeconden = beller && quotum ? await quotum.neem(beller) : 0
  if (wachtSeconden === 0) return null
  const detail = `U deed in een seconde meer verzoeken dan er mogen. Er is niets vastgelegd; wacht zo lang als Retry-After zegt en ga dan verder.`
  return probleem('te-veel-verzoeken', detail, { headers: { 'Retry-After': String(wachtSeconden) } })
}

/** After the counting: asking again and again for what one may not have is a flood too. */
function keurScope({ scope }: Route, verzoek: FastifyRequest): Probleem | null {
  return scope === null || bellerVan(verzoek)?.scopes.has(scope) ? null : geenRecht(scope)
}

function weerAf(keuze: RouteKeuze): Probleem | null {
  const belasting = keuze.belasting?.() ?? { kind: 'ruim' }
  return belasting.kind === 'ruim' ? null : overbelast(belasting.wachtSeconden)
}

async function meldAan(keuze: RouteKeuze, route: Route, verzoek: FastifyRequest): Promise<Probleem | null> {
  if (route.scope === null) return null
  const controle = await keuze.controleur.controleer(verzoek.headers.authorization, keuze.klok())
  switch (controle.kind) {
    case 'goed':
      noteerBeller(verzoek, controle.beller)
      return keuze.deur ? keuze.deur.keur(verzoek.raw, controle.beller) : keurZonderDeur(controle.beller)
    case 'geen':
      return probleem('niet-aangemeld', 'Stuur een token mee: Authorization: Bearer <token>.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="warmknooppunt"' },
      })
    case 'onbereikbaar':
      return overbelast(5)
    default:
      return probleem(
        'token-ongeldig',
        `Het token is niet aangenomen (${controle.detail}). Vraag een nieuw token aan.`,
        {
          headers: {
            'WWW-Authenticate': `Bearer realm="warmknooppunt", error="invalid_token", error_description="${controle.detail}"`,
          },
        },
      )
  }
}

function geenRecht(scope: string): Probleem {
  return probleem('geen-recht', `Hiervoor is de scope ${scope} nodig.`, {
    headers: { 'WWW-Authenticate': `Bearer realm="warmknooppunt", error="insufficient_scope", scope="${scope}"` },
  })
}

/** One reason for all: an abort without one makes a DOMException with a stack for every answered request. */
const OPGEHANGEN = new Error('the caller hung up')

function maakVerzoek(verzoek: FastifyRequest, antwoord: FastifyReply, scope: string | null): Verzoek {
  const ophouden = new AbortController()
  antwoord.raw.once('close', () => ophouden.abort(OPGEHANGEN))
  return {
    beller: { ...(bellerVan(verzoek) ?? NIEMAND), scope },
    body: verzoek.body,
    params: tekstvelden(verzoek.params),
    query: velden(verzoek.query),
    header: (naam) => {
      const waarde = verzoek.headers[naam.toLowerCase()]
      return Array.isArray(waarde) ? waarde.join(', ') : waarde
    },
    traceparent: traceVan(verzoek) ?? leesTraceparent(verzoek.headers.traceparent),
    signal: ophouden.signal,
  }
}

function stuur(antwoord: FastifyReply, uitkomst: Antwoord): FastifyReply {
  if (uitkomst.kind === 'probleem') return stuurProbleem(antwoord, uitkomst)
  antwoord.code(uitkomst.status).headers(uitkomst.headers ?? {})
  return uitkomst.body === undefined ? antwoord.send() : antwoord.type('application/json').send(uitkomst.body)
}
