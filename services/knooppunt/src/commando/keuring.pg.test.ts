import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { laadDemo } from '@warmknooppunt/register/demo'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegKeuringToe } from './keuring.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const GEEN_HUB = 'http://127.0.0.1:1'
let database: ProefDatabase
let map = ''
beforeAll(async () => {
  database = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-keuring-'))
})
afterAll(async () => {
  await database.sluit()
  await rm(map, { recursive: true, force: true })
})

const keuring = (env: Record<string, string> = {}, ...opties: string[]) =>
  doe(voegKeuringToe, ['keuring', '--url', GEEN_HUB, ...opties], {
    env: { DATABASE_URL: database.url, DATA_MAP: map, ...env },
    nu: NU.toString(),
  })

type Json = { tellingen: Record<string, number>; bevindingen: { onderwerp: string; ernst: string; waar: string }[] }

async function bevindingen(env?: Record<string, string>): Promise<Json> {
  return JSON.parse((await keuring(env, '--json')).uit)
}

test('on a fresh hub names what production still needs, the heaviest first, and ends with 1', async () => {
  const pool = database.pool()
  const issuer = 'http://127.0.0.1:8080/oauth'
  const clients = [{ code: 'beheer-warmknooppunt', jwks: { keys: [] } }]
  await laadDemo(pool, { issuer, clients, nu: NU })
  const { code, uit, fout } = await keuring()
  expect([code, fout]).toEqual([1, ''])
  expect(uit).toMatch(
    /^MUST be mended before the data of real people may pass\n1\. demo: 1 clients of the demo may sign in/,
  )
  expect(uit).toMatch(/\n {3}where: BASIS_URL\n {3}why: {3}.+\n {3}do: {4}.+BASIS_URL=https/)
  expect(uit).toContain('SHOULD be mended soon')
  const json = await bevindingen()
  const musts = json.bevindingen.filter(({ ernst }) => ernst === 'moet').map(({ onderwerp }) => onderwerp)
  expect(musts).toEqual(expect.arrayContaining(['demo', 'postcodes', 'operatoren', 'adres', 'oin']))
  expect(json.tellingen.moet).toBe(musts.length)
  const gewicht = ['moet', 'zou-moeten', 'weet']
  const volgorde = json.bevindingen.map(({ ernst }) => gewicht.indexOf(ernst))
  expect(volgorde).toEqual(volgorde.toSorted())
})

test('sees settings, files that others may read, endpoints that wait, and what is kept too long', async () => {
  const geheimen = join(map, 'geheimen')
  await mkdir(geheimen, { recursive: true })
  await writeFile(join(geheimen, 'kek'), `kek-1:${Buffer.alloc(32).toString('base64')}\n`, { mode: 0o644 })
  await database.pool().query(
    `insert into delivery.eindpunt (id, deelnemer, soort, adres, geheimen, gelijktijdig, status, reden, gemaakt_op)
     values ($1, 'gemeente-roermond', 'webhook', '{"kekId":"kek-0"}', $2, 1, 'gepauzeerd', '410', now())`,
    [nieuwId(NU), JSON.stringify([{ geheim: '{"kekId":"kek-1"}', van: '2025-01-01T00:00:00Z', tot: null }])],
  )
  await database.pool().query(
    `insert into platform.bewaring (tabel, soort, dagen, gedaan_op, verwijderd, totaal, oudste_op)
     values ('delivery.poging', 'pogingen', 90, '2026-11-19T10:00:00Z', 0, 0, '2026-08-19T10:00:00Z'),
       ('intake.weigering', 'weigeringen', 400, '2026-11-20T09:50:00Z', 0, 0, '2025-10-15T10:00:00Z')`,
  )
  const { bevindingen: gevonden } = await bevindingen({
    BASIS_URL: 'https://hub.example.nl',
    HUB_OIN: '00000001234567890000',
    QUOTUM_PER_SECONDE: '0',
  })
  const lijst = gevonden.map(({ onderwerp, ernst, waar }) => `${ernst} ${onderwerp} ${waar}`)
  expect(lijst).toEqual(
    expect.arrayContaining([
      `moet bestandsrechten ${join(geheimen, 'kek')}`,
      'moet kek KEK kek-0',
      'zou-moeten quotum QUOTUM_PER_SECONDE',
      expect.stringMatching(/^moet eindpunten eindpunt .+ of gemeente-roermond$/),
      expect.stringMatching(/^zou-moeten eindpunten eindpunt .+ of gemeente-roermond$/),
      'zou-moeten gereed /gezondheid/gereed',
      'zou-moeten bewaren delivery.poging',
    ]),
  )
  expect(lijst.join('\n')).not.toMatch(/ (adres|oin) |intake\.weigering/)
})

test('says what is wrong with a setting, and with a database without a hub', async () => {
  expect(await keuring({ POORT: 'x' })).toMatchObject({ code: 78, fout: expect.stringContaining('POORT') })
  const leeg = database.url.replace(/\/[^/]+$/, '/postgres')
  expect(await keuring({ DATABASE_URL: leeg })).toMatchObject({ code: 78, fout: expect.stringContaining('no hub yet') })
})
