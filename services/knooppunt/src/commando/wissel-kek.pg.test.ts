import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegWisselToe } from './wissel.ts'

const EERSTE = maakKekRegel('kek-1')
let database: ProefDatabase
let map = ''
let bestand = ''
beforeAll(async () => {
  database = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-wissel-'))
  bestand = join(map, 'geheimen', 'kek')
  await mkdir(join(map, 'geheimen'))
  await writeFile(bestand, `${EERSTE}\n`, { mode: 0o600 })
})
afterAll(async () => {
  await database.sluit()
  await rm(map, { recursive: true, force: true })
})

const wissel = (opties: readonly string[] = [], env: Record<string, string> = {}) =>
  doe(voegWisselToe, ['wissel', 'kek', ...opties], {
    env: { DATABASE_URL: database.url, DATA_MAP: map, ...env },
    nu: '2026-11-20T10:00:00Z',
  })

// One file goes from one key to the next in this file, in order.
test('puts a new key first, and takes the old one out only when the hub seals with the new one and no row needs the old', async () => {
  expect(await wissel(['--rond-af'])).toMatchObject({ code: 0, uit: expect.stringContaining('one key only, kek-1') })
  expect(await wissel()).toMatchObject({ code: 0, uit: expect.stringContaining('key kek-2 now stands first') })
  const beide = await readFile(bestand, 'utf8')
  expect(beide).toMatch(/^kek-2:.+\nkek-1:.+\n$/)

  const eigenaar = database.pool()
  expect(await wissel(['--rond-af'])).toMatchObject({
    code: 1,
    fout: expect.stringContaining('does not seal with kek-2 yet'),
  })
  await eigenaar.query(`insert into platform.kek values (true, 'kek-2', '2026-11-20T09:59:00Z')`)
  await eigenaar.query(`insert into intake.zoeksleutel values ('a', 'kek-1', '')`)
  expect(await wissel(['--rond-af'])).toMatchObject({ code: 1, fout: expect.stringContaining('rows still need kek-1') })
  expect(await readFile(bestand, 'utf8')).toBe(beide)

  await eigenaar.query('delete from intake.zoeksleutel')
  expect(await wissel(['--rond-af'])).toMatchObject({ code: 0, uit: expect.stringContaining('kek-1 left') })
  expect(await readFile(bestand, 'utf8')).toMatch(/^kek-2:.+\n$/)
  expect((await readFile(`${bestand}.oud`, 'utf8')).trim()).toBe(EERSTE)
  for (const pad of [bestand, `${bestand}.oud`]) expect((await stat(pad)).mode & 0o777).toBe(0o600)
})

test('a second rotation keeps the lines of the first', async () => {
  await wissel()
  await database.pool().query(`update platform.kek set id = 'kek-3'`)
  await wissel(['--rond-af'])
  expect((await readFile(`${bestand}.oud`, 'utf8')).match(/^kek-\d/gm)).toEqual(['kek-1', 'kek-2'])
})

test('works on the file of KEK_BESTAND, and not on a setting', async () => {
  const elders = join(map, 'elders')
  await writeFile(elders, EERSTE)
  expect(await wissel([], { KEK_BESTAND: elders })).toMatchObject({ code: 0, uit: expect.stringContaining(elders) })
  expect(await wissel([], { KEK: EERSTE })).toMatchObject({ code: 64, fout: expect.stringContaining('come from KEK') })
  expect(await wissel([], { KEK_BESTAND: join(map, 'weg') })).toMatchObject({ code: 78 })
})
