import type { FastifyReply } from 'fastify'
import { noteerProbleem } from './http-spoor.ts'
import type { Probleem } from './probleem.ts'
import { PROBLEMEN, probleemBody } from './probleem.ts'

/** Answers with a problem: its status, its headers, application/problem+json (RFC 9457). */
export function stuurProbleem(antwoord: FastifyReply, p: Probleem): FastifyReply {
  noteerProbleem(antwoord.request, p.code)
  return antwoord
    .code(PROBLEMEN[p.code].status)
    .headers(p.headers ?? {})
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(probleemBody(p))
}
