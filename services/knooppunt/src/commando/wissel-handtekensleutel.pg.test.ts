import { maakSleutelkluis } from '@warmknooppunt/autorisatie/sleutelkluis'
import { leesAndereSleutels, zorgVoorSleutels } from '@warmknooppunt/autorisatie/sleutels'
import { leesKeks, maakKekRegel } from '@warmknooppunt/platform/keks'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { doe } from './commando.proef.ts'
import { voegWisselToe } from './wissel.ts'

const KEK = maakKekRegel('kek-1')
const kluis = maakSleutelkluis(leesKeks(KEK))
const om = (tijd: string) => Temporal.Instant.from(`2026-11-20T${tijd}Z`)
let database: ProefDatabase
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  pool = database.pool('wk_autorisatie')
})
afterAll(() => database.sluit())

const wissel = (nu: string, opties: readonly string[] = [], kek = KEK) =>
  doe(voegWisselToe, ['wissel', 'handtekensleutel', ...opties], {
    env: { DATABASE_URL: database.url, KEK: kek },
    nu: om(nu).toString(),
  })
const kids = async (nu: string) =>
  (await leesAndereSleutels(pool, kluis, { nu: om(nu), kids: [] }))?.map(({ publiek }) => publiek.kid)

// One set of keys goes from one to the next in this file, in order.
test('says what to do before the first start', async () => {
  expect(await wissel('09:00:00')).toMatchObject({ code: 78, fout: expect.stringContaining('no key signs yet') })
})

test('publishes a new key that signs later, and leaves the old one for as long as its tokens live', async () => {
  const [eerste] = await zorgVoorSleutels(pool, kluis, om('09:00:00'))
  const { code, uit, fout } = await wissel('10:00:00', ['--json'])
  expect([code, fout]).toEqual([0, ''])
  const { kid, ...rest } = JSON.parse(uit)
  const oud = eerste?.publiek.kid
  expect(rest).toMatchObject({ oud: [oud], tekentVanaf: '2026-11-20T10:15:00Z', oudWegNa: '2026-11-20T11:17:00Z' })
  expect(await kids('10:01:00')).toEqual([oud, kid])
  expect(await kids('10:15:00')).toEqual([kid, oud])

  const tweede = await wissel('10:05:00')
  expect(tweede).toMatchObject({ code: 1, fout: expect.stringContaining(`key ${kid} is published and signs from`) })
  expect(await kids('11:17:00')).toEqual([kid])
  const { rows } = await database.pool().query('select kid from autorisatie.sleutel')
  expect(rows).toEqual([{ kid }])
})

test('one that leaked is out at once, also in the middle of a rotation', async () => {
  await wissel('12:00:00')
  const { code, uit } = await wissel('12:01:00', ['--gelekt', '--json'])
  expect(code).toBe(0)
  expect(await kids('12:01:00')).toEqual([JSON.parse(uit).kid])
})

test('refuses a KEK that is not that of the hub, and a time that is none', async () => {
  const ander = await wissel('13:00:00', [], maakKekRegel('kek-1'))
  expect(ander).toMatchObject({ code: 78, fout: expect.stringContaining('does not open with the KEK given here') })
  expect(await wissel('13:00:00', ['--over', '9'])).toMatchObject({
    code: 64,
    fout: expect.stringContaining('a whole number of seconds from 10 to 86400'),
  })
})
