import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { leesGemeenten, registreerGemeenten } from './gemeente-store.ts'
import { registreerMandaten } from './mandaat-store.ts'
import { wijzigRegister } from './wijziging.ts'

let proef: ProefDatabase
let pool: Pool

beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_intake')
})
afterAll(() => proef.sluit())

const gemeente = (gemeentecode: string, naam: string) => ({ gemeentecode, naam, van: null, totEnMet: null })

async function versie(): Promise<number | undefined> {
  const { rows } = await pool.query<{ nummer: number }>('select nummer from register.versie')
  return rows[0]?.nummer
}

test('a change raises the version once, however many rows it writes', async () => {
  const voor = await versie()
  const { versie: na } = await wijzigRegister(pool, async (w) => {
    await registreerGemeenten(w, [gemeente('0001', 'Een'), gemeente('0002', 'Twee')])
    await registreerGemeenten(w, [gemeente('0003', 'Drie')])
  })
  expect(na).toBe(Number(voor) + 1)
  expect(await versie()).toBe(na)
})

test('a change that finds everything as it is leaves the version alone', async () => {
  await wijzigRegister(pool, (w) => registreerGemeenten(w, [gemeente('0001', 'Een')]))
  const voor = await versie()
  const { versie: na } = await wijzigRegister(pool, (w) => registreerGemeenten(w, [gemeente('0001', 'Een')]))
  expect(na).toBe(voor)
})

test('nothing changes when the change fails', async () => {
  const voor = await versie()
  const mislukt = wijzigRegister(pool, async (w) => {
    await registreerGemeenten(w, [gemeente('0009', 'Negen')])
    throw new Error('halverwege')
  })
  await expect(mislukt).rejects.toThrow('halverwege')
  expect(await versie()).toBe(voor)
  expect((await leesGemeenten(pool, Number(voor) + 1)).map((g) => g.gemeentecode)).not.toContain('0009')
})

test('a row that names who is not registered is refused by name', async () => {
  const voor = await versie()
  const mislukt = wijzigRegister(pool, (w) =>
    registreerMandaten(w, [{ intermediair: 'niemand', schuldeiser: 'nergens', van: '2025-01-01', totEnMet: null }]),
  )
  await expect(mislukt).rejects.toThrow('mandaat.intermediair niemand, mandaat.schuldeiser nergens')
  expect(await versie()).toBe(voor)
})

test('the last word of one change counts', async () => {
  const { versie: na } = await wijzigRegister(pool, async (w) => {
    await registreerGemeenten(w, [gemeente('0004', 'Eerst')])
    await registreerGemeenten(w, [gemeente('0004', 'Laatst')])
  })
  const namen = (await leesGemeenten(pool, na)).filter((g) => g.gemeentecode === '0004').map((g) => g.naam)
  expect(namen).toEqual(['Laatst'])
})

test('concurrent changes each get the next version, without a gap, and lose no row', async () => {
  const voor = Number(await versie())
  const codes = Array.from({ length: 12 }, (_, i) => `1${String(i).padStart(3, '0')}`)
  const uitkomsten = await Promise.all(
    codes.map((code) => wijzigRegister(pool, (w) => registreerGemeenten(w, [gemeente(code, `Nummer ${code}`)]))),
  )
  const versies = uitkomsten.map((u) => u.versie).toSorted((a, b) => a - b)
  expect(versies).toEqual(codes.map((_, i) => voor + 1 + i))
  expect((await leesGemeenten(pool, voor + 12)).map((g) => g.gemeentecode)).toEqual(expect.arrayContaining(codes))
  expect(await leesGemeenten(pool, voor + 6)).toHaveLength((await leesGemeenten(pool, voor)).length + 6)
})

test('the database refuses a row that does not start at the coming version', async () => {
  const zonderSlot = pool.query(`insert into register.gemeente (code, naam, versie_van) values ('0005', 'Vroeg', 0)`)
  await expect(zonderSlot).rejects.toThrow('a new row must start at the coming version')
})

test('the database refuses to change a row, or to close it in the past, even for its owner', async () => {
  await wijzigRegister(pool, (w) => registreerGemeenten(w, [gemeente('0006', 'Vast')]))
  const eigenaar = proef.pool()
  const hernoem = eigenaar.query(`update register.gemeente set naam = 'Los' where code = '0006'`)
  await expect(hernoem).rejects.toThrow('a row may only be closed')
  const sluit = eigenaar.query(`update register.gemeente set versie_tot = versie_van where code = '0006'`)
  await expect(sluit).rejects.toThrow('a row may only be closed')
})
