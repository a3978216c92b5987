import type { Db } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import { registreerDeelnemers } from './deelnemer-store.ts'
import { maakRegister } from './stand.ts'
import { wijzigRegister } from './wijziging.ts'

const proeven: ProefDatabase[] = []
let pool: Pool

beforeEach(async () => {
  const proef = await proefDatabase()
  proeven.push(proef)
  pool = proef.pool('wk_intake')
})
afterAll(() => Promise.all(proeven.map((proef) => proef.sluit())))

const WATER: Deelnemer = {
  deelnemer: 'water',
  soort: 'schuldeiser',
  naam: 'Water',
  oin: '00000099900000001000',
  kvk: null,
  status: 'actief',
  van: '2025-01-01',
  totEnMet: null,
  soortSchuldeiser: 'drinkwater',
  klantnummerpatroon: null,
}

async function registreer(...deelnemers: Deelnemer[]): Promise<number> {
  return (await wijzigRegister(pool, (w) => registreerDeelnemers(w, deelnemers))).versie
}

/** The same database, with a list of what was asked of it. */
function geteld(db: Db): Db & { readonly vragen: string[] } {
  const vragen: string[] = []
  return {
    vragen,
    query: (tekst, waarden) => {
      vragen.push(tekst)
      return db.query(tekst, waarden)
    },
  }
}

test('a blocked party is blocked for the first look after the change', async () => {
  const register = maakRegister(pool)
  await registreer(WATER)
  expect((await register.stand(pool)).deelnemer('water')?.status).toBe('actief')
  await registreer({ ...WATER, status: 'geblokkeerd' })
  expect((await register.stand(pool)).deelnemer('water')?.status).toBe('geblokkeerd')
})

test('a change is not seen before it is committed', async () => {
  const register = maakRegister(pool)
  const voor = await registreer(WATER)
  await wijzigRegister(pool, async (w) => {
    await registreerDeelnemers(w, [{ ...WATER, status: 'geblokkeerd' }])
    const stand = await register.stand(pool)
    expect(stand.versie).toBe(voor)
    expect(stand.deelnemer('water')?.status).toBe('actief')
  })
  expect((await register.stand(pool)).versie).toBe(voor + 1)
})

test('a reading asks nothing of the transaction that wanted it but the version', async () => {
  await registreer(WATER)
  const db = geteld(pool)
  await maakRegister(pool).stand(db)
  expect(db.vragen).toEqual(['select nummer from register.versie'])
})

test('a version that its own transaction has yet to commit is refused and not kept half', async () => {
  const versie = await registreer(WATER)
  const eigenaar = proeven.at(-1)?.pool()
  if (!eigenaar) throw new Error('no database')
  const register = maakRegister(pool)
  const poging = transactie(eigenaar, null, async (tx) => {
    await tx.query('update register.versie set nummer = nummer + 1')
    await register.stand(tx)
  })
  await expect(poging).rejects.toThrow(`version ${versie + 1} is not committed`)
  expect(await registreer({ ...WATER, status: 'beeindigd' })).toBe(versie + 1)
  expect((await register.stand(pool)).deelnemer('water')?.status).toBe('beeindigd')
})

test('an older version stays as it was', async () => {
  const oud = await registreer(WATER)
  const nieuw = await registreer(
    { ...WATER, status: 'beeindigd' },
    { ...WATER, deelnemer: 'later', oin: null, kvk: '00000011' },
  )
  const register = maakRegister(pool)
  expect((await register.standOp(pool, oud)).deelnemer('water')?.status).toBe('actief')
  expect((await register.standOp(pool, oud)).deelnemer('later')).toBeNull()
  expect((await register.standOp(pool, nieuw)).deelnemer('water')?.status).toBe('beeindigd')
  expect((await register.standOp(pool, 0)).deelnemers).toEqual([])
})

test('a version that never was is an error', async () => {
  const versie = await registreer(WATER)
  await expect(maakRegister(pool).standOp(pool, versie + 1)).rejects.toThrow(`no version ${versie + 1}`)
})

test('without a change one small query is all', async () => {
  await registreer(WATER)
  const db = geteld(pool)
  const register = maakRegister(db)
  const eerste = await register.stand(pool)
  db.vragen.length = 0
  expect(await register.stand(db)).toBe(eerste)
  expect(await register.standOp(db, eerste.versie)).toBe(eerste)
  expect(db.vragen).toEqual(['select nummer from register.versie'])
})

test('callers at the same time share one reading', async () => {
  await registreer(WATER)
  const db = geteld(pool)
  const register = maakRegister(db)
  const standen = await Promise.all([register.stand(db), register.stand(db), register.stand(db)])
  expect(new Set(standen).size).toBe(1)
  expect(db.vragen.filter((vraag) => vraag.includes('from register.deelnemer'))).toHaveLength(1)
})

test('a reading that failed is not kept', async () => {
  await registreer(WATER)
  const staat = { stuk: true }
  const register = maakRegister({
    query: (tekst, waarden) =>
      staat.stuk && tekst.includes('register.loket ') ? Promise.reject(new Error('weg')) : pool.query(tekst, waarden),
  })
  await expect(register.stand(pool)).rejects.toThrow('weg')
  staat.stuk = false
  expect((await register.stand(pool)).deelnemer('water')).not.toBeNull()
})

test('many pinned versions are read again when they are out of memory, with the same answer', async () => {
  const eerste = await registreer(WATER)
  const db = geteld(pool)
  const register = maakRegister(db)
  const versies = [eerste]
  for (let i = 0; i < 10; i++) versies.push(await registreer({ ...WATER, naam: `Water ${i}` }))
  for (const versie of versies) await register.standOp(pool, versie)
  db.vragen.length = 0
  expect((await register.standOp(pool, eerste)).deelnemer('water')?.naam).toBe('Water')
  expect(db.vragen.length).toBeGreaterThan(0)
})

test('after a restore a number that comes back is read anew', async () => {
  const register = maakRegister(pool)
  const versie = await registreer(WATER)
  await register.stand(pool)
  const eigenaar = proeven.at(-1)?.pool()
  await eigenaar?.query('delete from register.deelnemer')
  await eigenaar?.query('update register.versie set nummer = 0')
  expect((await register.stand(pool)).deelnemers).toEqual([])
  expect(await registreer({ ...WATER, naam: 'Ander water' })).toBe(versie)
  expect((await register.stand(pool)).deelnemer('water')?.naam).toBe('Ander water')
})

test('parties are found by OIN, by KvK number and not by what they are not', async () => {
  await registreer(WATER, { ...WATER, deelnemer: 'telecom', oin: null, kvk: '00000012', soortSchuldeiser: 'overig' })
  const stand = await maakRegister(pool).stand(pool)
  expect(stand.deelnemerVanOin('00000099900000001000')?.deelnemer).toBe('water')
  expect(stand.deelnemerVanKvk('00000012')?.deelnemer).toBe('telecom')
  expect(stand.deelnemerVanOin('00000012')).toBeNull()
  expect(stand.deelnemerVanKvk('00000099900000001000')).toBeNull()
})
