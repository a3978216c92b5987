import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { request } from 'undici'
import { foutcode, leesWachtMs } from '../commando/aanmelden.ts'

/** How a participant talks to the hub: its own tokens, one set of connections for all. */
export type Verbinding = {
  readonly url: string
  readonly dispatcher: Dispatcher
  /** a token that is good for a while; asks for another when it must */
  readonly token: (clientId: string) => Promise<string>
}

export type Antwoord = {
  readonly status: number
  readonly body: unknown
  readonly herhaald: boolean
}
export type Poging =
  | { readonly kind: 'antwoord'; readonly antwoord: Antwoord; readonly wachtMs: number }
  | { readonly kind: 'verbroken'; readonly reden: string }

export type Verzoek = {
  readonly method: 'GET' | 'POST'
  readonly pad: string
  readonly clientId: string
  readonly body?: string
  readonly sleutel?: string
  readonly koppen?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

const ANTWOORD_MS = 40_000

/** One request: what came back, or that the connection broke before it did. */
export async function stuur(verbinding: Verbinding, verzoek: Verzoek): Promise<Poging> {
  try {
    const token = await verbinding.token(verzoek.clientId)
    const { statusCode, headers, body } = await request(`${verbinding.url}${verzoek.pad}`, {
      method: verzoek.method,
      dispatcher: verbinding.dispatcher,
      headers: {
        authorization: `Bearer ${token}`,
        ...(verzoek.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(verzoek.sleutel === undefined ? {} : { 'idempotency-key': `"${verzoek.sleutel}"` }),
        ...verzoek.koppen,
      },
      body: verzoek.body ?? null,
      signal: verzoek.signal ?? null,
      headersTimeout: ANTWOORD_MS,
      bodyTimeout: ANTWOORD_MS,
    })
    const antwoord = {
      status: statusCode,
      body: leesJson(await body.text()),
      herhaald: headers['idempotent-replayed'] === 'true',
    }
    return { kind: 'antwoord', antwoord, wachtMs: leesWachtMs(headers['retry-after']) }
  } catch (fout) {
    if (fout instanceof Error && 'code' in fout && fout.code === 'WK_COMMANDO') throw fout
    return { kind: 'verbroken', reden: foutcode(fout) }
  }
}

function leesJson(tekst: string): unknown {
  try {
    return JSON.parse(tekst)
  } catch {
    return null
  }
}

export type Geduld = {
  /** by performance.now(): no try begins after it */
  readonly totMs: number
  readonly signal: AbortSignal
  /** told of every try but the first */
  readonly herhaal: (reden: string) => void
}

export type Afloop =
  | { readonly kind: 'antwoord'; readonly antwoord: Antwoord; readonly pogingen: number }
  | { readonly kind: 'opgegeven'; readonly reden: string }

const PAUZES_MS = [50, 100, 250, 500, 1_000] as const

/** The same request with the same key until it is answered: 503, 429, "busy" and a broken connection say nothing about it. */
export async function stuurTotAntwoord(verbinding: Verbinding, verzoek: Verzoek, geduld: Geduld): Promise<Afloop> {
  for (let pogingen = 1; ; pogingen++) {
    const poging = await stuur(verbinding, verzoek)
    if (poging.kind === 'antwoord' && !isTijdelijk(poging.antwoord)) {
      return { kind: 'antwoord', antwoord: poging.antwoord, pogingen }
    }
    const reden = poging.kind === 'antwoord' ? `status ${poging.antwoord.status}` : poging.reden
    const pauze = PAUZES_MS[Math.min(pogingen, PAUZES_MS.length) - 1] ?? 1_000
    const wacht = Math.max(pauze, poging.kind === 'antwoord' ? poging.wachtMs : 0)
    if (geduld.signal.aborted || performance.now() + wacht > geduld.totMs) return { kind: 'opgegeven', reden }
    await wachtMs(wacht, undefined, { signal: geduld.signal }).catch(() => undefined)
    geduld.herhaal(reden)
  }
}

/** Too busy, or asked too often: neither says anything about the request. */
export function isDruk(status: number): boolean {
  return status === 503 || status === 429
}

function isTijdelijk({ status, body }: Antwoord): boolean {
  if (isDruk(status)) return true
  return status === 409 && typeof body === 'object' && body !== null && 'code' in body && body.code === 'bezig'
}
