import { neemDienst } from '@warmknooppunt/platform/relais-store'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { zonderRelais } from './relais-sloten.ts'

let database: ProefDatabase
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  pool = database.pool()
})
afterAll(() => database.sluit())

test('while a relay has its lock it is refused, by name and with what to do, and lets go of what it took', async () => {
  const relais = await pool.connect()
  try {
    expect(await neemDienst(relais, 'sla')).toBe(true)
    const gedaan: string[] = []
    await expect(zonderRelais(pool, async () => gedaan.push('x'), 200)).rejects.toMatchObject({
      afloop: 69,
      message: expect.stringMatching(/^the relay of sla still runs.*stop all of them/),
    })
    expect(gedaan).toEqual([])
    expect(await neemDienst(relais, 'intake')).toBe(true)
  } finally {
    relais.release(true)
  }
})

test('meanwhile no relay can start; afterwards each can, also when it failed', async () => {
  const relais = await pool.connect()
  try {
    const mis = zonderRelais(pool, async () => {
      for (const stage of ['intake', 'routing', 'sla', 'delivery'] as const) {
        expect(await neemDienst(relais, stage)).toBe(false)
      }
      throw new Error('planned')
    })
    await expect(mis).rejects.toThrow('planned')
    expect(await neemDienst(relais, 'delivery')).toBe(true)
  } finally {
    relais.release(true)
  }
})
