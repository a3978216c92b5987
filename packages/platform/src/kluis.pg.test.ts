import { randomBytes, randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { transactie } from './db.ts'
import type { Keks } from './kluis.ts'
import {
  bewaarSleutels,
  haalSleutels,
  herverpakSleutels,
  nieuweSleutels,
  ontsleutel,
  vernietigSleutels,
  versleutel,
} from './kluis.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

const een: Keks = { huidig: 'k1', sleutels: new Map([['k1', randomBytes(32)]]) }
const PUBLIEKEN = ['gemeente', 'hub', 'schuldeiser'] as const

async function nieuwDossier(keks = een): Promise<string> {
  const dossierId = randomUUID()
  await schrijfIn(proef.pool('wk_intake'), (tx) => bewaarSleutels(tx, keks, nieuweSleutels(dossierId)))
  return dossierId
}

test('keys of a dossier are stored wrapped and come back in one query for a batch', async () => {
  const sleutels = [randomUUID(), randomUUID()].flatMap((id) => nieuweSleutels(id))
  await schrijfIn(proef.pool('wk_intake'), (tx) => bewaarSleutels(tx, een, sleutels))
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [...new Set(sleutels.map((s) => s.dossierId))])
  for (const { dossierId, publiek, sleutel } of sleutels) expect(bos.zoek(dossierId, publiek)).toEqual(sleutel)
  const { rows } = await proef.pool().query<{ verpakt: Buffer }>('select verpakt from kluis.sleutel')
  for (const { sleutel } of sleutels) expect(rows.some(({ verpakt }) => verpakt.includes(sleutel))).toBe(false)
})

test('a dossier without keys, or with destroyed ones, gives null', async () => {
  const dossierId = await nieuwDossier()
  await proef.pool().query('delete from kluis.sleutel where dossier_id = $1', [dossierId])
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [dossierId, randomUUID()])
  expect(bos.zoek(dossierId, 'gemeente')).toBeNull()
  expect((await haalSleutels(proef.pool('wk_routing'), een, [])).zoek(dossierId, 'hub')).toBeNull()
})

test('each key opens under the KEK that wrapped it; one that is not configured says what to do', async () => {
  const twee: Keks = { huidig: 'k2', sleutels: new Map([...een.sleutels, ['k2', randomBytes(32)]]) }
  const [oud, nieuw] = [await nieuwDossier(een), await nieuwDossier(twee)]
  const { rows } = await proef.pool().query('select distinct kek_id from kluis.sleutel where dossier_id = $1', [nieuw])
  expect(rows).toEqual([{ kek_id: 'k2' }])
  const bos = await haalSleutels(proef.pool('wk_routing'), twee, [oud, nieuw])
  for (const id of [oud, nieuw]) expect(bos.zoek(id, 'hub')).toHaveLength(32)
  const zonder = await haalSleutels(proef.pool('wk_routing'), een, [nieuw])
  expect(() => zonder.zoek(nieuw, 'hub')).toThrow(/KEK k2 .*setting KEK/)
  expect(() => zonder.zoek(nieuw, 'hub')).toThrow(expect.objectContaining({ code: 'kek-ontbreekt' }))
})

test('a wrapped key moved to another dossier or audience does not open', async () => {
  const [van, naar] = [await nieuwDossier(), await nieuwDossier()]
  await proef.pool().query(
    `update kluis.sleutel s set verpakt = o.verpakt from kluis.sleutel o
     where s.dossier_id = $2 and o.dossier_id = $1 and o.publiek = 'gemeente'`,
    [van, naar],
  )
  const bos = await haalSleutels(proef.pool('wk_routing'), een, [van, naar])
  for (const publiek of PUBLIEKEN) expect(() => bos.zoek(naar, publiek)).toThrow()
  expect(bos.zoek(van, 'gemeente')).toHaveLength(32)
})

test('a destroyed dossier gets no new key, also among others in one statement, and not by a role that cannot see why', async () => {
  const [weg, goed] = [randomUUID(), randomUUID()]
  await proef.pool().query('insert into kluis.vernietigd values ($1, now())', [weg])
  const poging = schrijfIn(proef.pool('wk_intake'), (tx) =>
    bewaarSleutels(tx, een, [...nieuweSleutels(goed), ...nieuweSleutels(weg)]),
  )
  await expect(poging).rejects.toMatchObject({ code: 'WK001' })
  const { rowCount } = await proef.pool().query('select from kluis.sleutel where dossier_id = any($1)', [[weg, goed]])
  expect(rowCount).toBe(0)
})

test('content of a real row: what is stored and what travels hold nothing of it', async () => {
  const dossierId = await nieuwDossier()
  const bos = await haalSleutels(proef.pool('wk_intake'), een, [dossierId])
  const sleutel = bos.zoek(dossierId, 'hub')
  if (!sleutel) throw new Error('no key')
  const dicht = versleutel(sleutel, { naam: 'Fictief' }, { inhoudId: dossierId, publiek: 'hub' })
  expect(JSON.stringify(dicht)).not.toContain('Fictief')
  expect(ontsleutel(sleutel, dicht)).toEqual({ naam: 'Fictief' })
})

/** A transaction that a test ends when it wants to. */
async function begin(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect()
  await client.query('begin')
  return client
}

async function eindig(client: PoolClient, hoe: 'commit' | 'rollback'): Promise<void> {
  await client.query(hoe)
  client.release()
}

/** Makes a key as intake does, in a transaction of the caller. */
function maak(client: PoolClient, dossierId: string) {
  const sql = `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) values ($1, 'gemeente', 'k1', 'x'), ($1, 'hub', 'k1', 'x')`
  return client.query(sql, [dossierId])
}

const vernietig = (client: PoolClient, dossierIds: readonly string[]) =>
  client.query<{ aantal: number }>('select kluis.vernietig($1, now()) as aantal', [dossierIds])

/** Until a session waits for another: only then do the two really meet. */
async function wachtOpElkaar(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await proef
        .pool()
        .query<{ aantal: number }>(
          `select count(*) as aantal from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      return rows[0]?.aantal
    })
    .toBe(1)
}

async function over(dossierId: string): Promise<{ sleutels: number; tombstones: number }> {
  const { rows } = await proef.pool().query<{ sleutels: number; tombstones: number }>(
    `select (select count(*) from kluis.sleutel where dossier_id = $1) as sleutels,
       (select count(*) from kluis.vernietigd where dossier_id = $1) as tombstones`,
    [dossierId],
  )
  return rows[0] ?? { sleutels: -1, tombstones: -1 }
}

describe('a key that is made while its dossier is destroyed', () => {
  test('and not committed yet when it is destroyed: the destroyer waits, and takes it too', async () => {
    const dossierId = randomUUID()
    const maker = await begin(proef.pool('wk_intake'))
    await maak(maker, dossierId)
    const vernietiger = await begin(proef.pool('wk_routing'))
    const vernietigd = vernietig(vernietiger, [dossierId])
    await wachtOpElkaar()
    await eindig(maker, 'commit')
    expect((await vernietigd).rows).toEqual([{ aantal: 2 }])
    await eindig(vernietiger, 'commit')
    expect(await over(dossierId)).toEqual({ sleutels: 0, tombstones: 1 })
  })

  test('after it was destroyed in a transaction that is not committed yet: its maker waits, and is refused', async () => {
    const dossierId = randomUUID()
    const vernietiger = await begin(proef.pool('wk_routing'))
    expect((await vernietig(vernietiger, [dossierId])).rows).toEqual([{ aantal: 0 }])
    const maker = await begin(proef.pool('wk_intake'))
    const gemaakt = maak(maker, dossierId).catch((fout: unknown) => fout)
    await wachtOpElkaar()
    await eindig(vernietiger, 'commit')
    expect(await gemaakt).toMatchObject({ code: 'WK001' })
    await eindig(maker, 'rollback')
    expect(await over(dossierId)).toEqual({ sleutels: 0, tombstones: 1 })
  })

  test('after a destruction that comes to nothing: its maker goes on as if it had not been', async () => {
    const dossierId = randomUUID()
    const vernietiger = await begin(proef.pool('wk_routing'))
    await vernietig(vernietiger, [dossierId])
    const maker = await begin(proef.pool('wk_intake'))
    const gemaakt = maak(maker, dossierId)
    await wachtOpElkaar()
    await eindig(vernietiger, 'rollback')
    await gemaakt
    await eindig(maker, 'commit')
    expect(await over(dossierId)).toEqual({ sleutels: 2, tombstones: 0 })
  })

  test('by two destroyers at once: the second waits and finds nothing left to do', async () => {
    const dossierId = await nieuwDossier()
    const een = await begin(proef.pool('wk_routing'))
    const twee = await begin(proef.pool('wk_routing'))
    expect((await vernietig(een, [dossierId, dossierId])).rows).toEqual([{ aantal: 3 }])
    const tweede = vernietig(twee, [dossierId])
    await wachtOpElkaar()
    await eindig(een, 'commit')
    expect((await tweede).rows).toEqual([{ aantal: 0 }])
    await eindig(twee, 'commit')
    expect(await over(dossierId)).toEqual({ sleutels: 0, tombstones: 1 })
  })

  test('in a hundred transactions at once leaves no key beside a tombstone, and none half made', {
    timeout: 20_000,
  }, async () => {
    const dossiers = Array.from({ length: 50 }, () => randomUUID())
    const intake = proef.pool('wk_intake')
    const routing = proef.pool('wk_routing')
    const makers = dossiers.map((id) =>
      schrijfIn(intake, (tx) => bewaarSleutels(tx, een, nieuweSleutels(id))).catch((fout: unknown) => fout),
    )
    const nu = Temporal.Instant.from('2026-03-02T11:00:00Z')
    const vernietigers = dossiers.map((id, i) => (i % 2 === 0 ? vernietigSleutels(routing, [id], nu) : 0))
    const [gemaakt, weg] = await Promise.all([Promise.all(makers), Promise.all(vernietigers)])
    for (const fout of gemaakt) if (fout !== undefined) expect(fout).toMatchObject({ code: 'WK001' })
    for (const [i, id] of dossiers.entries()) {
      const verwacht = i % 2 === 0 ? { sleutels: 0, tombstones: 1 } : { sleutels: 3, tombstones: 0 }
      expect(await over(id)).toEqual(verwacht)
      // Made and then taken, or refused.
      if (i % 2 === 0) expect(weg[i]).toBe(gemaakt[i] === undefined ? 3 : 0)
    }
  })
})

describe('re-wrapping', () => {
  const twee: Keks = { huidig: 'k2', sleutels: new Map([['k2', randomBytes(32)], ...een.sleutels]) }
  const vraag = { oud: ['k1'], limiet: 4 }
  const ids = async (dossierId: string) => {
    const { rows } = await proef
      .pool()
      .query<{ kek_id: string }>('select kek_id from kluis.sleutel where dossier_id = $1', [dossierId])
    return rows.map(({ kek_id }) => kek_id)
  }

  beforeAll(async () => {
    await proef.pool().query('delete from kluis.sleutel')
  })

  test('takes a batch, passes over rows that another holds, and leaves the same keys under the new KEK', async () => {
    const eerste = await nieuwDossier()
    const tweede = await nieuwDossier()
    const voor = await haalSleutels(proef.pool('wk_routing'), een, [eerste, tweede])
    const ander = await begin(proef.pool('wk_routing'))
    await ander.query('select from kluis.sleutel where dossier_id = $1 for update', [eerste])
    const routing = proef.pool('wk_routing')
    const herverpak = () => transactie(routing, null, (tx) => herverpakSleutels(tx, twee, vraag))
    expect(await herverpak()).toEqual({ aantal: 3, mislukt: 0 })
    expect([await ids(eerste), await ids(tweede)]).toEqual([Array(3).fill('k1'), Array(3).fill('k2')])
    await eindig(ander, 'rollback')
    expect(await herverpak()).toEqual({ aantal: 3, mislukt: 0 })
    expect(await herverpak()).toEqual({ aantal: 0, mislukt: 0 })
    const alleen: Keks = { ...twee, sleutels: new Map([...twee.sleutels].slice(0, 1)) }
    const na = await haalSleutels(routing, alleen, [eerste, tweede])
    for (const id of [eerste, tweede]) {
      for (const publiek of PUBLIEKEN) expect(na.zoek(id, publiek)).toEqual(voor.zoek(id, publiek))
    }
  })

  test('leaves what does not open as it is, and does the others', async () => {
    const [stuk, goed] = [await nieuwDossier(), await nieuwDossier()]
    await proef.pool().query(`update kluis.sleutel set verpakt = 'x' where dossier_id = $1 and publiek = 'hub'`, [stuk])
    const routing = proef.pool('wk_routing')
    const alles = { oud: ['k1'], limiet: 100 }
    const uitkomst = await transactie(routing, null, (tx) => herverpakSleutels(tx, twee, alles))
    expect(uitkomst).toEqual({ aantal: 5, mislukt: 1 })
    expect(await ids(goed)).toEqual(Array(3).fill('k2'))
    expect((await ids(stuk)).sort()).toEqual(['k1', 'k2', 'k2'])
  })

  test('does not bring back a key that is destroyed meanwhile', async () => {
    const dossierId = await nieuwDossier()
    const client = await begin(proef.pool('wk_routing'))
    expect(await herverpakSleutels(client, twee, { oud: ['k1'], limiet: 100 })).toEqual({ aantal: 3, mislukt: 1 })
    const ander = await begin(proef.pool('wk_routing'))
    const weg = vernietig(ander, [dossierId])
    await wachtOpElkaar()
    await eindig(client, 'commit')
    expect((await weg).rows).toEqual([{ aantal: 3 }])
    await eindig(ander, 'commit')
    expect(await over(dossierId)).toEqual({ sleutels: 0, tombstones: 1 })
  })
})
