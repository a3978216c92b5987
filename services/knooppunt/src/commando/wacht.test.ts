import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doe } from './commando.proef.ts'
import { voegWachtToe } from './wacht.ts'

const TOKEN = { access_token: 'een-token', token_type: 'Bearer', expires_in: 600 }
const basis = { schuldeiser: 'waterbedrijf-maasdal', aangenomenOp: '2026-11-20T10:00:00.000Z' }
const meerdere = {
  id: '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11',
  ...basis,
  reden: 'meerdere',
  kandidaten: [
    { code: '0946', naam: 'Nederweert' },
    { code: '0988', naam: 'Weert' },
  ],
}
const onbekend = { id: '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e12', ...basis, reden: 'onbekend', kandidaten: [] }

/** The far side: gives a token, and the list as it stands. */
let rijen: readonly object[] = []
const server: Server = createServer((req, res) => {
  const token = req.url?.startsWith('/oauth/')
  res.writeHead(200, { 'content-type': 'application/json' })
  res.end(JSON.stringify(token ? TOKEN : { doorverwijzingen: rijen }))
})
let map = ''
let url = ''

beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-wacht-'))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  await writeFile(join(map, 'x.jwk.json'), JSON.stringify(privateKey.export({ format: 'jwk' })))
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no port')
  url = `http://127.0.0.1:${adres.port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(map, { recursive: true, force: true })
})

const wacht = (...opties: string[]) =>
  doe(voegWachtToe, ['wacht', ...opties, '--sleutel', join(map, 'x.jwk.json'), '--url', url], {
    env: { DATA_MAP: map },
  })

test('`wacht` shows of each dossier why it waits and the gemeenten to choose from, by code and name', async () => {
  rijen = [meerdere, onbekend]
  const { code, uit } = await wacht()
  expect(code).toBe(0)
  expect(uit.split('\n').map((regel) => regel.trim().split(/ {2,}/))).toEqual([
    ['id', 'schuldeiser', 'aangenomenOp', 'reden', 'kandidaten'],
    expect.any(Array),
    [meerdere.id, basis.schuldeiser, basis.aangenomenOp, 'meerdere', '0946 Nederweert, 0988 Weert'],
    [onbekend.id, basis.schuldeiser, basis.aangenomenOp, 'onbekend'],
    [''],
  ])
})

test('`wacht --json` gives them as the hub does', async () => {
  rijen = [meerdere, onbekend]
  expect(JSON.parse((await wacht('--json')).uit)).toEqual({ doorverwijzingen: [meerdere, onbekend] })
})

test('`wacht` says so when nothing waits', async () => {
  rijen = []
  expect(await wacht()).toEqual({ code: 0, uit: 'nothing waits for routing\n', fout: '' })
})
