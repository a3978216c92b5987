import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import type { Rol } from './db.ts'
import type { Keks, Publiek } from './kluis.ts'
import { bewaarSleutels, haalSleutels, nieuweSleutels, ontsleutel, versleutel } from './kluis.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const een: Keks = { huidig: 'k1', sleutels: new Map([['k1', randomBytes(32)]]) }
const PUBLIEKEN = ['gemeente', 'hub', 'schuldeiser'] as const

async function nieuwDossier(keks = een): Promise<string> {
  const dossierId = randomUUID()
  await schrijfIn(proef.pool('wk_intake'), (tx) => bewaarSleutels(tx, keks, nieuweSleutels(dossierId)))
  return dossierId
}

test('keys of a dossier are stored wrapped and come back in one query for a batch', async () => {
  const sleutels = [randomUUID(), randomUUID()].flatMap((id) => nieuweSleutels(id))
  await schrijfIn(proef.pool('wk_intake'), (tx) => bewaarSleutels(tx, een, sleutels))
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [...new Set(sleutels.map((s) => s.dossierId))])
  for (const { dossierId, publiek, sleutel } of sleutels) expect(bos.zoek(dossierId, publiek)).toEqual(sleutel)
  const { rows } = await proef.pool().query<{ verpakt: Buffer }>('select verpakt from kluis.sleutel')
  for (const { sleutel } of sleutels) expect(rows.some(({ verpakt }) => verpakt.includes(sleutel))).toBe(false)
})

test('a dossier without keys, or with destroyed ones, gives null', async () => {
  const dossierId = await nieuwDossier()
  await proef.pool().query('delete from kluis.sleutel where dossier_id = $1', [dossierId])
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [dossierId, randomUUID()])
  expect(bos.zoek(dossierId, 'gemeente')).toBeNull()
  expect((await haalSleutels(proef.pool('wk_routing'), een, [])).zoek(dossierId, 'hub')).toBeNull()
})

test('each key opens under the KEK that wrapped it; one that is not configured says what to do', async () => {
  const twee: Keks = { huidig: 'k2', sleutels: new Map([...een.sleutels, ['k2', randomBytes(32)]]) }
  const [oud, nieuw] = [await nieuwDossier(een), await nieuwDossier(twee)]
  const { rows } = await proef.pool().query('select distinct kek_id from kluis.sleutel where dossier_id = $1', [nieuw])
  expect(rows).toEqual([{ kek_id: 'k2' }])
  const bos = await haalSleutels(proef.pool('wk_routing'), twee, [oud, nieuw])
  for (const id of [oud, nieuw]) expect(bos.zoek(id, 'hub')).toHaveLength(32)
  const zonder = await haalSleutels(proef.pool('wk_routing'), een, [nieuw])
  expect(() => zonder.zoek(nieuw, 'hub')).toThrow(/KEK k2 .*setting KEK/)
  expect(() => zonder.zoek(nieuw, 'hub')).toThrow(expect.objectContaining({ code: 'kek-ontbreekt' }))
})

test('a wrapped key moved to another dossier or audience does not open', async () => {
  const [van, naar] = [await nieuwDossier(), await nieuwDossier()]
  await proef.pool().query(
    `update kluis.sleutel s set verpakt = o.verpakt from kluis.sleutel o
     where s.dossier_id = $2 and o.dossier_id = $1 and o.publiek = 'gemeente'`,
    [van, naar],
  )
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [van, naar])
  for (const publiek of PUBLIEKEN) expect(() => bos.zoek(naar, publiek)).toThrow()
  expect(bos.zoek(van, 'gemeente')).toHaveLength(32)
})

test('a destroyed dossier gets no new key, also among others in one statement, and not by a role that cannot see why', async () => {
  const [weg, goed] = [randomUUID(), randomUUID()]
  await proef.pool().query('insert into kluis.vernietigd values ($1, now())', [weg])
  const poging = schrijfIn(proef.pool('wk_intake'), (tx) =>
    bewaarSleutels(tx, een, [...nieuweSleutels(goed), ...nieuweSleutels(weg)]),
  )
  await expect(poging).rejects.toMatchObject({ code: 'WK001' })
  const { rowCount } = await proef.pool().query('select from kluis.sleutel where dossier_id = any($1)', [[weg, goed]])
  expect(rowCount).toBe(0)
})

test('content of a real row: what is stored and what travels hold nothing of it', async () => {
  const dossierId = await nieuwDossier()
  const bos = await haalSleutels(proef.pool('wk_intake'), een, [dossierId])
  const sleutel = bos.zoek(dossierId, 'hub')
  if (!sleutel) throw new Error('no key')
  const dicht = versleutel(sleutel, { naam: 'Fictief' }, { inhoudId: dossierId, publiek: 'hub' })
  expect(JSON.stringify(dicht)).not.toContain('Fictief')
  expect(ontsleutel(sleutel, dicht)).toEqual({ naam: 'Fictief' })
})

describe('a role reads the audiences that are its own, and changes nothing but what it may', () => {
  const MAG: Readonly<Record<Rol, readonly Publiek[] | null>> = {
    wk_intake: ['hub'],
    wk_routing: ['gemeente', 'hub', 'schuldeiser'],
    wk_sla: ['hub'],
    wk_delivery: ['gemeente', 'schuldeiser'],
    wk_dossier: ['gemeente'],
    wk_autorisatie: null,
    wk_lezer: null,
  }
  const ROLLEN = [
    'wk_intake',
    'wk_routing',
    'wk_sla',
    'wk_delivery',
    'wk_dossier',
    'wk_autorisatie',
    'wk_lezer',
  ] as const

  test.each(ROLLEN)('%s', async (rol) => {
    const dossierId = await nieuwDossier()
    const pool = proef.pool(rol)
    const mag = MAG[rol]
    if (mag === null) {
      await expect(haalSleutels(pool, een, [dossierId])).rejects.toMatchObject({ code: '42501' })
    } else {
      const bos = await haalSleutels(pool, een, [dossierId])
      expect(PUBLIEKEN.filter((publiek) => bos.zoek(dossierId, publiek) !== null)).toEqual(mag)
    }
    for (const publiek of PUBLIEKEN) {
      const rij = [randomUUID(), publiek]
      const leg = pool.query(`insert into kluis.sleutel values ($1, $2, 'k1', '\\x00')`, rij)
      if (rol === 'wk_intake') await leg
      else await expect(leg).rejects.toMatchObject({ code: '42501' })
    }
    const verboden = [
      `update kluis.sleutel set kek_id = 'x'`,
      'delete from kluis.sleutel',
      'truncate kluis.sleutel',
      'insert into kluis.vernietigd values (gen_random_uuid(), now())',
      'delete from kluis.vernietigd',
      'alter table kluis.sleutel disable row level security',
    ]
    for (const sql of verboden) {
      await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' })
    }
  })
})
