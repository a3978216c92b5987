import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { indexVan, leesPlan } from '../../../test/steun/plannen.ts'
import { leesOudsten } from './achterstand-store.ts'
import { vergrendelKlokken, vergrendelKlokkenVan } from './klok-store.ts'
import { noteerRegistraties } from './registratie-store.ts'
import type { Claimgrenzen } from './timer-store.ts'
import { claimTimers, heeftRijpe, neemWeg, telTimers } from './timer-store.ts'
import { leesToewijzingen } from './toewijzing-store.ts'

const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')
const GRENZEN: Claimgrenzen = { rijpOp: NU, hoeDanOokOp: NU, oudsten: [] }

/** Every statement of the timers and clocks that looks for something, and the indexes that it must find it by. */
const ZOEKT: readonly (readonly [naam: string, doe: (db: Db & Schrijver) => unknown, indexen: readonly string[]])[] = [
  ['heeftRijpe', (db) => heeftRijpe(db, NU), ['timer_vervalt vervalt_op']],
  [
    'claimTimers',
    (db) => claimTimers(db, GRENZEN, { limiet: 1, leaseMs: 1 }),
    ['timer_dossier dossier_id', 'timer_pkey id', 'timer_vervalt vervalt_op'],
  ],
  ['neemWeg', (db) => neemWeg(db, []), ['timer_pkey id']],
  ['telTimers', (db) => telTimers(db, GRENZEN), ['timer_vervalt vervalt_op']],
  ['vergrendelKlokken', (db) => vergrendelKlokken(db, []), ['klok_pkey id']],
  [
    'vergrendelKlokkenVan',
    (db) => vergrendelKlokkenVan(db, []),
    ['klok_dossier_id_soort_bericht_id_key dossier_id', 'klok_pkey id'],
  ],
  ['leesToewijzingen', (db) => leesToewijzingen(db, []), ['toewijzing_dossier dossier_id']],
  ['noteerRegistraties', (db) => noteerRegistraties(db, []), []],
  ['leesOudsten', (db) => leesOudsten(db), ['uit_partitie partitie positie']],
]

/** Of 10,000 timers of 2,000 dossiers: when they are due, and whether a worker holds them. */
const STANDEN = {
  'nearly all to come': `$1::timestamptz + case when n % 5000 = 0 then interval '-1 day' else interval '1 day' end, null`,
  'nearly all due': `$1::timestamptz + case when n % 5000 = 0 then interval '1 day' else interval '-1 day' end, null`,
  'nearly all in hand': `$1::timestamptz - interval '1 day', case when n % 5000 = 0 then null else now() + interval '1 day' end`,
} as const

let database: ProefDatabase
let eigenaar: Pool
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
  pool = database.pool('wk_sla')
  // One that analyzes while rows are not committed yet would find none: the statistics are for the test to make.
  for (const tabel of ['sla.timer', 'sla.klok', 'sla.toewijzing']) {
    await eigenaar.query(`alter table ${tabel} set (autovacuum_enabled = off)`)
  }
})
afterAll(() => database.sluit())
beforeEach(leeg)

async function leeg(): Promise<void> {
  await eigenaar.query('truncate sla.timer, sla.klok, sla.toewijzing, routing.uit, intake.uit')
}

const GROEIT = /^(timer|klok|toewijzing|registratie|uit)$/

/** The indexes by which a stage looks; a table that is read otherwise stands there by name. */
async function indexenVan(doe: (db: Db & Schrijver) => unknown): Promise<string[]> {
  const gezocht = (await leesPlan(pool, doe)).flatMap((stap) => {
    const { 'Node Type': soort, 'Relation Name': tabel = '' } = stap
    return soort === 'ModifyTable' || !GROEIT.test(tabel) ? [] : [indexVan(stap) ?? `${soort} ${tabel}`]
  })
  return [...new Set(gezocht)].toSorted()
}

async function alleIndexen() {
  const gevonden: (readonly [string, readonly string[]])[] = []
  for (const [naam, doe] of ZOEKT) gevonden.push([naam, await indexenVan(doe)])
  return gevonden
}
const BEDOELD = ZOEKT.map(([naam, , indexen]) => [naam, indexen])

async function vul(stand: string, aantal = 10_000): Promise<void> {
  await eigenaar.query(
    `insert into sla.timer (id, dossier_id, klok_id, soort, partitie, vervalt_op, lease_tot)
     select gen_random_uuid(), ('00000000-0000-7000-8000-' || lpad((n / 5)::text, 12, '0'))::uuid, gen_random_uuid(), 'einde', n % 12, ${stand}
     from generate_series(1, $2::int) n`,
    [NU.toString(), aantal],
  )
  await eigenaar.query(
    `insert into sla.klok (id, dossier_id, bericht_id, tijdstip, dag, soort, status)
     select gen_random_uuid(), dossier_id, gen_random_uuid(), vervalt_op, vervalt_op::date, 'operator', 'open' from sla.timer`,
  )
  await eigenaar.query(
    `insert into sla.toewijzing (toewijzing_id, dossier_id, gemeentecode, ontvanger, afspraken, dag_nul, aangenomen_op)
     select gen_random_uuid(), dossier_id, '0988', 'x', '{}', vervalt_op::date, vervalt_op from sla.timer where id::text < '4'`,
  )
}

const ontleed = () => eigenaar.query('analyze sla.timer, sla.klok, sla.toewijzing')

describe('a stage finds timers and clocks by the index meant for it', () => {
  test('when it plans while there are none, also when statistics say so', async () => {
    expect(await alleIndexen()).toEqual(BEDOELD)
    await ontleed()
    expect(await alleIndexen()).toEqual(BEDOELD)
  })

  test.each(Object.entries(STANDEN))('when it plans with %s', async (_, stand) => {
    await vul(stand, 20)
    await ontleed()
    expect(await alleIndexen(), 'few').toEqual(BEDOELD)
    await leeg()
    await vul(stand)
    expect(await alleIndexen()).toEqual(BEDOELD)
    await ontleed()
    expect(await alleIndexen()).toEqual(BEDOELD)
    for (const [straks, anders] of Object.entries(STANDEN)) {
      await leeg()
      await vul(anders)
      expect(await alleIndexen(), `and then ${straks}`).toEqual(BEDOELD)
      // As autovacuum does at its own time: sizes are new, the statistics of the columns are not.
      await eigenaar.query('vacuum sla.timer')
      expect(await alleIndexen(), `and vacuumed ${straks}`).toEqual(BEDOELD)
    }
  })
})
