import type { FastifyRequest } from 'fastify'
import type { Beller } from './auth.ts'

const bellers = new WeakMap<FastifyRequest, Beller>()

/** Notes who calls, once the token was found good. */
export function noteerBeller(verzoek: FastifyRequest, beller: Beller): void {
  bellers.set(verzoek, beller)
}

/** Who calls; undefined of a request without a good token. */
export function bellerVan(verzoek: FastifyRequest): Beller | undefined {
  return bellers.get(verzoek)
}
