import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import { laadDemo } from '@warmknooppunt/register/demo'
import type { JWK } from 'jose'
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import pg from 'pg'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vraagToken } from '../services/knooppunt/src/commando/aanmelden.ts'
import { voegAanmeldingenToe } from '../services/knooppunt/src/commando/aanmeldingen.ts'
import type { Toevoeging } from '../services/knooppunt/src/commando/commando.proef.ts'
import { doe } from '../services/knooppunt/src/commando/commando.proef.ts'
import { voegWisselToe } from '../services/knooppunt/src/commando/wissel.ts'
import { vrijePoort } from '../services/knooppunt/src/ingebed/postgres.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

const MAIN = fileURLToPath(new URL('../services/knooppunt/src/dienst/main.ts', import.meta.url))
const KENMERK = randomBytes(4).toString('hex')
const DIENSTEN = ['autorisatie', 'intake', 'routing'] as const
type Dienst = (typeof DIENSTEN)[number]

/** A service as a process of its own, and what it logged. */
type Los = { readonly proces: ChildProcess; readonly poort: number; readonly regels: Record<string, unknown>[] }

let database: ProefDatabase
let map = ''
let sleutel: JWK
let env: Readonly<Record<string, string>>
const urls = new Map<Dienst, string>()
const los = new Map<Dienst, Los>()

beforeAll(async () => {
  database = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-los-'))
  await writeFile(join(map, 'kek'), `${maakKekRegel('kek-1')}\n`, { mode: 0o600 })
  const paar = await generateKeyPair('ES256', { extractable: true })
  sleutel = { ...(await exportJWK(paar.privateKey)), kid: 'een', alg: 'ES256' }
  const jwks = { keys: [{ ...(await exportJWK(paar.publicKey)), kid: 'een', alg: 'ES256' }] }
  const issuer = `http://127.0.0.1:${await vrijePoort()}/oauth`
  const clients = [{ code: 'waterbedrijf-maasdal', jwks }]
  await laadDemo(database.pool(), { issuer, clients, nu: Temporal.Now.instant() })
  const AUDIENCE = 'http://127.0.0.1:1/v1'
  const vast = { KEK_BESTAND: join(map, 'kek'), HUB_OIN: '00000099900000012000', METRIEKEN_POORT: '0' }
  env = { ...vast, ISSUER: issuer, AUDIENCE, UITGEVERS: `${issuer}=${issuer}/jwks` }
  for (const dienst of DIENSTEN) urls.set(dienst, await maakAdres(dienst))
  const gemaakt = await opdracht(voegAanmeldingenToe, ['aanmeldingen'])
  expect(gemaakt).toMatchObject({ code: 0, fout: '' })
  for (const dienst of DIENSTEN) los.set(dienst, await start(dienst))
})
afterAll(async () => {
  for (const { proces } of los.values()) proces.kill('SIGKILL')
  for (const url of urls.values()) {
    const naam = pg.escapeIdentifier(new URL(url).username)
    await database.pool().query(`drop role if exists ${naam}`)
  }
  await database.sluit()
  await rm(map, { recursive: true, force: true })
})

/** The address of the database for a service: a log-in of its own, its password in a file. */
async function maakAdres(dienst: Dienst): Promise<string> {
  const bestand = join(map, `database-${dienst}`)
  await writeFile(bestand, `eerste-${dienst}`, { mode: 0o600 })
  const url = new URL(database.url)
  url.username = `${dienst}-${KENMERK}`
  url.password = ''
  url.searchParams.set('wachtwoordbestand', bestand)
  return url.href
}

async function start(dienst: Dienst): Promise<Los> {
  const poort = dienst === 'autorisatie' ? Number(new URL(env.ISSUER ?? '').port) : await vrijePoort()
  const instellingen = { ...env, DATABASE_URL: urls.get(dienst) ?? '', POORT: `${poort}` }
  const proces = spawn(process.execPath, [MAIN, dienst], { env: instellingen, stdio: ['ignore', 'pipe', 'inherit'] })
  const regels: Record<string, unknown>[] = []
  createInterface(proces.stdout).on('line', (regel) => regels.push(JSON.parse(regel)))
  await totdat(() => regels.some(({ gebeurtenis }) => gebeurtenis === 'dienst.gestart'), 30_000)
  return { proces, poort, regels }
}

const opdracht = (voegToe: Toevoeging, argumenten: readonly string[]) => {
  const adressen = Object.fromEntries([...urls].map(([dienst, url]) => [`DATABASE_URL_${dienst.toUpperCase()}`, url]))
  return doe(voegToe, argumenten, {
    env: { DATABASE_URL: database.url, DATA_MAP: map, KEK_BESTAND: join(map, 'kek'), ...adressen },
    nu: Temporal.Now.instant().toString(),
  })
}

type Gezien = { readonly kid: string; readonly status: number }

/** A new token, and a question with it to intake, which checks it by the keys that it fetched. */
async function vraag(): Promise<Gezien> {
  const issuer = env.ISSUER ?? ''
  const uitkomst = await vraagToken({ issuer, clientId: 'demo-waterbedrijf-maasdal', sleutel }, Temporal.Now.instant())
  if (uitkomst.kind !== 'token') throw new Error(`no token: ${uitkomst.kind}`)
  const { access_token: token } = uitkomst.token
  const { statusCode, body } = await request(`http://127.0.0.1:${los.get('intake')?.poort}/v1/deelnamecontroles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ postcode: '6001AA', huisnummer: 1 }),
  })
  await body.dump()
  return { kid: String(decodeProtectedHeader(token).kid), status: statusCode }
}

test('services apart take over a signing key, a KEK and passwords without a restart, and refuse nobody', {
  timeout: 120_000,
}, async () => {
  const gezien: Gezien[] = [await vraag()]
  const genoeg = new AbortController()
  const vragen = (async () => {
    for (; !genoeg.signal.aborted; await wachtMs(200)) gezien.push(await vraag())
  })()
  vragen.catch(() => undefined)

  const gewisseld = await opdracht(voegWisselToe, ['wissel', 'handtekensleutel', '--over', '40', '--json'])
  expect(gewisseld).toMatchObject({ code: 0, fout: '' })
  const { kid, oud }: { kid: string; oud: string[] } = JSON.parse(gewisseld.uit)
  expect(await opdracht(voegWisselToe, ['wissel', 'kek'])).toMatchObject({ code: 0, fout: '' })
  for (const dienst of DIENSTEN) {
    expect(await opdracht(voegWisselToe, ['wissel', 'wachtwoord', dienst])).toMatchObject({ code: 0, fout: '' })
  }
  for (const [dienst, { regels }] of los) {
    const zegelt = () => regels.some(({ gebeurtenis, kek }) => gebeurtenis === 'kek.zegelt' && kek === 'kek-2')
    await totdat(zegelt, 20_000).catch(() => expect.unreachable(`${dienst} does not seal by the new key`))
  }
  await totdat(() => gezien.at(-1)?.kid === kid, 60_000)
  await wachtMs(1_000)
  genoeg.abort()
  await vragen
  expect(new Set(gezien.map(({ status }) => status))).toEqual(new Set([200]))
  expect([...new Set(gezien.map((een) => een.kid))]).toEqual([...oud, kid])

  // Every session is gone: what is asked now needs new ones, by the new passwords.
  await database
    .pool()
    .query(`select pg_terminate_backend(pid) from pg_stat_activity where usename like $1`, [`%-${KENMERK}`])
  await totdat(
    () =>
      vraag().then(
        ({ status }) => status === 200,
        () => false,
      ),
    10_000,
  )
  const rondAf = () => opdracht(voegWisselToe, ['wissel', 'kek', '--rond-af'])
  await totdat(async () => (await rondAf()).uit.includes('kek-1 left'), 40_000)
  expect((await vraag()).status).toBe(200)
})
