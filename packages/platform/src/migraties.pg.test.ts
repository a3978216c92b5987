import { readdir } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { controleerMigraties, MIGRATIES_MAP, migreer } from './migraties.ts'

const stil = () => undefined
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
    const keuze = { url: url.href, meld: stil }
    const gedaan = await Promise.all([migreer(keuze), migreer(keuze)])
    const bestanden = (await readdir(MIGRATIES_MAP)).map((bestand) => bestand.replace('.sql', '')).sort()
    expect(gedaan.toSorted((a, b) => a.length - b.length)).toEqual([[], bestanden])
    expect(await migreer(keuze)).toEqual([])
    await expect(controleerMigraties(url.href, stil)).resolves.toBeUndefined()
  } finally {
    await beheer.query(`drop database ${naam} with (force)`)
  }
})

describe('a database migrated by a newer hub', () => {
  const gemeld: string[] = []
  const keuze = () => ({ url: proef.url, meld: (tekst: string) => gemeld.push(tekst) })
  beforeEach(async () => {
    gemeld.length = 0
    await proef
      .pool()
      .query("insert into public.migratie (name, run_on) values ('9998-later', now()), ('9999-laatst', now())")
  })
  afterEach(async () => {
    await proef.pool().query("delete from public.migratie where name like '999%'")
    await proef.pool().query('truncate platform.vereist')
  })

  test('is good for who knows every migration that it asks for: an older process that starts again during an upgrade', async () => {
    const { rows } = await proef.pool().query<{ name: string }>('select min(name) as name from public.migratie')
    await proef.pool().query('insert into platform.vereist values ($1)', [rows[0]?.name])
    expect(await migreer(keuze())).toEqual([])
    await controleerMigraties(proef.url, (tekst) => gemeld.push(tekst))
    expect(gemeld).toEqual([
      expect.stringMatching(/newer hub \(it holds 9998-later\); this older version can run/),
      expect.stringMatching(/newer hub/),
    ])
  })

  test('is refused by who does not, with what to do', async () => {
    await proef.pool().query("insert into platform.vereist values ('9998-later')")
    const wat = /newer hub.*does not know 9998-later cannot run.*Start the newer version/
    await expect(migreer(keuze())).rejects.toThrow(wat)
    await expect(controleerMigraties(proef.url, stil)).rejects.toThrow(wat)
  })

  test('is refused when it lacks one of ours, or cannot say what it asks for', async () => {
    const pool = proef.pool()
    await pool.query('alter table platform.vereist rename to elders')
    await expect(migreer(keuze())).rejects.toThrow(/does not know 9998-later cannot run/)
    await pool.query('alter table platform.elders rename to vereist')
    await pool.query(
      "update public.migratie set name = '9997-anders' where name = (select min(name) from public.migratie)",
    )
    await expect(controleerMigraties(proef.url, stil)).rejects.toThrow(/lacks 0001-platform of this one/)
    await expect(migreer(keuze())).rejects.toThrow(/another line of versions/)
    await pool.query("update public.migratie set name = '0001-platform' where name = '9997-anders'")
  })
})

test('a database that lacks a migration is told which command to run', async () => {
  const pool = proef.pool()
  const { rows } = await pool.query<{ name: string }>('select name from public.migratie order by id desc limit 1')
  await pool.query('delete from public.migratie where name = $1', [rows[0]?.name])
  await expect(controleerMigraties(proef.url, stil)).rejects.toThrow(/npm run knooppunt -- migreer/)
})
