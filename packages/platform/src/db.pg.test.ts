import { Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Db, Uitbak } from './db.ts'
import { transactie } from './db.ts'
import { controleerSessie, maakPool } from './pool.ts'
import { isStoring } from './storing.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
  await proef.pool().query(`create table public.rij (n int primary key);
     create table public.uitgesteld (n int references public.rij deferrable initially deferred);
     grant all on public.rij, public.uitgesteld to wk_intake`)
})
afterAll(() => proef.sluit())
beforeEach(async () => void (await proef.pool().query('truncate public.rij, public.uitgesteld')))

const rijen = async () =>
  (await proef.pool().query<{ n: number }>('select n from public.rij order by n')).rows.map(({ n }) => n)
const fout = (belofte: Promise<unknown>) =>
  belofte.then(
    () => 'no error',
    (reden: unknown) => reden,
  )

describe('a transaction', () => {
  test('commits what its function did, and gives its answer', async () => {
    const uit = await transactie(proef.pool('wk_intake'), null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      return 'done'
    })
    expect([uit, await rijen()]).toEqual(['done', [1]])
  })

  test('leaves nothing when its function throws, and its connection serves on', async () => {
    const pool = proef.pool('wk_intake')
    for (let n = 0; n < 12; n++) {
      const poging = transactie(pool, null, async (tx) => {
        await tx.query('insert into public.rij values ($1)', [n])
        throw new Error('no')
      })
      await expect(poging).rejects.toThrow('no')
    }
    expect([await rijen(), pool.totalCount, pool.idleCount]).toEqual([[], 1, 1])
  })

  test('of which a failed statement was overlooked is an error: COMMIT is then answered ROLLBACK', async () => {
    const poging = transactie(proef.pool('wk_intake'), null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      await tx.query('select 1 / $1::int', [0]).catch(() => undefined)
    })
    await expect(poging).rejects.toThrow('rolled back by the database')
    expect(await rijen()).toEqual([])
  })

  test('writes its outbox after everything else, only when there is something to write, and as part of it', async () => {
    const pool = proef.pool('wk_intake')
    const uitbak: Uitbak<number> = async (db, uit) => {
      await db.query('insert into public.rij select unnest($1::int[])', [[...uit]])
    }
    await transactie<void, number>(pool, uitbak, async (tx) => {
      tx.uit.push(7)
      await tx.query('insert into public.rij values ($1)', [1])
      tx.uit.push(8)
    })
    expect(await rijen()).toEqual([1, 7, 8])
    const niets = () => Promise.reject(new Error('must not be called'))
    await transactie<void, number>(pool, niets, async () => undefined)
  })

  test.each([
    ['a statement of it fails', 'insert into public.rij values ($1)', [1]],
    ['it fails at COMMIT', 'insert into public.uitgesteld values ($1)', [99]],
  ])('with an outbox of which %s leaves nothing', async (_naam, sql, waarden) => {
    const poging = transactie<void, number>(
      proef.pool('wk_intake'),
      async (db) => void (await db.query(sql, waarden)),
      async (tx) => {
        await tx.query('insert into public.rij values ($1)', [1])
        tx.uit.push(1)
      },
    )
    await expect(poging).rejects.toThrow()
    expect(await rijen()).toEqual([])
  })

  test('with an outbox that fails before its statement leaves is not committed', async () => {
    const poging = transactie<void, number>(
      proef.pool('wk_intake'),
      () => Promise.reject(new Error('cannot be serialised')),
      async (tx) => {
        await tx.query('insert into public.rij values ($1)', [1])
        tx.uit.push(1)
      },
    )
    await expect(poging).rejects.toThrow('cannot be serialised')
    expect(await rijen()).toEqual([])
  })

  test('of which a write that nobody waited for fails leaves nothing, and says what went wrong first', async () => {
    const poging = transactie(proef.pool('wk_intake'), null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      tx.schrijf('insert into public.rij values ($1)', [1])
      tx.schrijf('insert into public.rij values ($1)', [2])
    })
    await expect(poging).rejects.toMatchObject({ code: '23505' })
    expect(await rijen()).toEqual([])
  })

  test('of which such a write fails says so too when a statement after it was waited for', async () => {
    const poging = transactie(proef.pool('wk_intake'), null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      tx.schrijf('insert into public.rij values ($1)', [1])
      await tx.query('insert into public.rij values ($1)', [2])
    })
    await expect(poging).rejects.toMatchObject({ code: '23505' })
    expect(await rijen()).toEqual([])
  })

  test('that fails, by what it does or at COMMIT, does what is for then, in order; one that does not, does not', async () => {
    const gedaan: string[] = []
    const doe = (naam: string, n: number, f: () => void = () => undefined) =>
      transactie(proef.pool('wk_intake'), null, async (tx) => {
        await tx.query('select')
        tx.bijFalen(() => gedaan.push(`${naam}1`))
        tx.schrijf('insert into public.rij values ($1)', [n])
        tx.bijFalen(() => gedaan.push(`${naam}2`))
        f()
      })
    await doe('a', 1)
    expect(gedaan).toEqual([])
    await expect(doe('b', 1)).rejects.toMatchObject({ code: '23505' })
    const gooi = () => {
      throw new Error('no')
    }
    await expect(doe('c', 2, gooi)).rejects.toThrow('no')
    expect(gedaan).toEqual(['b1', 'b2', 'c1', 'c2'])
  })

  test('of which a write cannot be sent is not committed without it', async () => {
    const kring: Record<string, unknown> = {}
    kring.zelf = kring
    const poging = transactie(proef.pool('wk_intake'), null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      tx.schrijf('insert into public.rij values ($1)', [kring])
    })
    await expect(poging).rejects.toThrow('circular')
    expect(await rijen()).toEqual([])
  })

  test('takes no write that is not waited for before anything was answered', async () => {
    const poging = transactie(proef.pool('wk_intake'), null, async (tx) => {
      tx.schrijf('insert into public.rij values ($1)', [1])
    })
    await expect(poging).rejects.toThrow('before any answer')
    expect(await rijen()).toEqual([])
  })

  test('gives the rows of such a write, then does what is for after its commit, in order; nothing of that when it fails', async () => {
    const gedaan: unknown[] = []
    const schrijf = (n: number) =>
      transactie(proef.pool('wk_intake'), null, async (tx) => {
        await tx.query('select')
        tx.na(() => gedaan.push(`a${n}`))
        tx.schrijf<{ n: number }>('insert into public.rij values ($1) returning n', [n], (rows) => gedaan.push(...rows))
        tx.na(() => gedaan.push(`b${n}`))
      })
    await schrijf(1)
    expect(gedaan).toEqual([{ n: 1 }, 'a1', 'b1'])
    await expect(schrijf(1)).rejects.toMatchObject({ code: '23505' })
    expect(gedaan).toEqual([{ n: 1 }, 'a1', 'b1'])
  })

  test('sends the statements of one moment in one write', async () => {
    const pool = proef.pool('wk_intake')
    await transactie(pool, null, (tx) => Promise.all([1, 2, 3].map((n) => tx.query('select $1::int', [n]))))
    const stuur = vi.spyOn(Socket.prototype, '_writev')
    await transactie(pool, null, (tx) => Promise.all([1, 2, 3].map((n) => tx.query('select $1::int', [n]))))
    expect(stuur.mock.calls.length).toBe(1)
    stuur.mockRestore()
  })

  /** A pool of which the one connection fails at BEGIN and lives on. */
  async function zonderBegin() {
    const pool = proef.pool('wk_intake')
    const client = await pool.connect()
    const echt = client.query.bind(client)
    const stuk = (...delen: unknown[]) =>
      delen[0] === 'begin' ? Promise.reject(new Error('cancelled')) : Reflect.apply(echt, client, delen)
    Reflect.set(client, 'query', stuk)
    client.release()
    return pool
  }

  test('that asks for BEGIN first sends nothing when BEGIN was cancelled', async () => {
    const pool = await zonderBegin()
    const schrijf = vi.fn((tx: Db) => tx.query('insert into public.rij values ($1)', [1]))
    await expect(transactie(pool, null, schrijf, { eerstBegin: true })).rejects.toThrow('cancelled')
    expect([schrijf.mock.calls.length, await rijen()]).toEqual([0, []])
  })

  test('of which BEGIN was cancelled stops after its first statement', async () => {
    const pool = await zonderBegin()
    const poging = transactie(pool, null, async (tx) => {
      await tx.query('select $1::int', [1])
      await tx.query('insert into public.rij values ($1)', [1])
    })
    await expect(poging).rejects.toThrow('cancelled')
    expect(await rijen()).toEqual([])
  })

  test('of which the connection is ended in the middle is an outage, leaves nothing, and the pool recovers', async () => {
    const pool = proef.pool('wk_intake')
    const poging = transactie(pool, null, async (tx) => {
      await tx.query('insert into public.rij values ($1)', [1])
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await proef.pool().query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await tx.query('insert into public.rij values ($1)', [2])
    })
    expect(isStoring(await fout(poging))).toBe(true)
    expect(await rijen()).toEqual([])
    await transactie(pool, null, (tx) => tx.query('insert into public.rij values ($1)', [3]))
    expect([await rijen(), pool.totalCount]).toEqual([[3], 1])
  })

  test('prepares a statement anew where an earlier try of it fell in a failed transaction', async () => {
    const pool = proef.pool('wk_intake')
    const later = 'select $1::int + 41 as n'
    const poging = transactie(pool, null, async (tx) => {
      await Promise.all([tx.query('select 1 / $1::int', [0]), tx.query(later, [1])])
    })
    await expect(poging).rejects.toMatchObject({ code: '22012' })
    for (let keer = 0; keer < 2; keer++) {
      const { rows } = await transactie(pool, null, (tx) => tx.query<{ n: number }>(later, [1]))
      expect(rows).toEqual([{ n: 42 }])
    }
    const samen = 'select $1::int + 1 as n'
    const alle = await transactie(pool, null, (tx) =>
      Promise.all([1, 2, 3].map((n) => tx.query<{ n: number }>(samen, [n]))),
    )
    expect(alle.map(({ rows }) => rows[0]?.n)).toEqual([2, 3, 4])
  })
})

describe('a session', () => {
  const toon = async (pool: ReturnType<typeof maakPool>, naam: string) =>
    Object.values((await pool.query<Record<string, string>>(`show ${naam}`)).rows[0] ?? {})[0]

  test('of a stage carries its role, its time limits and UTC', async () => {
    const pool = proef.pool('wk_sla')
    const namen = [
      'role',
      'idle_in_transaction_session_timeout',
      'transaction_timeout',
      'lock_timeout',
      'TimeZone',
      'application_name',
    ]
    const gevonden = await Promise.all(namen.map((naam) => toon(pool, naam)))
    expect(gevonden).toEqual(['wk_sla', '5s', '30s', '5s', 'UTC', 'wk-test'])
    await expect(pool.query('select from intake.uit')).rejects.toMatchObject({ code: '42501' })
  })

  test('keeps its role and limits whatever options the connection string has, and those too', async () => {
    const url = `${proef.url}?application_name=x&options=${encodeURIComponent('-c search_path=sla -c role=none')}`
    const pool = maakPool({ url, applicatie: 'test', rol: 'wk_sla' })
    await controleerSessie(pool, 'wk_sla')
    expect([await toon(pool, 'search_path'), await toon(pool, 'application_name')]).toEqual(['sla', 'x'])
    await pool.end()
  })

  test('without the role or the limits of a stage is found out', async () => {
    await expect(controleerSessie(proef.pool('wk_routing'), 'wk_sla')).rejects.toThrow(/role wk_sla.*pooler/)
    const pool = maakPool({ url: proef.url, applicatie: 'test', rol: 'wk_sla', zonderTijdslimiet: true })
    await expect(controleerSessie(pool, 'wk_sla')).rejects.toThrow(/settings of a stage/)
    await pool.end()
  })

  test('of migration, import or back-up has no time limits', async () => {
    const pool = maakPool({ url: proef.url, applicatie: 'invoer', zonderTijdslimiet: true })
    const gevonden = await Promise.all(
      ['idle_in_transaction_session_timeout', 'transaction_timeout'].map((n) => toon(pool, n)),
    )
    expect(gevonden).toEqual(['0', '0'])
    await pool.end()
  })

  test('of a stage waits 35 s for an answer, then gives the connection up as an outage', async () => {
    const pool = proef.pool('wk_sla')
    await pool.query('select 1')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const poging = fout(pool.query('select pg_sleep(3)'))
      await vi.advanceTimersByTimeAsync(34_000)
      expect(await Promise.race([poging, 'waits'])).toBe('waits')
      await vi.advanceTimersByTimeAsync(1_000)
      expect(isStoring(await poging)).toBe(true)
    } finally {
      vi.useRealTimers()
    }
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  })

  test('probes a silent connection after 10 s', async () => {
    const zet = vi.spyOn(Socket.prototype, 'setKeepAlive')
    await proef.pool('wk_sla').query('select 1')
    expect(zet).toHaveBeenCalledWith(true, 10_000)
    zet.mockRestore()
  })

  test('reads int8 as a number and refuses what a number cannot hold; a date as text', async () => {
    const pool = proef.pool()
    const { rows } = await pool.query(`select 9007199254740991::int8 as n, '2026-03-29'::date as d`)
    expect(rows).toEqual([{ n: 9_007_199_254_740_991, d: '2026-03-29' }])
    expect(await fout(transactie(pool, null, (tx) => tx.query('select 9007199254740993::int8')))).toBeInstanceOf(Error)
  })
})
