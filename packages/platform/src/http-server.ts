import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Tls } from './tls-bestanden.ts'

/** Another request listener on the same port: it gets the requests that are for it before any route does. */
export type Voorganger = {
  hoortHier(url: string | undefined): boolean
  callback(req: IncomingMessage, res: ServerResponse): void
}

const TIJDEN = { requestTimeout: 30_000, keepAliveTimeout: 72_000 } as const

/** Fastify's own time limits do not reach a server made for it, so they are set here. With `tls` it speaks TLS and nothing else. */
export function maakHttpServer(
  verwerk: (req: IncomingMessage, res: ServerResponse) => void,
  { voorganger, tls }: { readonly voorganger?: Voorganger; readonly tls?: Tls | undefined },
): Server {
  const luisteraar = (req: IncomingMessage, res: ServerResponse) =>
    voorganger?.hoortHier(req.url) ? voorganger.callback(req, res) : verwerk(req, res)
  const server = tls
    ? // A certificate that does not count is refused by a problem that says so, not by a connection that breaks.
      createTlsServer(
        { ...TIJDEN, ...tls.context, requestCert: tls.vraagtCertificaat, rejectUnauthorized: false },
        luisteraar,
      )
    : createServer(TIJDEN, luisteraar)
  server.setTimeout(60_000)
  return server
}
