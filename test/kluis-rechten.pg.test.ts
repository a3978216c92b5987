import { randomUUID } from 'node:crypto'
import type { Rol } from '@warmknooppunt/platform/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

/** Which audiences' keys the role of each stage may read (ARCHITECTURE, content); null = may not even look. */
const LEEST: Readonly<Record<Rol, readonly string[] | null>> = {
  wk_intake: ['hub'],
  wk_routing: ['gemeente', 'hub', 'schuldeiser'],
  wk_sla: ['hub'],
  wk_delivery: ['gemeente', 'schuldeiser'],
  wk_dossier: ['gemeente'],
  wk_autorisatie: null,
  wk_lezer: null,
}
const ROLLEN: readonly Rol[] = [
  'wk_intake',
  'wk_routing',
  'wk_sla',
  'wk_delivery',
  'wk_dossier',
  'wk_autorisatie',
  'wk_lezer',
]
const GEEN_RECHT = { code: '42501' }
const NIEUW =
  "insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) select $1, p, 'k', 'x' from unnest($2::text[]) p"

const dossier = randomUUID()
let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
  await proef.pool('wk_intake').query(NIEUW, [dossier, ['gemeente', 'schuldeiser', 'hub']])
})
afterAll(() => proef.sluit())

test.each(ROLLEN)('%s sees the keys of its own audiences and no others', async (rol) => {
  const vraag = proef.pool(rol).query<{ publiek: string }>('select publiek from kluis.sleutel order by publiek')
  const leest = LEEST[rol]
  if (leest === null) return expect(vraag).rejects.toMatchObject(GEEN_RECHT)
  expect((await vraag).rows.map(({ publiek }) => publiek)).toEqual(leest)
})

test.each(ROLLEN.filter((rol) => rol !== 'wk_intake'))('%s makes no keys', async (rol) => {
  await expect(proef.pool(rol).query(NIEUW, [randomUUID(), ['hub']])).rejects.toMatchObject(GEEN_RECHT)
})

test.each(ROLLEN)('%s changes and removes no keys, and takes no tombstone away', async (rol) => {
  for (const opdracht of [
    "update kluis.sleutel set kek_id = 'y'",
    'delete from kluis.sleutel',
    'delete from kluis.vernietigd',
  ]) {
    await expect(proef.pool(rol).query(opdracht)).rejects.toMatchObject(GEEN_RECHT)
  }
})

test.each(ROLLEN.filter((rol) => rol !== 'wk_routing'))(
  '%s destroys no keys: only routing carries that out',
  async (rol) => {
    await expect(proef.pool(rol).query('select kluis.vernietig($1, now())', [[dossier]])).rejects.toMatchObject(
      GEEN_RECHT,
    )
  },
)
