import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Probleemcode } from './probleem.ts'
import type { Span, Spoor } from './spoor.ts'
import { isTraceparent } from './spoor.ts'

const spans = new WeakMap<FastifyRequest, Span>()
const codes = new WeakMap<FastifyRequest, Probleemcode>()

/** Asked by machines every few seconds: no work of anybody. */
const STIL = '/gezondheid/'

/** The route as it was declared: never a URL, in which ids stand. Null when there is none. */
export function routeVan(verzoek: FastifyRequest): string | null {
  return verzoek.is404 ? null : (verzoek.routeOptions.url ?? null)
}

/** Notes with which code a request is refused. */
export function noteerProbleem(verzoek: FastifyRequest, code: Probleemcode): void {
  codes.set(verzoek, code)
}

/** The code with which a request was refused. */
export function probleemVan(verzoek: FastifyRequest): Probleemcode | undefined {
  return codes.get(verzoek)
}

/** The trace of a request, when requests are traced. */
export function traceVan(verzoek: FastifyRequest): string | undefined {
  return spans.get(verzoek)?.traceparent
}

/** A span for every request, from its headers to the end of its answer. */
export function volgVerzoeken(app: FastifyInstance, spoor: Spoor): void {
  if (!spoor.aan) return
  app.addHook('onRequest', (verzoek, _antwoord, klaar) => {
    const route = routeVan(verzoek)
    if (!route?.startsWith(STIL)) spans.set(verzoek, begin(spoor, verzoek, route))
    klaar()
  })
  app.addHook('onResponse', (verzoek, antwoord, klaar) => {
    const span = spans.get(verzoek)
    span?.zet({ 'http.response.status_code': antwoord.statusCode })
    const code = codes.get(verzoek)
    if (code !== undefined) span?.zet({ 'warmknooppunt.probleem': code })
    // What a caller did wrong is no error of ours.
    span?.eindig(antwoord.statusCode >= 500 ? (code ?? String(antwoord.statusCode)) : undefined)
    klaar()
  })
  app.addHook('onRequestAbort', (verzoek, klaar) => {
    spans.get(verzoek)?.eindig('afgebroken')
    klaar()
  })
}

function begin(spoor: Spoor, verzoek: FastifyRequest, route: string | null): Span {
  const kop = verzoek.headers.traceparent
  return spoor.begin({
    naam: route === null ? verzoek.method : `${verzoek.method} ${route}`,
    soort: 'server',
    ...(isTraceparent(kop) ? { ouder: kop } : {}),
    kenmerken: {
      'http.request.method': verzoek.method,
      ...(route === null ? {} : { 'http.route': route }),
    },
  })
}
