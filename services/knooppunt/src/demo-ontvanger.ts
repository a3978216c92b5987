import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Log } from '@warmknooppunt/platform/log'
import { luister } from '@warmknooppunt/platform/luister'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'

const BEWAARD = 50
const MAX_BYTES = 1_048_576

/** What is kept of a delivery, in memory only: no content. */
export type Bezorgd = { readonly id: string; readonly type: string; readonly subject: string; readonly op: string }

export type OntvangerKeuze = {
  readonly poort: number
  /** `whsec_...` */
  readonly geheim: string
  readonly nu: () => Temporal.Instant
  readonly log: Log
}

/**
 * The case system of a demo gemeente, as far as receiving goes: checks the Standard Webhooks signature of every POST, and shows ids and
 * types of the last 50 deliveries at GET /. Listens on 127.0.0.1 only.
 */
export async function startOntvanger(keuze: OntvangerKeuze): Promise<Server> {
  const webhook = new Webhook(keuze.geheim)
  const laatste: Bezorgd[] = []
  const server = createServer((verzoek, antwoord) => {
    if (verzoek.method === 'GET') return stuur(antwoord, 200, { ontvangen: laatste.toReversed() })
    if (verzoek.method !== 'POST') return stuur(antwoord, 405, { fout: 'GET of POST' })
    neemAan(verzoek, webhook).then(
      (uitkomst) => {
        if (uitkomst.kind === 'geweigerd') return stuur(antwoord, uitkomst.status, { fout: uitkomst.reden })
        laatste.push({ ...uitkomst.kop, op: keuze.nu().toString() })
        if (laatste.length > BEWAARD) laatste.shift()
        keuze.log.info(uitkomst.kop, 'demo.bezorgd')
        stuur(antwoord, 204)
      },
      () => stuur(antwoord, 400, { fout: 'onleesbaar' }),
    )
  })
  await luister(server, { adres: '127.0.0.1', poort: keuze.poort, instelling: 'DEMO_POORT' })
  return server
}

type Uitkomst =
  | { readonly kind: 'aangenomen'; readonly kop: Omit<Bezorgd, 'op'> }
  | { readonly kind: 'geweigerd'; readonly status: number; readonly reden: string }

async function neemAan(verzoek: IncomingMessage, webhook: Webhook): Promise<Uitkomst> {
  const delen: Buffer[] = []
  let bytes = 0
  for await (const deel of verzoek) {
    const buffer = Buffer.from(deel)
    bytes += buffer.length
    if (bytes > MAX_BYTES) return { kind: 'geweigerd', status: 413, reden: 'te groot' }
    delen.push(buffer)
  }
  const tekst = Buffer.concat(delen).toString('utf8')
  try {
    webhook.verify(tekst, {
      'webhook-id': kop(verzoek, 'webhook-id'),
      'webhook-timestamp': kop(verzoek, 'webhook-timestamp'),
      'webhook-signature': kop(verzoek, 'webhook-signature'),
    })
  } catch (fout) {
    // Signed well, but no JSON: the caller's 400.
    if (!(fout instanceof WebhookVerificationError)) throw fout
    return { kind: 'geweigerd', status: 401, reden: 'handtekening' }
  }
  const event: unknown = JSON.parse(tekst)
  return {
    kind: 'aangenomen',
    kop: { id: veld(event, 'id'), type: veld(event, 'type'), subject: veld(event, 'subject') },
  }
}

function kop(verzoek: IncomingMessage, naam: string): string {
  const waarde = verzoek.headers[naam]
  return typeof waarde === 'string' ? waarde : ''
}

/** Attributes of the envelope hold no personal data; nothing else of the message is looked at. */
function veld(event: unknown, naam: string): string {
  if (typeof event !== 'object' || event === null) return ''
  const waarde = new Map<string, unknown>(Object.entries(event)).get(naam)
  return typeof waarde === 'string' ? waarde : ''
}

function stuur(antwoord: ServerResponse, status: number, body?: unknown): void {
  antwoord.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  antwoord.end(body === undefined ? undefined : JSON.stringify(body))
}
