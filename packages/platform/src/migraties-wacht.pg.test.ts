import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { maakLog } from './log.ts'
import { wachtOpSchema } from './migraties-wacht.ts'

const regels: string[] = []
const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
const NOOIT = new Promise<never>(() => undefined)
let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

describe('a process whose database is away at its start', () => {
  it('waits longer than for a log-in that is wrong, and goes on once it is there', async () => {
    const url = new URL(proef.url)
    const database = { host: url.hostname, port: Number(url.port) }
    const weg = createServer((klant) => {
      const naar = connect(database)
      klant.pipe(naar).pipe(klant)
      for (const socket of [klant, naar]) socket.on('error', () => undefined)
    })
    const poort = await vrij()
    url.port = String(poort)
    const klaar = wachtOpSchema({ url: url.href, log, opgegeven: NOOIT, geduldMs: 0 })
    await expect.poll(() => regels.join()).toContain('dienst.wacht-op-database')
    weg.listen(poort, '127.0.0.1')
    expect(await klaar).toBe(true)
    weg.close()
  })

  it('ends in order when it is told to', async () => {
    const url = new URL(proef.url)
    url.port = String(await vrij())
    const { promise, resolve } = Promise.withResolvers<string>()
    const klaar = wachtOpSchema({ url: url.href, log, opgegeven: promise })
    resolve('SIGTERM')
    expect(await klaar).toBe(false)
  })

  it('takes a database that is not there for a mistake, after a while', async () => {
    const url = new URL(proef.url)
    url.pathname = '/bestaat-niet'
    await expect(wachtOpSchema({ url: url.href, log, opgegeven: NOOIT, geduldMs: 0 })).rejects.toMatchObject({
      code: 'WK_START',
      message: expect.stringContaining('3D000'),
    })
  })
})

/** A port where nobody listens. */
async function vrij(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  server.close()
  await once(server, 'close')
  if (adres === null || typeof adres === 'string') throw new Error('no port')
  return adres.port
}
