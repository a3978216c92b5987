import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { voegBewarenToe } from './bewaren.ts'
import { doe } from './commando.proef.ts'

let database: ProefDatabase
beforeAll(async () => {
  database = await proefDatabase()
})
afterAll(() => database.sluit())

const bewaren = (...opties: string[]) =>
  doe(voegBewarenToe, ['bewaren', ...opties], { env: { DATABASE_URL: database.url }, nu: '2026-11-20T10:00:00Z' })

test('tells of a hub that did no round yet; with --alle how long every table is kept, by setting or rule', async () => {
  expect(await bewaren()).toEqual({ code: 0, uit: expect.stringMatching(/^no round was done yet.+\n?$/), fout: '' })
  const { uit } = await bewaren('--alle')
  expect(uit).toMatch(/^kluis\.vernietigd +for ever: it forbids a new key for that dossier$/m)
  expect(uit).not.toMatch(/^delivery\.poging /m)
})

test('tells what the last round did, what is behind, and ends with 1 then', async () => {
  await database.pool().query(
    `insert into platform.bewaring (tabel, soort, dagen, gedaan_op, verwijderd, totaal, oudste_op)
     values ('delivery.poging', 'pogingen', 90, '2026-11-20T09:50:00Z', 3, 40, '2026-08-19T10:00:00Z'),
       ('intake.weigering', 'weigeringen', 400, '2026-11-20T09:50:00Z', 0, 0, null)`,
  )
  const { code, uit } = await bewaren('--alle')
  expect(code).toBe(1)
  expect(uit).toMatch(/^delivery\.poging +90 +2026-08-19 +3 days +2026-11-20T09:50:00Z +3 +40$/m)
  expect(uit).toMatch(/^intake\.weigering +400 +empty/m)
  expect(uit.split('\n\n')[1]).toMatch(/^table +kept, and by no setting\n/)
})

test('as JSON only what a setting decides, with --alle every table and its round, if any', async () => {
  const kort: object[] = JSON.parse((await bewaren('--json')).uit)
  expect(kort).toEqual([
    expect.objectContaining({ tabel: 'delivery.poging', dagen: 90, achterDagen: 3 }),
    expect.objectContaining({ tabel: 'intake.weigering', achterDagen: 0 }),
  ])
  const alle: { tabel: string }[] = JSON.parse((await bewaren('--json', '--alle')).uit)
  expect(alle.length).toBeGreaterThan(90)
  expect(alle.filter(({ tabel }) => ['delivery.poging', 'kluis.vernietigd'].includes(tabel))).toEqual([
    { tabel: 'delivery.poging', hoelang: 'BEWAAR_POGINGEN_DAGEN', ronde: kort[0] },
    { tabel: 'kluis.vernietigd', hoelang: 'for ever: it forbids a new key for that dossier', ronde: null },
  ])
})
