import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import type { Gebeurtenis } from './gebeurtenis-store.ts'
import { leesTijdlijn, noteerGebeurtenissen } from './gebeurtenis-store.ts'

let database: ProefDatabase
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  pool = database.pool('wk_dossier')
})
afterAll(() => database.sluit())

function gebeurtenis(o: Partial<Gebeurtenis> & { readonly dossierId: string }): Gebeurtenis {
  const algemeen = { eventId: randomUUID(), soort: 'aangenomen', tijd: '2026-03-02T11:00:00.000Z' }
  return { ...algemeen, partijen: ['schuldeiser', 'gemeente'], deelnemer: null, gegevens: {}, ...o }
}

const noteer = (regels: readonly Gebeurtenis[]) => schrijfIn(pool, (tx) => noteerGebeurtenissen(tx, regels))
const operator = (dossierId: string) => ({ dossierId, partij: null, deelnemer: 'beheer' })

test('a line is kept as it was told, once, under its event and kind', async () => {
  const dossierId = randomUUID()
  const eerste = gebeurtenis({ dossierId, gegevens: { dag: '2026-03-05', nummer: 3 } })
  await noteer([])
  await noteer([eerste, { ...eerste, soort: 'gerouteerd' }, eerste])
  await noteer([{ ...eerste, gegevens: { dag: 'anders' } }])
  const tijd = new Date(eerste.tijd)
  expect(await leesTijdlijn(pool, operator(dossierId))).toEqual([
    { id: eerste.eventId, soort: 'aangenomen', tijd, gegevens: { dag: '2026-03-05', nummer: 3 } },
    { id: eerste.eventId, soort: 'gerouteerd', tijd, gegevens: { dag: '2026-03-05', nummer: 3 } },
  ])
})

test('a line is read by the parties it is for, and one about a deelnemer by that deelnemer', async () => {
  const dossierId = randomUUID()
  await noteer([
    gebeurtenis({ dossierId, soort: 'a-beide' }),
    gebeurtenis({ dossierId, soort: 'b-gemeente', partijen: ['gemeente'] }),
    gebeurtenis({ dossierId, soort: 'c-eigen', partijen: ['schuldeiser'], deelnemer: 'een' }),
    gebeurtenis({ dossierId, soort: 'd-niemand', partijen: [] }),
    gebeurtenis({ dossierId: randomUUID(), soort: 'e-elders' }),
  ])
  const soorten = async (partij: 'schuldeiser' | 'gemeente' | null, deelnemer: string) =>
    (await leesTijdlijn(pool, { dossierId, partij, deelnemer })).map(({ soort }) => soort).toSorted()
  expect(await soorten('schuldeiser', 'een')).toEqual(['a-beide', 'c-eigen'])
  expect(await soorten('schuldeiser', 'twee')).toEqual(['a-beide'])
  expect(await soorten('gemeente', 'een')).toEqual(['a-beide', 'b-gemeente'])
  expect(await soorten(null, 'een')).toEqual(['a-beide', 'b-gemeente', 'c-eigen', 'd-niemand'])
})

test('a timeline is in order of time; of a very long one the last thousand lines are given', async () => {
  const dossierId = randomUUID()
  const begin = Temporal.Instant.from('2026-03-02T11:00:00Z')
  const regels = Array.from({ length: 1_005 }, (_, nr) =>
    gebeurtenis({ dossierId, tijd: begin.add({ minutes: nr }).toString() }),
  )
  await noteer(regels.toReversed())
  const gelezen = await leesTijdlijn(pool, operator(dossierId))
  expect(gelezen.map(({ id }) => id)).toEqual(regels.slice(5).map(({ eventId }) => eventId))
})

test('the tables are for dossier to write and for the command line to read', async () => {
  const lezer = database.pool('wk_lezer')
  await expect(lezer.query('select from dossier.dossier, dossier.gebeurtenis')).resolves.toBeDefined()
  await expect(lezer.query('update dossier.dossier set schuldeiser = null')).rejects.toThrow('permission denied')
  await expect(pool.query('delete from dossier.gebeurtenis')).rejects.toThrow('permission denied')
  for (const rol of ['wk_intake', 'wk_routing', 'wk_sla', 'wk_delivery'] as const)
    await expect(database.pool(rol).query('select from dossier.gebeurtenis')).rejects.toThrow('permission denied')
})
