import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { controleerMigraties, MIGRATIES_MAP, migreer } from './migraties.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

test('two starters at once on an empty database migrate it once, and a third has nothing left to do', async () => {
  const naam = `leeg_${Date.now()}`
  const beheer = proef.pool()
  await beheer.query(`create database ${naam} template template0`)
  try {
    const url = new URL(proef.url)
    url.pathname = `/${naam}`
    const keuze = { url: url.href, meld: () => undefined }
    const gedaan = await Promise.all([migreer(keuze), migreer(keuze)])
    const bestanden = (await readdir(MIGRATIES_MAP)).map((bestand) => bestand.replace('.sql', '')).sort()
    expect(gedaan.toSorted((a, b) => a.length - b.length)).toEqual([[], bestanden])
    expect(await migreer(keuze)).toEqual([])
    await expect(controleerMigraties(url.href)).resolves.toBeUndefined()
  } finally {
    await beheer.query(`drop database ${naam} with (force)`)
  }
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
