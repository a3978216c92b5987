import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { luister, poortVan } from '@warmknooppunt/platform/luister'
import type { Geheimhouder, Push } from './lees-push.ts'
import { kop, leesPush, STATUS, stuurJson } from './lees-push.ts'
import type { Ontvangst, Ontvangsten } from './ontvangst-store.ts'
import { openOntvangsten } from './ontvangst-store.ts'
import { maakPagina } from './pagina.ts'

export type OntvangerKeuze = {
  readonly poort: number
  /** how the port is moved, for the message when it is taken */
  readonly instelling: string
  readonly geheim: Geheimhouder
  /** where arrivals are kept */
  readonly map: string
  /** how many stay */
  readonly bewaard: number
  readonly nu: () => Temporal.Instant
  readonly bijOntvangst: (ontvangst: Ontvangst) => void
}

/**
 * A receiver that keeps what arrives: POST / takes a push and checks its Standard Webhooks signature, GET / shows a page, GET /berichten the
 * list and GET /berichten/{nummer} one with its body, as JSON. Content is written in the clear, so it is for test data only, and it listens on
 * 127.0.0.1 only. A push counts once its file lies in the folder; a folder that cannot be written to is answered 500, so that the hub repeats it.
 */
export async function startTestontvanger(keuze: OntvangerKeuze): Promise<Server> {
  const ontvangsten = await openOntvangsten(keuze.map, keuze.bewaard)
  const server = createServer((verzoek, antwoord) => {
    if (verzoek.method === 'GET') return toon(ontvangsten, server, verzoek.url ?? '/', antwoord)
    if (verzoek.method !== 'POST') return stuurJson(antwoord, 405, { fout: 'GET of POST' })
    neemAan(keuze, ontvangsten, verzoek).then(
      ({ status, reden }) => stuurJson(antwoord, status, reden === null ? undefined : { fout: reden }),
      () => stuurJson(antwoord, 500, { fout: 'niet bewaard' }),
    )
  })
  await luister(server, { adres: '127.0.0.1', poort: keuze.poort, instelling: keuze.instelling })
  return server
}

async function neemAan(keuze: OntvangerKeuze, rijen: Ontvangsten, verzoek: IncomingMessage): Promise<Ontvangst> {
  const push = await leesPush(verzoek, keuze.geheim)
  const ontvangst = await rijen.bewaar({
    op: keuze.nu().toString({ smallestUnit: 'millisecond' }),
    ...uitkomst(push),
    koppen: {
      'webhook-id': kop(verzoek, 'webhook-id'),
      'webhook-timestamp': kop(verzoek, 'webhook-timestamp'),
      'webhook-signature': kop(verzoek, 'webhook-signature'),
    },
    body: push.tekst,
  })
  keuze.bijOntvangst(ontvangst)
  return ontvangst
}

function uitkomst(push: Push): Pick<Ontvangst, 'status' | 'reden' | 'detail'> {
  if (push.kind === 'goed') return { status: 204, reden: null, detail: null }
  return { status: STATUS[push.reden], reden: push.reden, detail: push.detail }
}

function toon(ontvangsten: Ontvangsten, server: Server, url: string, antwoord: ServerResponse): void {
  const [pad = '/'] = url.split('?')
  const lijst = ontvangsten.lijst()
  if (pad === '/') {
    antwoord.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    })
    antwoord.end(maakPagina(lijst, `http://127.0.0.1:${poortVan(server)}/`))
    return
  }
  const gevraagd = lijst.find(({ nummer }) => pad === `/berichten/${nummer}`)
  const zonderBody = lijst.map(({ body: _body, ...rest }) => rest)
  const body = pad === '/berichten' ? zonderBody : gevraagd
  if (body === undefined) stuurJson(antwoord, 404, { fout: 'niets op dit adres' })
  else stuurJson(antwoord, 200, body)
}
