import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'

/** Another request listener on the same port: it gets the requests that are for it before any route does. */
export type Voorganger = {
  hoortHier(url: string | undefined): boolean
  callback(req: IncomingMessage, res: ServerResponse): void
}

/** Fastify's own time limits do not reach a server made for it, so they are set here. */
export function maakHttpServer(
  verwerk: (req: IncomingMessage, res: ServerResponse) => void,
  ander?: Voorganger,
): Server {
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 72_000 }, (req, res) =>
    ander?.hoortHier(req.url) ? ander.callback(req, res) : verwerk(req, res),
  )
  server.setTimeout(60_000)
  return server
}
