import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegSluitendToe } from './sluitend.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
let database: ProefDatabase
let eigenaar: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
})
afterAll(() => database.sluit())

const sluitend = (...opties: string[]) =>
  doe(voegSluitendToe, ['sluitend', ...opties], { env: { DATABASE_URL: database.url }, nu: NU.toString() })

test('says 0 open and ends with 0, or names each and ends with 1', async () => {
  expect(await sluitend()).toMatchObject({
    code: 0,
    fout: '',
    uit: expect.stringMatching(/^0 open, 0 verschillen among 0/),
  })
  const op = NU.subtract({ hours: 30 })
  const [id, dossierId] = [nieuwId(op), nieuwId(op)]
  await eigenaar.query("insert into intake.bericht values ($1, 'contactregistratie', $2, $3)", [
    id,
    dossierId,
    op.toString(),
  ])
  await eigenaar.query("insert into delivery.postvak values ('a', 3, 0)")
  const { code, uit } = await sluitend()
  expect(code).toBe(1)
  expect(uit).toContain(`open: contactregistratie ${id} of dossier ${dossierId}, accepted 2026-11-19T04:00:00+00:00`)
  expect(uit).toMatch(/last handled by intake; see whether routing runs/)
  expect(uit).toContain('verschil gat: postvak a lacks numbers 1 to 2')
  expect(uit).toContain('1 open, 1 verschillen among 1 messages')
  const json = JSON.parse((await sluitend('--json', '--periode', '2026-11-19')).uit)
  expect(json).toMatchObject({
    aantalOpen: 1,
    berichten: 1,
    periode: { van: '2026-11-18T23:00:00Z', tot: '2026-11-19T23:00:00Z' },
    tellingen: [{ bericht: 'contactregistratie', uitkomst: 'open', stage: 'intake', aantal: 1 }],
    open: [{ berichtId: id }],
    verschillen: [{ soort: 'gat', van: 1, totEnMet: 2 }],
  })
  expect((await sluitend('--respijt', '200000', '--periode', '7d')).uit).toMatch(/contactregistratie +onderweg +1/)
})

test('refuses a period that is none, and says what to do about a database without a hub', async () => {
  expect(await sluitend('--periode', 'gisteren')).toMatchObject({
    code: 64,
    fout: expect.stringMatching(/--periode is 7d/),
  })
  expect(await sluitend('--respijt', '1.5')).toMatchObject({ code: 64 })
  const leeg = { DATABASE_URL: database.url.replace(/\/[^/]+$/, '/postgres') }
  expect(await doe(voegSluitendToe, ['sluitend'], { env: leeg })).toMatchObject({ code: 78 })
})
