import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { vernieuwBron } from './bron-store.ts'
import { zendProef } from './bus.proef.ts'
import { maakLog } from './log.ts'
import type { Lezende } from './positie-store.ts'
import { openStanden } from './positie-store.ts'
import { begin, bewaar, leesPositie, leesUit, neemDienst, peilRelais, zetTerug } from './relais-store.ts'
import { verbind } from './relais-verbinding.ts'
import { ronde } from './snoeier.ts'

const log = maakLog({ dienst: 'proef', niveau: 'silent' })
const { signal } = new AbortController()
let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const lezer = (stage: Lezende) => ({ stage, consument: stage, topic: 'berichten' })

async function leesTot(stage: Lezende, positie: number): Promise<void> {
  await openStanden(proef.pool(`wk_${stage}`), lezer(stage))
  await proef.pool().query(`update ${stage}.positie set positie = $1, merk = '7'`, [positie])
}

it('plans its reads by index, also of an outbox that was small when they were planned', async () => {
  const relais = await verbind({ url: proef.url, stage: 'intake' })
  const toon = async (naam: string) => (await relais.query<Record<string, string>>(`show ${naam}`)).rows[0]?.[naam]
  const gezien = [await toon('enable_seqscan'), await toon('enable_bitmapscan'), await toon('plan_cache_mode')]
  await relais.sluit()
  expect(gezien).toEqual(['off', 'off', 'force_generic_plan'])
})

// One outbox goes through its life, in order.
it('one session has the lock of an outbox; a session that says nothing loses it', async () => {
  const [een, twee] = [
    await verbind({ url: proef.url, stage: 'intake' }),
    await verbind({ url: proef.url, stage: 'intake' }),
  ]
  expect([await neemDienst(een, 'intake'), await neemDienst(twee, 'intake')]).toEqual([true, false])
  await een.sluit()
  await expect.poll(() => neemDienst(twee, 'intake')).toBe(true)
  await twee.sluit()
  const tel = `select count(*)::int as aantal from pg_stat_activity where application_name = 'wk-intake-relais'`
  await expect.poll(async () => (await proef.pool().query(tel)).rows[0].aantal).toBe(0)
})

it('a relay that never ran begins where the slowest reader is, and at the start while one never read', async () => {
  const pool = proef.pool('wk_intake')
  await zendProef(pool, 'intake', 10)
  expect(await leesPositie(pool, 'intake')).toBeNull()
  await leesTot('routing', 6)
  expect(await begin(pool, 'intake')).toBe(0)
  await proef.pool().query('update intake.relais set positie = null')
  await leesTot('dossier', 4)
  expect(await begin(pool, 'intake')).toBe(4)
  expect((await leesUit(pool, 'intake', 4, 3)).map(({ positie }) => positie)).toEqual([5, 6, 7])
})

it('moves only from where it was, and tells what is left', async () => {
  const pool = proef.pool('wk_intake')
  expect(await bewaar(pool, 'intake', { van: 3, naar: 9 })).toBe(false)
  expect(await bewaar(pool, 'intake', { van: 4, naar: 9 })).toBe(true)
  expect((await peilRelais(pool, 'intake')).aantal).toBe(1)
  await zetTerug(proef.pool(), 'intake')
  expect(await leesPositie(pool, 'intake')).toBe(4)
  expect((await peilRelais(pool, 'intake')).aantal).toBe(6)
})

it('the pruner keeps the window, and what was not shipped however old', async () => {
  const pool = proef.pool('wk_intake')
  await leesTot('routing', 10)
  await leesTot('dossier', 10)
  const snoei = () => ronde({ stage: 'intake', pool, log, vensterDagen: 35 }, signal)
  expect(await snoei()).toBe(0)
  await proef.pool().query(`update intake.uit set tijd = now() - interval '36 days' where positie <= 8`)
  expect(await snoei()).toBe(4)
  await bewaar(pool, 'intake', { van: 4, naar: 10 })
  expect(await snoei()).toBe(4)
  expect((await leesUit(pool, 'intake', 0, 99)).map(({ positie }) => positie)).toEqual([9, 10])
})

it('after a restore the outbox goes again from the slowest reader on, and no offset of the old chain is kept', async () => {
  const pool = proef.pool('wk_intake')
  await leesTot('dossier', 8)
  const nieuw = randomUUID()
  await vernieuwBron(proef.pool(), nieuw)
  expect(await leesPositie(pool, 'intake')).toBe(8)
  expect(new Set((await leesUit(pool, 'intake', 0, 99)).map(({ bron }) => bron))).toEqual(new Set([nieuw]))
  const { rows } = await proef.pool().query('select distinct bron, merk, positie from dossier.positie')
  expect(rows).toEqual([{ bron: nieuw, merk: null, positie: 8 }])
})
