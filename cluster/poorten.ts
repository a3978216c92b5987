import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer as maakHttp } from 'node:http'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { luister } from '@warmknooppunt/platform/luister'
import { startfout } from '@warmknooppunt/platform/proces'
import { leesGeheim, schrijfGeheim } from '../services/knooppunt/src/geheimen.ts'

/**
 * Where no system hands out ports by itself (Linux from 32768 on, others from 49152): a connection that somebody makes while a process of ours is
 * down could have its port, and it would never come up again.
 */
const REEKS = { van: 20_000, tot: 32_768 } as const
const POGINGEN = 1_000

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function vrijePoorten(aantal: number): Promise<readonly number[]> {
  const servers: Server[] = []
  try {
    for (let poging = 0; servers.length < aantal; poging++) {
      const server = createServer()
      if (await luistert(server, randomInt(REEKS.van, REEKS.tot))) servers.push(server)
      else if (poging > POGINGEN) throw startfout(`No free ports from ${REEKS.van} to ${REEKS.tot} on 127.0.0.1.`)
    }
    return servers.map(poortVan)
  } finally {
    await Promise.all(servers.map((server) => new Promise((klaar) => server.close(klaar))))
  }
}

async function luistert(server: Server, poort: number): Promise<boolean> {
  server.listen(poort, '127.0.0.1')
  return once(server, 'listening').then(
    () => true,
    () => false,
  )
}

/** Ports that a folder keeps from its first start on: what listens there is known to others by them. Others when one is taken meanwhile. */
export async function bewaarPoorten(bestand: string, aantal: number): Promise<readonly number[]> {
  const bekend: unknown = JSON.parse((await leesGeheim(bestand)) ?? '[]')
  if (Array.isArray(bekend) && bekend.length === aantal) {
    const vrij = await Promise.all(bekend.map((poort) => isVrij(Number(poort))))
    if (vrij.every(Boolean)) return bekend.map(Number)
  }
  const nieuw = await vrijePoorten(aantal)
  await schrijfGeheim(bestand, JSON.stringify(nieuw))
  return nieuw
}

async function isVrij(poort: number): Promise<boolean> {
  return eisPoort(poort, '').then(
    () => true,
    () => false,
  )
}

/** A port that was asked for, or any free one for 0. Throws a start error that says what to do when it is taken. */
export async function eisPoort(poort: number, instelling: string): Promise<number> {
  if (poort === 0) return (await vrijePoorten(1))[0] ?? 0
  const server = maakHttp()
  await luister(server, { adres: '127.0.0.1', poort, instelling })
  await new Promise((klaar) => server.close(klaar))
  return poort
}

function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
