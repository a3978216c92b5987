import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { controleerMigraties, migreer } from './migraties.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

test('a migrated database has nothing left to do, also for two starters at once', async () => {
  const keuze = { url: proef.url, meld: () => undefined }
  expect(await Promise.all([migreer(keuze), migreer(keuze)])).toEqual([[], []])
  await expect(controleerMigraties(proef.url)).resolves.toBeUndefined()
})

test('a database migrated by a newer hub is refused with what to do', async () => {
  const pool = proef.pool()
  await pool.query(`insert into public.migratie (name, run_on) values ('9999-later', now())`)
  await expect(migreer({ url: proef.url, meld: () => undefined })).rejects.toThrow(/newer hub.*9999-later/)
  await expect(controleerMigraties(proef.url)).rejects.toThrow(/newer hub/)
  await pool.query(`delete from public.migratie where name = '9999-later'`)
})

test('a database that lacks a migration is told which command to run', async () => {
  const pool = proef.pool()
  const { rows } = await pool.query<{ name: string }>('select name from public.migratie order by id desc limit 1')
  await pool.query('delete from public.migratie where name = $1', [rows[0]?.name])
  await expect(controleerMigraties(proef.url)).rejects.toThrow(/npm run knooppunt -- migreer/)
})
