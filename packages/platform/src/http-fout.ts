import type { FastifyRequest } from 'fastify'
import { alleFouten, invoerprobleem } from './http-invoer.ts'
import type { Log } from './log.ts'
import type { Probleem } from './probleem.ts'
import { isProbleem, probleem } from './probleem.ts'
import { isStoring } from './storing.ts'

/** NL GOV profile for CloudEvents: 64 KB. */
export const MAX_BODY_BYTES = 65_536
/** A file sent as one: the whole register, of some thousand parties. */
export const MAX_BESTAND_BYTES = 8_388_608

/** 503 before anything was done. */
export function overbelast(wachtSeconden: number): Probleem {
  const detail =
    'Het knooppunt kan dit verzoek nu niet aannemen. Er is niets vastgelegd; stuur het na de wachttijd opnieuw met dezelfde Idempotency-Key.'
  return probleem('niet-beschikbaar', detail, { headers: { 'Retry-After': String(wachtSeconden) } })
}

/** 503 in the middle: a connection lost at COMMIT leaves it unknown, and the same key makes it safe to repeat. */
export function storing(): Probleem {
  const detail =
    'Het is niet zeker of dit verzoek is vastgelegd. Stuur het na de wachttijd opnieuw met dezelfde Idempotency-Key; dan wordt het hoogstens één keer vastgelegd.'
  return probleem('niet-beschikbaar', detail, { headers: { 'Retry-After': '5' } })
}

/** 413. */
export function teGroot(maxBytes = MAX_BODY_BYTES): Probleem {
  return probleem('te-groot', `De inhoud mag hoogstens ${maxBytes} bytes zijn.`)
}

/** What a thrown error is to the caller; nothing of the error itself is told. */
export function naarProbleem(fout: unknown, verzoek: FastifyRequest, log: Log): Probleem {
  const bekend = vanInvoer(fout, verzoek)
  if (bekend) return bekend
  const waar = { err: fout, route: verzoek.routeOptions.url, methode: verzoek.method }
  if (isStoring(fout)) {
    log.error(waar, 'http.storing')
    return kreegGeenVerbinding(fout) ? overbelast(5) : storing()
  }
  log.error(waar, 'http.fout')
  return probleem(
    'fout',
    'Er is niets vastgelegd dat u niet kunt herhalen. Probeer het opnieuw; blijft het misgaan, meld het dan bij het knooppunt.',
  )
}

/** The pool had no connection free in time: no transaction began. */
function kreegGeenVerbinding(fout: unknown): boolean {
  return fout instanceof Error && fout.message.includes('timeout exceeded when trying to connect')
}

/** The caller's own mistakes. Fastify stops at the first part that fails, so the others are looked at here. */
function vanInvoer(fout: unknown, verzoek: FastifyRequest): Probleem | null {
  if (typeof fout !== 'object' || fout === null) return null
  const code = 'code' in fout ? fout.code : undefined
  if (code === 'FST_ERR_VALIDATION') return invoerprobleem(alleFouten(verzoek))
  if ('probleem' in fout && isProbleem(fout.probleem)) return fout.probleem
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return teGroot(verzoek.routeOptions.bodyLimit)
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return probleem('verkeerd-inhoudstype', 'Stuur application/json in UTF-8.')
  }
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') {
    return probleem('geen-json', 'De inhoud ontbreekt of heeft niet de lengte die de kop Content-Length noemt.')
  }
  const status = 'statusCode' in fout ? fout.statusCode : 500
  if (typeof status !== 'number' || status < 400 || status >= 500) return null
  return probleem('ongeldige-invoer', 'Het verzoek kon niet worden gelezen.')
}
