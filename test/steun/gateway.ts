import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'

export type Stagenaam = 'intake' | 'routing' | 'sla' | 'delivery' | 'dossier'

/** What stands in front of processes of one stage each: by method and path, and by turns where there are several of one. */
export type Gateway = {
  readonly url: string
  voeg(stage: Stagenaam, poort: number): void
  neem(stage: Stagenaam, poort: number): void
  sluit(): Promise<void>
}

/** `eigen`: answers what is not for a stage, such as the keys of the issuer. */
export async function maakGateway(eigen: (pad: string) => unknown): Promise<Gateway> {
  const poorten = new Map<Stagenaam, number[]>()
  let beurt = 0
  const kies = (stage: Stagenaam): number | undefined => {
    const levend = poorten.get(stage) ?? []
    return levend[beurt++ % Math.max(1, levend.length)]
  }
  const server = createServer((verzoek, antwoord) => {
    const pad = verzoek.url ?? '/'
    const json = eigen(pad)
    if (json !== undefined) return void antwoord.setHeader('content-type', 'application/json').end(JSON.stringify(json))
    geefDoor(verzoek, antwoord, kies(stageVan(verzoek.method ?? 'GET', pad)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return {
    url: `http://127.0.0.1:${adres.port}`,
    voeg: (stage, poort) => void poorten.set(stage, [...(poorten.get(stage) ?? []), poort]),
    neem: (stage, poort) =>
      void poorten.set(
        stage,
        (poorten.get(stage) ?? []).filter((p) => p !== poort),
      ),
    async sluit() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function stageVan(method: string, pad: string): Stagenaam {
  if (pad.startsWith('/v1/postvak')) return 'delivery'
  return method === 'GET' && pad.startsWith('/v1/doorverwijzingen') ? 'dossier' : 'intake'
}

/** A process that is gone breaks the connection, as it does for whoever stands in front of it. */
function geefDoor(verzoek: IncomingMessage, antwoord: ServerResponse, poort: number | undefined): void {
  if (poort === undefined) return void antwoord.destroy()
  const { method, url: path, headers } = verzoek
  const verder = request({ host: '127.0.0.1', port: poort, method, path, headers }, (gekregen) => {
    antwoord.writeHead(gekregen.statusCode ?? 502, gekregen.headers)
    gekregen.pipe(antwoord)
    gekregen.on('error', () => antwoord.destroy())
  })
  verder.on('error', () => antwoord.destroy())
  antwoord.on('close', () => verder.destroy())
  verzoek.pipe(verder)
}
