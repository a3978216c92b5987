import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { zendProef } from './bus.proef.ts'
import { maakLog } from './log.ts'
import type { Lezende } from './positie-store.ts'
import { openStanden } from './positie-store.ts'
import { maakSnoeier, ronde } from './snoeier.ts'

const log = maakLog({ dienst: 'proef', niveau: 'silent' })
let proef: ProefDatabase

beforeAll(async () => {
  proef = await proefDatabase()
})

afterAll(() => proef.sluit())

async function aantal(): Promise<number> {
  const { rows } = await proef.pool().query('select count(*)::int as aantal from intake.uit')
  return rows[0].aantal
}

async function leesAlles(stage: Lezende): Promise<void> {
  await openStanden(proef.pool(`wk_${stage}`), { stage, consument: stage, topic: 'berichten' })
  await proef
    .pool()
    .query(
      `update ${stage}.positie p set positie = coalesce((select max(positie) from intake.uit u where u.partitie = p.partitie), p.positie)`,
    )
}

it('takes only what every reader has applied, in batches until nothing is left', async () => {
  const pool = proef.pool('wk_intake')
  const { signal } = new AbortController()
  await zendProef(pool, 'intake', 25)
  expect(await ronde({ stage: 'intake', pool, log, limiet: 10 }, signal)).toBe(0)
  await leesAlles('routing')
  expect(await ronde({ stage: 'intake', pool, log, limiet: 10 }, signal)).toBe(0)
  await leesAlles('dossier')
  await zendProef(pool, 'intake', 3)
  expect(await ronde({ stage: 'intake', pool, log, limiet: 10 }, signal)).toBe(25)
  expect(await aantal()).toBe(3)
})

it('the loop prunes by itself, is red while it cannot, and ends when told', async () => {
  const pool = proef.pool('wk_intake')
  const einde = new AbortController()
  await leesAlles('routing')
  await leesAlles('dossier')
  const snoeier = maakSnoeier({ stage: 'intake', pool, log, pauzeMs: 10 })
  const klaar = snoeier.run(einde.signal)
  await expect.poll(aantal).toBe(0)
  await pool.end()
  await expect.poll(() => snoeier.stand().gezond).toBe(false)
  einde.abort()
  await klaar
})
