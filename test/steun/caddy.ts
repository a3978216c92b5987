import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { vrijePoort } from '../../bench/hub.ts'
import { gatewayprogramma } from '../../cluster/caddy.ts'
import { TOPOLOGIE } from '../../services/knooppunt/src/dienst/topologie.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'

/** `verbreek`: reads the request and hangs up without an answer. */
type Gedrag = 'antwoord' | 'verbreek'
type Gehoord = {
  readonly dienst: string
  readonly poort: number
  readonly pad: string
  readonly kop: IncomingHttpHeaders
}
type Vraag = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
type Gekregen = { readonly status: number; readonly koppen: IncomingHttpHeaders; readonly body: unknown }

/** The real gateway in front of servers that say which service they are. */
export type Proefgateway = {
  vraag(pad: string, vraag?: Vraag): Promise<Gekregen>
  /** what the services were asked, but for their health */
  gehoord(): Gehoord[]
  vergeet(): void
  gedrag(dienst: string, gedrag: Gedrag): void
  /** a process of a service goes, and comes back on the same port */
  neer(dienst: string, nummer: number): Promise<void>
  op(dienst: string, nummer: number): Promise<void>
  /** as a service that is told to stop: its health says so for a while, and then it closes in order */
  treedAf(dienst: string, nummer: number, ms: number): Promise<void>
  log(): string
  sluit(): Promise<void>
}

type Achter = { server: Server; readonly poort: number; stopt: boolean }

const KEEPALIVE_MS = 72_000

export async function maakProefgateway(keuze: { readonly tls?: string } = {}): Promise<Proefgateway> {
  const gehoord: Gehoord[] = []
  const gedrag = new Map<string, Gedrag>()
  const verwerk = (dienst: string) => (verzoek: IncomingMessage, antwoord: ServerResponse) => {
    const poort = verzoek.socket.localPort
    const stopt = (achter.get(dienst) ?? []).some((deel) => deel.stopt && deel.poort === poort)
    void behandel({ dienst, gehoord, gedrag: gedrag.get(dienst) ?? 'antwoord', stopt }, verzoek, antwoord)
  }
  const achter = new Map<string, Achter[]>()
  for (const [dienst, { aantal }] of Object.entries(TOPOLOGIE)) {
    const servers = Array.from({ length: aantal }, () => luister(verwerk(dienst), 0))
    achter.set(dienst, await Promise.all(servers))
  }
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-gateway-'))
  const poort = await vrijePoort()
  const upstreams = [...achter].map(([dienst, lijst]) => [dienst, lijst.map((deel) => `127.0.0.1:${deel.poort}`)])
  const { opdracht, argumenten, env } = gatewayprogramma({
    ...keuze,
    poort,
    map,
    upstreams: Object.fromEntries(upstreams),
  })
  const proces = spawn(opdracht, argumenten, { env: { PATH: process.env.PATH ?? '', HOME: map, ...env } })
  const uit: string[] = []
  for (const stroom of [proces.stdout, proces.stderr]) stroom.on('data', (deel) => uit.push(String(deel)))
  const basis = keuze.tls === undefined ? `http://127.0.0.1:${poort}` : `https://localhost:${poort}`
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  const vraag = async (pad: string, { method = 'GET', headers = {}, body }: Vraag = {}): Promise<Gekregen> => {
    const opties = { method, headers, dispatcher, ...(body === undefined ? {} : { body }) }
    const antwoord = await request(`${basis}${pad}`, opties)
    const tekst = await antwoord.body.text()
    return { status: antwoord.statusCode, koppen: antwoord.headers, body: tekst === '' ? null : JSON.parse(tekst) }
  }
  const deel = (dienst: string, nummer: number): Achter => {
    const gevonden = achter.get(dienst)?.[nummer]
    if (!gevonden) throw new Error(`no ${dienst} ${nummer}`)
    return gevonden
  }
  await totdat(async () => {
    if (proces.exitCode !== null) throw new Error(`caddy ended: ${uit.join('')}`)
    return (await vraag('/gezondheid/leeft').catch(() => null))?.status === 200
  }, 15_000)
  return {
    vraag,
    gehoord: () => gehoord,
    vergeet: () => void gehoord.splice(0),
    gedrag: (dienst, wat) => void gedrag.set(dienst, wat),
    neer: (dienst, nummer) => sluit(deel(dienst, nummer).server),
    async op(dienst, nummer) {
      const weer = deel(dienst, nummer)
      weer.server = (await luister(verwerk(dienst), weer.poort)).server
      weer.stopt = false
    },
    async treedAf(dienst, nummer, ms) {
      const weg = deel(dienst, nummer)
      weg.stopt = true
      await wachtMs(ms)
      weg.server.close()
      weg.server.closeIdleConnections()
      await once(weg.server, 'close')
    },
    log: () => uit.join(''),
    async sluit() {
      proces.kill('SIGKILL')
      await dispatcher.destroy()
      await Promise.all([...achter.values()].flat().map(({ server }) => sluit(server)))
      await rm(map, { recursive: true, force: true })
    },
  }
}

async function luister(verwerk: (v: IncomingMessage, a: ServerResponse) => void, poort: number): Promise<Achter> {
  // Longer than the gateway keeps one, as services do: one that Node closes first (after 5 s) may just be taken for a POST, which is not sent again.
  const server = createServer({ keepAliveTimeout: KEEPALIVE_MS }, verwerk).listen(poort, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return { server, poort: adres.port, stopt: false }
}

async function sluit(server: Server): Promise<void> {
  if (!server.listening) return
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

type Dienst = { readonly dienst: string; readonly gehoord: Gehoord[]; readonly gedrag: Gedrag; readonly stopt: boolean }

async function behandel(d: Dienst, verzoek: IncomingMessage, antwoord: ServerResponse): Promise<void> {
  const pad = verzoek.url ?? ''
  try {
    for await (const _deel of verzoek);
  } catch {
    // The gateway gave up on what was sent.
    return
  }
  if (pad === '/gezondheid/leeft') return void antwoord.writeHead(d.stopt ? 503 : 200).end('{}')
  d.gehoord.push({ dienst: d.dienst, poort: verzoek.socket.localPort ?? 0, pad, kop: verzoek.headers })
  if (d.gedrag === 'verbreek') return void antwoord.destroy()
  antwoord.writeHead(200, { 'x-dienst': d.dienst, 'content-type': 'application/json' }).end('{}')
}
