import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Log } from '@warmknooppunt/platform/log'
import { ruimOp } from './assertie-store.ts'
import type { AutorisatieDeps } from './handler.ts'
import { autorisatieHandler } from './handler.ts'

export type DienstDeps = Omit<AutorisatieDeps, 'meld'> & {
  readonly log: Log
  readonly adres: string
  readonly poort: number
}

export type Dienst = {
  readonly poort: number
  /** Takes no new requests, lets the running ones end, and stops. */
  stop(): Promise<void>
}

const OPRUIMEN_MS = 600_000

/** The authorisation server as a process of its own: its addresses, health, and the tidying of old assertions. */
export async function startDienst(deps: DienstDeps): Promise<Dienst> {
  const autorisatie = await autorisatieHandler({
    ...deps,
    meld: ({ uitkomst, ...rest }) =>
      deps.log[uitkomst === 'storing' ? 'error' : 'info']({ uitkomst, ...rest }, 'autorisatie.token'),
  })
  const opties = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 72_000 }
  const server = createServer(opties, (req, res) => {
    if (req.url === '/gezondheid/leeft') return gezond(res, true)
    if (req.url === '/gezondheid/gereed') return void isGereed(deps).then((gereed) => gezond(res, gereed))
    autorisatie.callback(req, res)
  })
  await new Promise<void>((klaar, mislukt) => {
    server.once('error', mislukt)
    server.listen(deps.poort, deps.adres, klaar)
  })
  const opruimen = setInterval(() => void ruim(deps), OPRUIMEN_MS)
  const plek = server.address()
  return {
    poort: typeof plek === 'object' && plek !== null ? plek.port : deps.poort,
    async stop() {
      clearInterval(opruimen)
      await new Promise((klaar) => server.close(klaar))
    },
  }
}

async function isGereed({ pool }: DienstDeps): Promise<boolean> {
  return pool.query('select from autorisatie.sleutel limit 1').then(
    () => true,
    () => false,
  )
}

async function ruim({ pool, nu, log }: DienstDeps): Promise<void> {
  try {
    log.info({ aantal: await ruimOp(pool, nu()) }, 'autorisatie.opgeruimd')
  } catch (err) {
    log.warn({ err }, 'autorisatie.opruimen-mislukt')
  }
}

function gezond(res: ServerResponse<IncomingMessage>, goed: boolean): void {
  res.writeHead(goed ? 200 : 503, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
  res.end(JSON.stringify({ status: goed ? 'gereed' : 'niet-gereed' }))
}
