import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { indexVan, leesPlan } from '../../../test/steun/plannen.ts'
import { laatVervallen, leesMetOpenBezorgingen } from './beeindigd-store.ts'
import {
  claim,
  claimProef,
  geefDirecteTerug,
  geefOngezondenTerug,
  geefVerlopenTerug,
  geefVrij,
  herbezorg,
  voegBezorgingenToe,
} from './bezorging-store.ts'
import { leesEindpunten } from './eindpunt-store.ts'
import { peilBezorgingen } from './peil-store.ts'
import { leesGeparkeerde, schrijfStanden } from './resultaat-store.ts'

const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')
const CLAIM = { eindpunten: [], nu: NU, leaseMs: 60_000 }

/** Every statement that looks for bezorgingen, and the indexes that it must find them by. */
const ZOEKT: readonly (readonly [naam: string, doe: (db: Db & Schrijver) => unknown, indexen: readonly string[]])[] = [
  [
    'voegBezorgingenToe',
    (db) => voegBezorgingenToe(db, [], CLAIM, () => undefined),
    ['bezorging_open eindpunt dossier_id', 'bezorging_wacht eindpunt volgende_op'],
  ],
  ['geefDirecteTerug', (db) => geefDirecteTerug(db, []), ['bezorging_pkey id']],
  ['geefOngezondenTerug', (db) => geefOngezondenTerug(db, []), ['bezorging_pkey id']],
  ['schrijfStanden', (db) => schrijfStanden(db, []), ['bezorging_pkey id']],
  ['herbezorg', (db) => herbezorg(db, [], NU), ['bezorging_pkey id']],
  ['geefVerlopenTerug', (db) => geefVerlopenTerug(db, 1), ['bezorging_lease', 'bezorging_pkey id']],
  [
    'geefVrij',
    (db) => geefVrij(db, { eindpunten: [], reden: 'gepauzeerd', nu: NU, limiet: 1 }),
    ['bezorging_geparkeerd parkeerreden eindpunt', 'bezorging_pkey id'],
  ],
  [
    'claim',
    (db) => claim(db, CLAIM),
    ['bezorging_open eindpunt dossier_id nummer', 'bezorging_pkey id', 'bezorging_wacht eindpunt volgende_op'],
  ],
  ['claimProef', (db) => claimProef(db, CLAIM), ['bezorging_geparkeerd parkeerreden eindpunt', 'bezorging_pkey id']],
  ['peilBezorgingen', (db) => peilBezorgingen(db), ['bezorging_geparkeerd parkeerreden', 'bezorging_wacht']],
  ['leesMetOpenBezorgingen', (db) => leesMetOpenBezorgingen(db), ['bezorging_open eindpunt']],
  [
    'laatVervallen',
    (db) => laatVervallen(db, '00000000-0000-7000-8000-000000000000', 1),
    ['bezorging_open eindpunt', 'bezorging_pkey id'],
  ],
  ['leesEindpunten', (db) => leesEindpunten(db), ['bezorging_geparkeerd parkeerreden eindpunt']],
  [
    'leesGeparkeerde',
    (db) => leesGeparkeerde(db, { na: '00000000-0000-0000-0000-000000000000', limiet: 1 }),
    ['bezorging_geparkeerd_id id', 'bezorging_open eindpunt dossier_id nummer', 'bezorging_wacht eindpunt'],
  ],
]

/** Of a table of 20,000 for two endpoints, what stands there. */
const STANDEN = {
  'nearly all waiting': `case when n % 5000 = 0 then 'geparkeerd' when n % 5000 = 1 then 'bezig' else 'wacht' end`,
  'nearly all parked': `case when n % 5000 = 0 then 'wacht' when n % 5000 = 1 then 'bezig' else 'geparkeerd' end`,
  'nearly all done': `case when n % 5000 = 0 then 'geparkeerd' when n % 5000 = 1 then 'bezig' when n % 100 = 0 then 'wacht' else 'afgeleverd' end`,
} as const

let database: ProefDatabase
let eigenaar: Pool
let pool: Pool
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
  pool = database.pool('wk_delivery')
  // One that analyzes while 20,000 rows are not committed yet would find none: the statistics are for the test to make.
  await eigenaar.query('alter table delivery.bezorging set (autovacuum_enabled = off)')
})
afterAll(() => database.sluit())
beforeEach(leeg)

async function leeg(): Promise<void> {
  await eigenaar.query('truncate delivery.bezorging, delivery.eindpunt')
}

/** The indexes of bezorging by which a stage looks. */
async function indexenVan(doe: (db: Db & Schrijver) => unknown): Promise<string[]> {
  const indexen = (await leesPlan(pool, doe)).map(indexVan)
  return [...new Set(indexen.filter((index) => index?.startsWith('bezorging_')))].map(String).toSorted()
}

async function alleIndexen() {
  const gevonden: (readonly [string, readonly string[]])[] = []
  for (const [naam, doe] of ZOEKT) gevonden.push([naam, await indexenVan(doe)])
  return gevonden
}
const BEDOELD = ZOEKT.map(([naam, , indexen]) => [naam, indexen])

async function vul(status: string, aantal = 20_000): Promise<void> {
  await eigenaar.query(
    `insert into delivery.eindpunt (id, deelnemer, soort, adres, geheimen, gelijktijdig, gemaakt_op)
     select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'deelnemer-' || n, 'webhook', '', '[{}]', 1, $1 from generate_series(0, 1) n`,
    [NU.toString()],
  )
  await eigenaar.query(
    `insert into delivery.bezorging (id, eindpunt, dossier_id, deelnemer, nummer, bericht_id, volgende_op, status, parkeerreden, lease_tot)
     select gen_random_uuid(), ('00000000-0000-7000-8000-00000000000' || n % 2)::uuid, gen_random_uuid(), 'deelnemer-' || n % 2, n,
       gen_random_uuid(), $1, s.status, case when s.status = 'geparkeerd' then 'onbereikbaar' end, case when s.status = 'bezig' then $1::timestamptz end
     from generate_series(1, $2::int) n cross join lateral (select ${status} as status) s`,
    [NU.toString(), aantal],
  )
}

const ontleed = () => eigenaar.query('analyze delivery.bezorging, delivery.eindpunt')

describe('a stage finds bezorgingen by the index meant for it', () => {
  test('when it plans while there are none, also when statistics say so', async () => {
    expect(await alleIndexen()).toEqual(BEDOELD)
    await ontleed()
    expect(await alleIndexen()).toEqual(BEDOELD)
  })

  test.each(Object.entries(STANDEN))('when it plans with %s', async (_, status) => {
    await vul(status, 20)
    await ontleed()
    expect(await alleIndexen(), 'few').toEqual(BEDOELD)
    await leeg()
    await vul(status)
    expect(await alleIndexen()).toEqual(BEDOELD)
    await ontleed()
    expect(await alleIndexen()).toEqual(BEDOELD)
    for (const [straks, anders] of Object.entries(STANDEN)) {
      await leeg()
      await vul(anders)
      expect(await alleIndexen(), `and then ${straks}`).toEqual(BEDOELD)
      // As autovacuum does at its own time: sizes are new, the statistics of the columns are not.
      await eigenaar.query('vacuum delivery.bezorging')
      expect(await alleIndexen(), `and vacuumed ${straks}`).toEqual(BEDOELD)
    }
  })
})
