import { once } from 'node:events'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { luister } from '@warmknooppunt/platform/luister'

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function vrijePoorten(aantal: number): Promise<readonly number[]> {
  const servers = Array.from({ length: aantal }, () => createServer().listen(0, '127.0.0.1'))
  const poorten: number[] = []
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening')
    poorten.push(poortVan(server))
  }
  await Promise.all(servers.map((server) => new Promise((klaar) => server.close(klaar))))
  return poorten
}

/** A port that was asked for, or any free one for 0. Throws a start error that says what to do when it is taken. */
export async function eisPoort(poort: number, instelling: string): Promise<number> {
  if (poort === 0) return (await vrijePoorten(1))[0] ?? 0
  const { createServer: http } = await import('node:http')
  const server = http()
  await luister(server, { adres: '127.0.0.1', poort, instelling })
  await new Promise((klaar) => server.close(klaar))
  return poort
}

function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
