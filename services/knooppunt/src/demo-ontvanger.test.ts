import type { Server } from 'node:http'
import { maakLog } from '@warmknooppunt/platform/log'
import { poortVan } from '@warmknooppunt/platform/luister'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOntvanger } from './demo-ontvanger.ts'

const GEHEIM = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')
const regels: string[] = []
let nieuwste = GEHEIM
let server: Server
let url: string

beforeAll(async () => {
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  server = await startOntvanger({
    poort: 0,
    geheim: { huidig: GEHEIM, vernieuw: async () => nieuwste },
    nu: () => NU,
    log,
  })
  url = `http://127.0.0.1:${poortVan(server)}/`
})

afterAll(() => server.close())

function event(nummer: number): string {
  const kop = { id: `id-${nummer}`, type: 'nl.warmknooppunt.doorverwijzing.gerouteerd', subject: `dossier-${nummer}` }
  return JSON.stringify({ ...kop, data: { hulpvrager: { naam: 'Jansen' } } })
}

async function bezorg(body: string, geheim = GEHEIM, nummer = 'msg-1'): Promise<number> {
  const moment = new Date()
  const headers = {
    'webhook-id': nummer,
    'webhook-timestamp': String(Math.floor(moment.getTime() / 1_000)),
    'webhook-signature': new Webhook(geheim).sign(nummer, moment, body),
  }
  return (await fetch(url, { method: 'POST', body, headers })).status
}

async function getoond(): Promise<unknown> {
  return (await fetch(url)).json()
}

describe("the demo's webhook receiver", () => {
  it('refuses what is not signed with its secret, and keeps nothing of it', async () => {
    expect(await bezorg(event(0), `whsec_${Buffer.alloc(24, 8).toString('base64')}`)).toBe(401)
    expect((await fetch(url, { method: 'POST', body: event(0) })).status).toBe(401)
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405)
    expect(await bezorg('geen json')).toBe(400)
    expect(await bezorg('x'.repeat(1_100_000))).toBe(413)
    expect(await getoond()).toEqual({ ontvangen: [] })
  })

  it('shows ids and types of the last fifty, newest first, and nothing of their content', async () => {
    for (let nummer = 1; nummer <= 52; nummer++) expect(await bezorg(event(nummer))).toBe(204)
    const laatste = { id: 'id-52', type: 'nl.warmknooppunt.doorverwijzing.gerouteerd', subject: 'dossier-52' }
    const uit = await getoond()
    expect(uit).toMatchObject({ ontvangen: expect.arrayContaining([{ ...laatste, op: '2026-03-02T09:00:00Z' }]) })
    expect(JSON.stringify(uit).match(/"id":"[^"]+"/g)).toEqual(
      Array.from({ length: 50 }, (_, plaats) => `"id":"id-${52 - plaats}"`),
    )
    expect(JSON.stringify(uit) + regels.join('')).not.toContain('Jansen')
  })

  it('asks for the newest secret when a signature does not fit, and goes on with that', async () => {
    const nieuw = `whsec_${Buffer.alloc(24, 9).toString('base64')}`
    expect(await bezorg(event(60), nieuw)).toBe(401)
    nieuwste = nieuw
    expect(await bezorg(event(61), nieuw)).toBe(204)
    expect(await bezorg(event(62), GEHEIM)).toBe(401)
  })
})
