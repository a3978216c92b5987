import { METHODS } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Probleem } from './probleem.ts'
import { probleem } from './probleem.ts'

type Bekend = { readonly patroon: RegExp; readonly methode: string }

/**
 * No route has another method than GET and POST. Fastify would read the body of some first, or refuse them with a status of its own: they are
 * 405 like every method that a path lacks.
 */
export function kenMethoden(app: FastifyInstance): void {
  for (const methode of METHODS) {
    if (methode !== 'POST') app.addHttpMethod(methode, { overrideExisting: true })
  }
}

/** Keeps every route that is added, so that a wrong method can be told from an unknown path. */
export function onthoudRoutes(app: FastifyInstance): readonly Bekend[] {
  const routes: Bekend[] = []
  app.addHook('onRoute', ({ url, method }) => {
    const patroon = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[a-zA-Z]+/g, '[^/]+')}$`)
    for (const methode of Array.isArray(method) ? method : [method]) routes.push({ patroon, methode })
  })
  return routes
}

/** 405 with Allow where the path exists for other methods, else 404. */
export function ontbrekend(routes: readonly Bekend[], verzoek: FastifyRequest): Probleem {
  const pad = verzoek.url.split('?')[0] ?? ''
  const methoden = [...new Set(routes.filter(({ patroon }) => patroon.test(pad)).map(({ methode }) => methode))].sort()
  return methoden.length === 0 ? onbekendAdres() : andereMethode(methoden)
}

/** 404: no such address. */
export function onbekendAdres(): Probleem {
  return probleem('niet-gevonden', 'Dit adres bestaat niet. De beschrijving staat op /v1/openapi.json.')
}

/** 405: the address is there for other methods. */
export function andereMethode(methoden: readonly string[]): Probleem {
  const toegestaan = methoden.join(', ')
  return probleem('methode-niet-toegestaan', `Hier kan alleen ${toegestaan}.`, { headers: { Allow: toegestaan } })
}
