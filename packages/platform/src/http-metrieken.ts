import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { Counter, Histogram } from 'prom-client'
import { probleemVan, routeVan } from './http-spoor.ts'

const EMMERS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts and times every request by its declared route and status; refusals by their code; answers that were given before. */
export function meetVerzoeken(app: FastifyInstance, register: Registry): void {
  const registers = [register]
  const duur = new Histogram({
    name: 'warmknooppunt_http_verzoek_seconds',
    help: 'time from the headers of a request to the end of its answer',
    labelNames: ['methode', 'route', 'status'],
    buckets: EMMERS,
    registers,
  })
  const problemen = new Counter({
    name: 'warmknooppunt_http_problemen_total',
    help: 'requests refused, by the code of the problem: who is not let in, what is not valid, what is shed (te-veel-verzoeken, niet-beschikbaar)',
    labelNames: ['code'],
    registers,
  })
  const herhaald = new Counter({
    name: 'warmknooppunt_http_herhalingen_total',
    help: 'requests answered with the first answer again (Idempotent-Replayed)',
    labelNames: ['route'],
    registers,
  })
  const afgebroken = new Counter({
    name: 'warmknooppunt_http_afgebroken_total',
    help: 'requests of which the caller hung up before the answer',
    labelNames: ['route'],
    registers,
  })
  app.addHook('onResponse', (verzoek, antwoord, klaar) => {
    const route = routeVan(verzoek)
    // Of an address that does not exist the caller chooses the method too: one line for all of them.
    const labels = route === null ? { methode: 'geen', route: 'geen' } : { methode: verzoek.method, route }
    duur.observe({ ...labels, status: String(antwoord.statusCode) }, antwoord.elapsedTime / 1_000)
    const code = probleemVan(verzoek)
    if (code !== undefined) problemen.inc({ code })
    if (antwoord.hasHeader('Idempotent-Replayed')) herhaald.inc({ route: labels.route })
    klaar()
  })
  app.addHook('onRequestAbort', (verzoek, klaar) => {
    afgebroken.inc({ route: routeVan(verzoek) ?? 'geen' })
    klaar()
  })
}
