import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bellerVan } from './http-beller.ts'
import { probleemVan, routeVan, traceVan } from './http-spoor.ts'
import type { Log } from './log.ts'

/** Asked by machines every few seconds: who looks for what somebody did would find nothing else. */
const STIL = '/gezondheid/'

/**
 * A line for every request: which route, how it ended, how long it took, how much went in and out, and which client of which party asked (BIO2,
 * ISO 27002 8.15). The route as it was declared and never the address, in which ids stand; no query, no address of the caller, nothing that was sent.
 */
export function logVerzoeken(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (verzoek, antwoord, klaar) => {
    const route = routeVan(verzoek)
    if (!route?.startsWith(STIL)) log.info(regelVan(verzoek, antwoord, route), 'http.verzoek')
    klaar()
  })
  app.addHook('onRequestAbort', (verzoek, klaar) => {
    log.info({ ...wie(verzoek), methode: verzoek.method, route: routeVan(verzoek) }, 'http.afgebroken')
    klaar()
  })
}

function regelVan(verzoek: FastifyRequest, antwoord: FastifyReply, route: string | null) {
  const code = probleemVan(verzoek)
  return {
    // Of an address that does not exist the caller chose the method too.
    methode: route === null ? 'geen' : verzoek.method,
    route,
    status: antwoord.statusCode,
    ms: Math.round(antwoord.elapsedTime * 10) / 10,
    bytesIn: aantal(verzoek.headers['content-length']),
    bytesUit: aantal(antwoord.getHeader('content-length')),
    ...wie(verzoek),
    ...(code === undefined ? {} : { probleem: code }),
  }
}

/** Party and client by their codes, and the trace by which other lines of the same request are found. */
function wie(verzoek: FastifyRequest) {
  const beller = bellerVan(verzoek)
  const trace = traceVan(verzoek)?.split('-')[1]
  return {
    ...(beller ? { client: beller.clientId, issuer: beller.issuer } : {}),
    ...(beller?.deelnemer === undefined ? {} : { deelnemer: beller.deelnemer }),
    ...(trace === undefined ? {} : { trace }),
  }
}

function aantal(kop: unknown): number {
  const getal = Number(Array.isArray(kop) ? kop[0] : kop)
  return Number.isSafeInteger(getal) && getal >= 0 ? getal : 0
}
