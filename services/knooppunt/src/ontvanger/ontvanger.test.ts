import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { poortVan } from '@warmknooppunt/platform/luister'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestontvanger } from './ontvanger.ts'
import type { Ontvangst } from './ontvangst-store.ts'

const GEHEIM = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')

let map: string
let server: Server | null = null
let gezien: Ontvangst[] = []

beforeEach(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-ontvanger-'))
  gezien = []
})
afterEach(async () => {
  await sluit()
  await rm(map, { recursive: true, force: true })
})

async function start(bewaard = 100): Promise<string> {
  server = await startTestontvanger({
    ...{ poort: 0, instelling: '--poort', geheim: { huidig: GEHEIM }, map, bewaard, nu: () => NU },
    bijOntvangst: (ontvangst) => void gezien.push(ontvangst),
  })
  return `http://127.0.0.1:${poortVan(server)}/`
}

async function sluit(): Promise<void> {
  server?.closeAllConnections()
  await new Promise((klaar) => (server ? server.close(klaar) : klaar(undefined)))
  server = null
}

async function bezorg(url: string, id: string, body: string, geheim = GEHEIM, moment = new Date()): Promise<number> {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(moment.getTime() / 1_000)),
    'webhook-signature': new Webhook(geheim).sign(id, moment, body),
  }
  return (await fetch(url, { method: 'POST', body, headers })).status
}

const BODY = JSON.stringify({ type: 'nl.warmknooppunt.doorverwijzing.gerouteerd', data: { naam: '<b>Voorbeeld</b>' } })

describe('the kept test receiver', () => {
  it('keeps what is signed well, over a restart, and tells what came twice', async () => {
    const url = await start()
    expect(await bezorg(url, 'msg-1', BODY)).toBe(204)
    await sluit()
    const later = await start()
    expect(await bezorg(later, 'msg-1', BODY)).toBe(204)
    expect(await (await fetch(`${later}berichten`)).json()).toMatchObject([
      { nummer: 2, status: 204, reden: null, dubbel: true },
      { nummer: 1, status: 204, reden: null, dubbel: false, op: '2026-03-02T09:00:00.000Z' },
    ])
    expect(await (await fetch(`${later}berichten/1`)).json()).toMatchObject({ body: BODY })
    expect(gezien.map(({ nummer }) => nummer)).toEqual([1, 2])
  })

  it('refuses a wrong, an old and a missing signature, says which it was, and keeps that too', async () => {
    const url = await start()
    expect(await bezorg(url, 'msg-1', BODY, `whsec_${Buffer.alloc(24, 8).toString('base64')}`)).toBe(401)
    expect(await bezorg(url, 'msg-2', BODY, GEHEIM, new Date(Date.now() - 600_000))).toBe(401)
    expect((await fetch(url, { method: 'POST', body: BODY })).status).toBe(401)
    expect(await bezorg(url, 'msg-4', 'geen json')).toBe(400)
    expect(await bezorg(url, 'msg-5', 'x'.repeat(1_100_000))).toBe(413)
    expect(gezien.map(({ detail }) => detail)).toEqual([
      'No matching signature found',
      'Message timestamp too old',
      'Missing required headers',
      'signed well, but no JSON',
      'more than 1048576 bytes',
    ])
    // Refused before: the good one after it is the first.
    expect(await bezorg(url, 'msg-1', BODY)).toBe(204)
    expect(gezien.at(-1)).toMatchObject({ dubbel: false })
  })

  it('shows a page on which content is text, never markup', async () => {
    const url = await start()
    await bezorg(url, '<script>', BODY)
    const antwoord = await fetch(url)
    const pagina = await antwoord.text()
    expect(antwoord.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(pagina).toContain('&lt;b&gt;Voorbeeld&lt;/b&gt;')
    expect(pagina).toContain('&lt;script&gt;')
    expect(pagina).not.toMatch(/<script>|<b>/)
    expect((await fetch(`${url}berichten/9`)).status).toBe(404)
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405)
  })

  it('keeps as many as it was told, each readable by its owner only', async () => {
    const url = await start(2)
    for (const id of ['a', 'b', 'c']) await bezorg(url, id, BODY)
    expect((await readdir(map)).sort()).toEqual(['000002.json', '000003.json'])
    expect((await stat(join(map, '000003.json'))).mode & 0o777).toBe(0o600)
  })

  it('answers 500 when it cannot keep a push, so that it is sent again; and refuses a folder with a file that is not its own', async () => {
    const url = await start()
    await rm(map, { recursive: true })
    expect(await bezorg(url, 'msg-1', BODY)).toBe(500)
    expect(await (await fetch(`${url}berichten`)).json()).toEqual([])
    await sluit()
    await start()
    await sluit()
    await writeFile(join(map, '000001.json'), 'half')
    await expect(start()).rejects.toThrow(/000001.json holds no arrival.*--map/)
  })
})
