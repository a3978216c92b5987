import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { setTimeout as wachtMs } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Rol } from './db.ts'
import { maakLog } from './log.ts'
import type { Meldkanaal } from './notify.ts'
import { maakMeldkanaal } from './notify.ts'

const log = maakLog({ dienst: 'proef', niveau: 'silent' })
const kanalen: Meldkanaal[] = []
let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})

afterEach(async () => {
  await Promise.all(kanalen.splice(0).map((kanaal) => kanaal.sluit()))
})

afterAll(() => proef.sluit())

function kanaal(rol: Rol, applicatie: string, url = proef.url): Meldkanaal {
  const gemaakt = maakMeldkanaal({ url, rol, applicatie, log })
  kanalen.push(gemaakt)
  return gemaakt
}

/** Listens and counts; every new connection counts once, because what came before it may have been missed. */
async function luisteraar(topic: string, applicatie = 'lezer'): Promise<{ keer: number }> {
  const teller = { keer: 0 }
  kanaal('wk_routing', applicatie).luister(topic, () => {
    teller.keer++
  })
  await expect.poll(() => teller.keer).toBe(1)
  return teller
}

describe('a wake-up', () => {
  it('reaches another process within milliseconds, of its topic only', async () => {
    const teller = await luisteraar('berichten')
    const ander = await luisteraar('termijnen', 'ander')
    const zender = kanaal('wk_intake', 'zender')
    zender.kondigAan('berichten')
    await expect.poll(() => teller.keer, { interval: 1 }).toBe(2)
    const begonMs = performance.now()
    zender.kondigAan('berichten')
    await expect.poll(() => teller.keer, { interval: 1 }).toBe(3)
    expect(performance.now() - begonMs).toBeLessThan(100)
    expect(ander.keer).toBe(1)
  })

  it('asked for a thousand times at once is sent a few times, and the last asking is never lost', async () => {
    const teller = await luisteraar('berichten')
    const zender = kanaal('wk_intake', 'zender')
    for (let i = 0; i < 10; i++) {
      for (let j = 0; j < 100; j++) zender.kondigAan('berichten')
      await wachtMs(1)
    }
    const eerder = teller.keer
    zender.kondigAan('berichten')
    await expect.poll(() => teller.keer).toBeGreaterThan(eerder)
    expect(teller.keer).toBeLessThan(15)
  })

  it('comes again after the connections were cut, and the cut itself wakes, because something may have been missed', async () => {
    const teller = await luisteraar('berichten', 'knip')
    const zender = kanaal('wk_intake', 'knip')
    zender.kondigAan('berichten')
    await expect.poll(() => teller.keer).toBe(2)
    const beheer = new pg.Client({ connectionString: proef.url })
    await beheer.connect()
    const { rowCount } = await beheer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'wk-knip-%'`,
    )
    await beheer.end()
    expect(rowCount).toBe(2)
    await expect.poll(() => teller.keer).toBe(3)
    zender.kondigAan('berichten')
    await expect.poll(() => teller.keer, { timeout: 3_000 }).toBe(4)
  })

  it('is announced on a connection that waits for no disk, with the rights of the stage', async () => {
    const teller = await luisteraar('berichten')
    kanaal('wk_intake', 'stil').kondigAan('berichten')
    await expect.poll(() => teller.keer).toBe(2)
    const { rows } = await proef
      .pool()
      .query(`select application_name from pg_stat_activity where application_name = 'wk-stil-zender'`)
    expect(rows).toHaveLength(1)
  })
})

/** A road to PostgreSQL that is cut at every LISTEN; counts them. */
async function zonderListen(): Promise<{ url: string; keer: () => number; sluit(): void }> {
  const { hostname, port } = new URL(proef.url)
  const sockets = new Set<Socket>()
  let keer = 0
  const server = createServer((klant) => {
    const database = connect(Number(port), hostname)
    for (const socket of [klant, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    klant.on('data', (bytes) => {
      if (!bytes.includes('listen ')) return database.write(bytes)
      keer++
      klant.destroy()
      return database.destroy()
    })
    database.on('data', (bytes) => klant.write(bytes))
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  const url = new URL(proef.url)
  url.port = String(typeof adres === 'object' ? adres?.port : '')
  const sluit = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { url: url.href, keer: () => keer, sluit }
}

describe('a listener', () => {
  it('whose LISTEN fails tries again, and leaves no rejection that would end the process', async () => {
    const ongevangen: unknown[] = []
    const noteer = (reden: unknown) => void ongevangen.push(reden)
    process.on('unhandledRejection', noteer)
    const weg = await zonderListen()
    const gemaakt = kanaal('wk_routing', 'geweigerd', weg.url)
    gemaakt.luister('berichten', () => undefined)
    await expect.poll(weg.keer, { timeout: 3_000 }).toBeGreaterThan(1)
    await gemaakt.sluit()
    weg.sluit()
    await wachtMs(10)
    process.off('unhandledRejection', noteer)
    expect(ongevangen).toEqual([])
  })

  it.each([0, 1, 2, 5, 10])('that is closed %i ms after it began leaves none either', async (naMs) => {
    const ongevangen: unknown[] = []
    const noteer = (reden: unknown) => void ongevangen.push(reden)
    process.on('unhandledRejection', noteer)
    const gemaakt = kanaal('wk_routing', 'kort')
    gemaakt.luister('berichten', () => undefined)
    if (naMs > 0) await wachtMs(naMs)
    await gemaakt.sluit()
    await wachtMs(10)
    process.off('unhandledRejection', noteer)
    expect(ongevangen).toEqual([])
  })
})
