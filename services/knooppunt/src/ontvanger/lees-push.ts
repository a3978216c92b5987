import type { IncomingMessage, ServerResponse } from 'node:http'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'

const MAX_BYTES = 1_048_576

/** Why a push is refused, and with which status. */
export type Weigerreden = 'te groot' | 'handtekening' | 'geen json'

export type Push =
  | { readonly kind: 'goed'; readonly tekst: string; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'geweigerd'; readonly reden: Weigerreden; readonly detail: string; readonly tekst: string }

/** The secret of a receiver. `vernieuw`: asked for the newest when a signature does not fit, since it may have been rotated. */
export type Geheimhouder = { huidig: string; readonly vernieuw?: () => Promise<string> }

/** What a receiver answers for each reason. */
export const STATUS = { 'te groot': 413, handtekening: 401, 'geen json': 400 } as const satisfies Record<
  Weigerreden,
  number
>

/**
 * Reads a push and checks its signature as Standard Webhooks 1.0 asks (headers webhook-id, webhook-timestamp, webhook-signature; at most five
 * minutes old). Nothing of a push that is not signed with the secret is looked at. At most 1 MiB.
 */
export async function leesPush(verzoek: IncomingMessage, houder: Geheimhouder): Promise<Push> {
  const tekst = await leesTekst(verzoek)
  if (tekst === null) return { kind: 'geweigerd', reden: 'te groot', detail: `more than ${MAX_BYTES} bytes`, tekst: '' }
  const push = keurPush(verzoek, tekst, houder.huidig)
  if (push.kind === 'goed' || push.reden !== 'handtekening' || !houder.vernieuw) return push
  const ander = await houder.vernieuw()
  if (ander === houder.huidig) return push
  houder.huidig = ander
  return keurPush(verzoek, tekst, ander)
}

function keurPush(verzoek: IncomingMessage, tekst: string, geheim: string): Push {
  try {
    const event: unknown = new Webhook(geheim).verify(tekst, {
      'webhook-id': kop(verzoek, 'webhook-id'),
      'webhook-timestamp': kop(verzoek, 'webhook-timestamp'),
      'webhook-signature': kop(verzoek, 'webhook-signature'),
    })
    return { kind: 'goed', tekst, event: typeof event === 'object' && event !== null ? { ...event } : {} }
  } catch (fout) {
    // Signed well, but no JSON.
    if (!(fout instanceof WebhookVerificationError))
      return { kind: 'geweigerd', reden: 'geen json', detail: 'signed well, but no JSON', tekst }
    return { kind: 'geweigerd', reden: 'handtekening', detail: fout.message, tekst }
  }
}

/** The body as text; null when it is too large. */
export async function leesTekst(verzoek: IncomingMessage): Promise<string | null> {
  const delen: Buffer[] = []
  let bytes = 0
  for await (const deel of verzoek) {
    const buffer = Buffer.from(deel)
    bytes += buffer.length
    if (bytes > MAX_BYTES) return null
    delen.push(buffer)
  }
  return Buffer.concat(delen).toString('utf8')
}

/** A header, '' when it is absent or there twice. */
export function kop(verzoek: IncomingMessage, naam: string): string {
  const waarde = verzoek.headers[naam]
  return typeof waarde === 'string' ? waarde : ''
}

/** Attributes of the envelope hold no personal data; '' for what is no text. */
export function veld(event: Readonly<Record<string, unknown>>, naam: string): string {
  const waarde = event[naam]
  return typeof waarde === 'string' ? waarde : ''
}

/** Answers in JSON, never to be kept by who asked. */
export function stuurJson(antwoord: ServerResponse, status: number, body?: unknown): void {
  antwoord.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  antwoord.end(body === undefined ? undefined : JSON.stringify(body))
}
