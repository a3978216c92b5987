import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { transactie } from './db.ts'
import { maakPool } from './pool.ts'
import { isStoring } from './storing.ts'

/** A message of PostgreSQL's protocol: its kind, its length, what it holds. */
function pakket(soort: string, inhoud: Buffer): Buffer {
  const lengte = Buffer.alloc(4)
  lengte.writeInt32BE(inhoud.length + 4)
  return Buffer.concat([Buffer.from(soort), lengte, inhoud])
}

const AANGEMELD = pakket('R', Buffer.alloc(4))
const GEREED = pakket('Z', Buffer.from('I'))
const BEEINDIGD = pakket('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

// A real PostgreSQL does this only now and then: pg_terminate_backend, or a shutdown, of a session that has just been made.
test('a session that is ended in the very packet that opens it fails what it was for, and not the process', async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([AANGEMELD, GEREED, BEEINDIGD])))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  const pool = maakPool({ url: `postgres://x:x@127.0.0.1:${adres.port}/x`, applicatie: 'test' })
  const ongevangen: unknown[] = []
  const vang = (fout: unknown) => void ongevangen.push(fout)
  process.on('uncaughtException', vang)
  try {
    const fout = await transactie(pool, null, (tx) => tx.query('select 1')).catch((err: unknown) => err)
    expect(isStoring(fout)).toBe(true)
    expect(ongevangen).toEqual([])
  } finally {
    process.off('uncaughtException', vang)
    await pool.end()
    for (const socket of sockets) socket.destroy()
    server.close()
  }
})
