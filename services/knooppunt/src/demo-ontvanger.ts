import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { Log } from '@warmknooppunt/platform/log'
import { luister } from '@warmknooppunt/platform/luister'
import type { Geheimhouder } from './ontvanger/lees-push.ts'
import { leesPush, STATUS, stuurJson, veld } from './ontvanger/lees-push.ts'

const BEWAARD = 50

/** What is kept of a delivery, in memory only: no content. */
export type Bezorgd = { readonly id: string; readonly type: string; readonly subject: string; readonly op: string }

export type OntvangerKeuze = {
  readonly poort: number
  readonly geheim: Geheimhouder
  readonly nu: () => Temporal.Instant
  readonly log: Log
}

/**
 * The case system of a demo gemeente, as far as receiving goes: checks the Standard Webhooks signature of every POST, and shows ids and
 * types of the last 50 deliveries at GET /. Listens on 127.0.0.1 only.
 */
export async function startOntvanger(keuze: OntvangerKeuze): Promise<Server> {
  const laatste: Bezorgd[] = []
  const server = createServer((verzoek, antwoord) => {
    if (verzoek.method === 'GET') return stuurJson(antwoord, 200, { ontvangen: laatste.toReversed() })
    if (verzoek.method !== 'POST') return stuurJson(antwoord, 405, { fout: 'GET of POST' })
    leesPush(verzoek, keuze.geheim).then(
      (push) => {
        if (push.kind === 'geweigerd') return stuurJson(antwoord, STATUS[push.reden], { fout: push.reden })
        const { event } = push
        const kop = { id: veld(event, 'id'), type: veld(event, 'type'), subject: veld(event, 'subject') }
        laatste.push({ ...kop, op: keuze.nu().toString() })
        if (laatste.length > BEWAARD) laatste.shift()
        keuze.log.info(kop, 'demo.bezorgd')
        stuurJson(antwoord, 204)
      },
      () => stuurJson(antwoord, 400, { fout: 'onleesbaar' }),
    )
  })
  await luister(server, { adres: '127.0.0.1', poort: keuze.poort, instelling: 'DEMO_POORT' })
  return server
}
