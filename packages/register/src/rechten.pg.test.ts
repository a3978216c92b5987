import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { leesClients } from './client-store.ts'
import { leesDeelnemers } from './deelnemer-store.ts'
import { laadRijen } from './laad-rijen.ts'
import { voegPostcodesToe, zoekGemeenten } from './postcode-store.ts'
import { maakRegister } from './stand.ts'
import { wijzigRegister } from './wijziging.ts'

const GEWEIGERD = /permission denied/

let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

test.each(['wk_routing', 'wk_sla', 'wk_delivery', 'wk_dossier', 'wk_lezer'] as const)(
  '%s reads the whole register and changes nothing',
  async (rol) => {
    const pool = proef.pool(rol)
    const stand = await maakRegister(pool).stand(pool)
    expect(await laadRijen(pool, stand.versie)).toBeDefined()
    expect(await zoekGemeenten(pool, [{ postcode: '6001AA', huisnummer: 1 }], 1)).toHaveLength(1)
    await expect(wijzigRegister(pool, async () => undefined)).rejects.toThrow(GEWEIGERD)
    await expect(pool.query('update register.versie set nummer = nummer + 1')).rejects.toThrow(GEWEIGERD)
    await expect(voegPostcodesToe(pool, 1, [])).rejects.toThrow(GEWEIGERD)
    await expect(
      pool.query(`insert into register.gemeente (code, naam, versie_van) values ('0001', 'X', 1)`),
    ).rejects.toThrow(GEWEIGERD)
  },
)

test('the authorisation server reads clients and deelnemers and nothing else', async () => {
  const pool = proef.pool('wk_autorisatie')
  expect(await leesClients(pool, 0)).toEqual([])
  expect(await leesDeelnemers(pool, 0)).toEqual([])
  await expect(pool.query('select * from register.overeenkomst')).rejects.toThrow(GEWEIGERD)
  await expect(pool.query('select * from register.versie')).rejects.toThrow(GEWEIGERD)
  await expect(pool.query('update register.client set versie_tot = 1')).rejects.toThrow(GEWEIGERD)
})

test('intake can close a row but neither change nor delete one', async () => {
  const pool = proef.pool('wk_intake')
  await expect(pool.query(`update register.deelnemer set status = 'actief'`)).rejects.toThrow(GEWEIGERD)
  await expect(pool.query('delete from register.deelnemer')).rejects.toThrow(GEWEIGERD)
  await expect(pool.query('delete from register.postcode')).rejects.toThrow(GEWEIGERD)
})
