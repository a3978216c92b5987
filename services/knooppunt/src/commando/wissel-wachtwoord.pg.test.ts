import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { maakPool } from '@warmknooppunt/platform/pool'
import { scramVerificatie } from '@warmknooppunt/platform/scram'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { voegAanmeldingenToe } from './aanmeldingen.ts'
import { zetVerificatie } from './aanmeldingen-store.ts'
import { doe } from './commando.proef.ts'
import { voegWisselToe } from './wissel.ts'

const NAAM = `sla-${randomBytes(4).toString('hex')}`
let proef: ProefDatabase
let map = ''
let bestand = ''
let url = ''
beforeAll(async () => {
  proef = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-wachtwoord-'))
  bestand = join(map, 'sla')
  await writeFile(bestand, 'eerste\n', { mode: 0o600 })
  const delen = new URL(proef.url)
  delen.username = NAAM
  delen.password = ''
  delen.searchParams.set('wachtwoordbestand', bestand)
  url = delen.href
  const gemaakt = await doe(voegAanmeldingenToe, ['aanmeldingen'], {
    env: { DATABASE_URL: proef.url, DATABASE_URL_SLA: url },
  })
  expect(gemaakt).toMatchObject({ code: 0, fout: '' })
})
afterAll(async () => {
  await proef.pool().query(`drop role if exists ${pg.escapeIdentifier(NAAM)}`)
  await proef.sluit()
  await rm(map, { recursive: true, force: true })
})

const wissel = (dienst = 'sla', env: Record<string, string> = {}) =>
  doe(voegWisselToe, ['wissel', 'wachtwoord', dienst], {
    env: { DATABASE_URL: proef.url, DATABASE_URL_SLA: url, ...env },
  })

/** A new connection of a pool as a service has it. */
async function metPool<T>(f: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = maakPool({ url, rol: 'wk_sla', applicatie: 'proef', max: 4 })
  try {
    return await f(pool)
  } finally {
    await pool.end()
  }
}

test('the password changes in database and file under a pool that goes on, old connections and new ones', async () => {
  await metPool(async (pool) => {
    const open = await pool.connect()
    const voor = await readFile(bestand, 'utf8')
    const { code, uit, fout } = await wissel()
    expect([code, fout]).toEqual([0, ''])
    expect(uit).toContain(`${NAAM} (sla) has another password, in ${bestand}`)
    const na = await readFile(bestand, 'utf8')
    expect(na).not.toBe(voor)
    expect(uit).not.toContain(na.trim())
    expect((await stat(bestand)).mode & 0o777).toBe(0o600)
    await open.query('select 1')
    expect((await pool.query<{ wie: string }>('select session_user::text as wie')).rows).toEqual([{ wie: NAAM }])
    open.release()
  })
  expect((await readdir(map)).sort()).toEqual(['sla', 'sla.slot'])
})

test('a connection made while the file is behind the database, or ahead of it, is made all the same', async () => {
  const oud = (await readFile(bestand, 'utf8')).trim()
  const zet = (wachtwoord: string) => zetVerificatie(proef.pool(), NAAM, scramVerificatie(wachtwoord, randomBytes(16)))
  await zet('volgend')
  await metPool(async (pool) => {
    const wachtend = [pool.query('select 1'), pool.connect()] as const
    await wachtMs(150)
    await writeFile(bestand, 'volgend')
    const [, client] = await Promise.all(wachtend)
    client.release()
  })
  await writeFile(bestand, oud)
  await zet(oud)
})

test('a password that stays wrong is refused, and not tried for ever', async () => {
  const goed = await readFile(bestand, 'utf8')
  await writeFile(bestand, 'fout')
  await metPool(async (pool) => {
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: '28P01' })
  })
  await writeFile(bestand, goed)
})

test.each(['database', 'nobody'])(
  'a change that was cut short ends as it must: the new one is with the %s',
  async (waar) => {
    const oud = (await readFile(bestand, 'utf8')).trim()
    await writeFile(`${bestand}.volgend`, 'afgebroken', { mode: 0o600 })
    if (waar === 'database') await zetVerificatie(proef.pool(), NAAM, scramVerificatie('afgebroken', randomBytes(16)))
    expect(await wissel()).toMatchObject({ code: 0, fout: '' })
    const nu = (await readFile(bestand, 'utf8')).trim()
    expect([oud, 'afgebroken']).not.toContain(nu)
    await metPool(async (pool) => void (await pool.query('select 1')))
  },
)

test('says what is missing: a service, an owner, the file in the address, the log-in', async () => {
  expect(await wissel('strat')).toMatchObject({ code: 64, fout: expect.stringContaining('no service strat') })
  expect(await wissel('routing')).toMatchObject({ code: 78, fout: expect.stringContaining('DATABASE_URL_ROUTING') })
  const zonder = { DATABASE_URL_SLA: 'postgres://sla:x@db/hub' }
  expect(await wissel('sla', zonder)).toMatchObject({ code: 78, fout: expect.stringContaining('?wachtwoordbestand=') })
  const vreemd = { DATABASE_URL_SLA: url.replace(NAAM, 'onbekend') }
  expect(await wissel('sla', vreemd)).toMatchObject({ code: 78, fout: expect.stringContaining('knows no onbekend') })
  const weg = { DATABASE_URL_SLA: url.replace(encodeURIComponent(bestand), encodeURIComponent(`${bestand}-weg`)) }
  expect(await wissel('sla', weg)).toMatchObject({ code: 78, fout: expect.stringContaining('cannot be read') })
  expect(await doe(voegWisselToe, ['wissel', 'wachtwoord'], { env: { DATA_MAP: join(map, 'leeg') } })).toMatchObject({
    code: 78,
  })
})
