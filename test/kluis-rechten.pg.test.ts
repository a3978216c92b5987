import { randomUUID } from 'node:crypto'
import type { Rol } from '@warmknooppunt/platform/db'
import type { PoolClient } from 'pg'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProefDatabase } from './steun/database.ts'
import { proefDatabase } from './steun/database.ts'

const ROLLEN = [
  'wk_intake',
  'wk_routing',
  'wk_sla',
  'wk_delivery',
  'wk_dossier',
  'wk_autorisatie',
  'wk_lezer',
] as const satisfies readonly Rol[]
const STAGES: readonly Rol[] = ['wk_intake', 'wk_routing', 'wk_sla', 'wk_delivery', 'wk_dossier']
const PUBLIEKEN = ['gemeente', 'hub', 'schuldeiser'] as const
const NIETS: readonly string[] = []

/** Design section 6: whose keys the role of each stage may read, make and re-wrap. Nobody removes one but by destroying the dossier. */
const KLUIS: Readonly<Record<Rol, Readonly<Record<'select' | 'insert' | 'update', readonly string[]>>>> = {
  wk_intake: { select: ['hub'], insert: PUBLIEKEN, update: NIETS },
  wk_routing: { select: PUBLIEKEN, insert: NIETS, update: PUBLIEKEN },
  wk_sla: { select: ['hub'], insert: NIETS, update: NIETS },
  wk_delivery: { select: ['gemeente', 'schuldeiser'], insert: NIETS, update: NIETS },
  wk_dossier: { select: ['gemeente'], insert: NIETS, update: NIETS },
  wk_autorisatie: { select: NIETS, insert: NIETS, update: NIETS },
  wk_lezer: { select: NIETS, insert: NIETS, update: NIETS },
}

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

/** What `f` does is undone. */
async function alsRol<T>(rol: Rol, f: (client: PoolClient) => Promise<T>): Promise<T> {
  const pool = proef.pool(rol)
  const client = await pool.connect()
  try {
    await client.query('begin')
    return await f(client)
  } finally {
    await client.query('rollback')
    client.release()
    await pool.end()
  }
}

/**
 * Whether the role may: a right is looked at before anything else, so any other complaint comes after it was found. The three statements travel
 * together.
 */
async function mag(client: PoolClient, sql: string, waarden: unknown[] = []): Promise<boolean> {
  const voor = client.query('savepoint poging')
  const gedaan = client.query(sql, waarden).then(
    () => true,
    (fout: unknown) => {
      if (!(fout instanceof pg.DatabaseError)) throw fout
      return fout.code !== '42501'
    },
  )
  await Promise.all([voor, client.query('rollback to savepoint poging')])
  return gedaan
}

async function rijen(client: PoolClient, sql: string, waarden: unknown[]): Promise<string[]> {
  if (!(await mag(client, sql, waarden))) return []
  const { rows } = await client.query<{ publiek: string }>(sql, waarden)
  return rows.map(({ publiek }) => publiek).sort()
}

describe.each(ROLLEN)('%s and the keys of each audience', (rol) => {
  const dossier = randomUUID()
  const verwacht = KLUIS[rol]

  test('reads, makes and re-wraps those of its own, and no others', async () => {
    await proef
      .pool()
      .query(
        `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) select $1, p, 'k', 'x' from unnest($2::text[]) p`,
        [dossier, PUBLIEKEN],
      )
    await alsRol(rol, async (client) => {
      const lees = 'select publiek from kluis.sleutel where dossier_id = $1'
      expect(await rijen(client, lees, [dossier])).toEqual(verwacht.select)
      const zetten = `update kluis.sleutel set kek_id = 'y', verpakt = 'y' where dossier_id = $1 returning publiek`
      expect(await rijen(client, zetten, [dossier])).toEqual(verwacht.update)
      const maken: string[] = []
      for (const publiek of PUBLIEKEN) {
        const maak = `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) values ($1, $2, 'k', 'x')`
        if (await mag(client, maak, [randomUUID(), publiek])) maken.push(publiek)
      }
      expect(maken).toEqual(verwacht.insert)
    })
  })

  test('moves no key to another dossier or audience, removes none, and leaves tombstones alone', async () => {
    await alsRol(rol, async (client) => {
      const verboden = [
        `update kluis.sleutel set publiek = 'hub'`,
        'update kluis.sleutel set dossier_id = gen_random_uuid()',
        'delete from kluis.sleutel',
        'truncate kluis.sleutel',
        `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) values (gen_random_uuid(), 'hub', '', '')`,
        'alter table kluis.sleutel disable row level security',
        'drop policy lees_sla on kluis.sleutel',
        'insert into kluis.vernietigd values (gen_random_uuid(), now())',
        `update kluis.vernietigd set vernietigd_op = now()`,
        'delete from kluis.vernietigd',
        'truncate kluis.vernietigd',
        'set row_security = off; select from kluis.sleutel',
      ]
      const gelukt: string[] = []
      for (const sql of verboden) if (await mag(client, sql)) gelukt.push(sql)
      expect(gelukt).toEqual([])
    })
  })

  test('destroys keys only as routing', async () => {
    await alsRol(rol, async (client) => {
      expect(await mag(client, 'select kluis.vernietig($1, now())', [[dossier]])).toBe(rol === 'wk_routing')
    })
  })
})

type Recht = 'select' | 'insert' | 'update' | 'delete' | 'truncate'
const RECHTEN: readonly Recht[] = ['select', 'insert', 'update', 'delete', 'truncate']

/** What each stage shows of its messages to the reconciliation. */
const SLUITEND = [
  'delivery.sluit_apart',
  'delivery.sluit_bezorging',
  'delivery.sluit_eindpunt',
  'delivery.sluit_postvak',
  'delivery.sluit_postvakbericht',
  'delivery.sluit_sprong',
  'intake.sluit_bericht',
  'intake.sluit_dossier',
  'kluis.sluit_vernietigd',
  'routing.sluit_apart',
  'routing.sluit_bericht',
  'routing.sluit_toewijzing',
  'routing.sluit_wacht',
  'sla.sluit_apart',
  'sla.sluit_klok',
  'sla.sluit_registratie',
]

const LEZEN: readonly [readonly Rol[], readonly Recht[]] = [['wk_dossier', 'wk_lezer'], ['select']]

/** Rights on what is not of the role's own schema; what does not stand here nobody else has. */
const ELDERS: Readonly<Record<string, readonly (readonly [readonly Rol[], readonly Recht[]])[]>> = {
  'platform.bron': [[[...STAGES, 'wk_lezer'], ['select']]],
  ...Object.fromEntries(
    ['platform.bron_eerder', 'platform.herkomst', 'platform.herstel', 'platform.kafka'].map(
      (naam): [string, (readonly [Rol[], Recht[]])[]] => [naam, [[[...STAGES, 'wk_lezer'], ['select']]]],
    ),
  ),
  'platform.bewaring': [
    [[...STAGES, 'wk_lezer'], ['select']],
    [STAGES, ['insert', 'update']],
  ],
  'platform.journaal': [
    [[...STAGES, 'wk_lezer'], ['select']],
    [['wk_intake', 'wk_delivery'], ['update']],
  ],
  'kluis.grafsteen_uit': [[['wk_routing'], ['select', 'update', 'delete']]],
  'platform.kek': [
    [ROLLEN, ['select']],
    [['wk_routing'], ['insert', 'update']],
  ],
  'kluis.sleutel': [
    [STAGES, ['select']],
    [['wk_intake'], ['insert']],
    [['wk_routing'], ['update']],
  ],
  'kluis.vernietigd': [[STAGES, ['select']]],
  'platform.vereist': [[ROLLEN, ['select']]],
  'public.migratie': [[ROLLEN, ['select']]],
  'dossier.dossier': [[['wk_lezer'], ['select']]],
  'dossier.gebeurtenis': [[['wk_lezer'], ['select']]],
  'intake.uit_lees': [[['wk_routing', 'wk_sla', 'wk_dossier', 'wk_lezer'], ['select']]],
  'routing.uit_lees': [[['wk_sla', 'wk_dossier', 'wk_lezer'], ['select']]],
  'sla.uit_lees': [[['wk_delivery', 'wk_dossier', 'wk_lezer'], ['select']]],
  'delivery.uit_lees': [[['wk_dossier', 'wk_lezer'], ['select']]],
  'routing.stand': [[['wk_intake', 'wk_sla', 'wk_lezer'], ['select']]],
  'sla.stand': [[['wk_routing', 'wk_dossier', 'wk_lezer'], ['select']]],
  'delivery.stand': [[['wk_sla', 'wk_dossier', 'wk_lezer'], ['select']]],
  'dossier.stand': [[['wk_intake', 'wk_routing', 'wk_sla', 'wk_delivery', 'wk_lezer'], ['select']]],
  'intake.aangenomen': [[['wk_dossier'], ['select']]],
  'intake.gerouteerd': [[['wk_delivery'], ['select']]],
  ...Object.fromEntries(
    ['delivery.keuring_eindpunt', 'dossier.keuring_sluiting', 'autorisatie.keuring_sleutel'].map(
      (naam): [string, [Rol[], Recht[]][]] => [naam, [[['wk_lezer'], ['select']]]],
    ),
  ),
  ...Object.fromEntries(SLUITEND.map((naam): [string, (typeof LEZEN)[]] => [naam, [LEZEN]])),
}

type Tabel = {
  readonly naam: string
  readonly schema: string
  readonly echt: boolean
  readonly schrijfbaar: boolean
  readonly kolommen: string[]
}

/** Every table and view of ours, so that a new one is tried too; the register, which every part reads and intake writes, has a test of its own. */
async function leesTabellen(): Promise<Tabel[]> {
  const { rows } = await proef.pool().query<Tabel>(
    `select format('%I.%I', n.nspname, c.relname) as naam, n.nspname as schema, c.relkind in ('r', 'p') as echt,
       c.relkind in ('r', 'p') or pg_relation_is_updatable(c.oid, true) <> 0 as schrijfbaar,
       array(select quote_ident(a.attname) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as kolommen
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$|register$)' order by 1`,
  )
  return rows
}

function opdrachten({ naam, echt, schrijfbaar, kolommen }: Tabel): Readonly<Record<Recht, readonly string[]>> {
  const select = [`select from ${naam} limit 0`, ...kolommen.map((kolom) => `select ${kolom} from ${naam} limit 0`)]
  // A view of two tables cannot be written by anybody.
  if (!schrijfbaar) return { select, insert: [], update: [], delete: [], truncate: [] }
  return {
    select,
    insert: [`insert into ${naam} overriding system value select (null::${naam}).* where false`],
    update: kolommen.map((kolom) => `update ${naam} set ${kolom} = default where false`),
    delete: [`delete from ${naam} where false`],
    // There is nothing to truncate in a view.
    truncate: echt ? [`truncate ${naam}`] : [],
  }
}

function verwachtElders(rol: Rol): string[] {
  return Object.entries(ELDERS)
    .filter(([naam]) => rol !== `wk_${naam.split('.')[0]}`)
    .flatMap(([naam, regels]) =>
      regels.flatMap(([rollen, rechten]) => (rollen.includes(rol) ? rechten.map((recht) => `${recht} ${naam}`) : [])),
    )
    .sort()
}

test.each(ROLLEN)("%s has no right on another's tables but those that are drawn", async (rol) => {
  const tabellen = (await leesTabellen()).filter(({ schema }) => rol !== `wk_${schema}`)
  expect(tabellen.length).toBeGreaterThan(30)
  const gekregen = await alsRol(rol, async (client) => {
    const mogelijk: string[] = []
    for (const tabel of tabellen) {
      for (const recht of RECHTEN) {
        const pogingen = await Promise.all(opdrachten(tabel)[recht].map((sql) => mag(client, sql)))
        if (pogingen.includes(true)) mogelijk.push(`${recht} ${tabel.naam}`)
      }
    }
    return mogelijk
  })
  expect(gekregen.sort()).toEqual(verwachtElders(rol))
})

test('what runs with the rights of the owner may be run by those named, and by nobody else', async () => {
  const { rows } = await proef.pool().query<{ functie: string; rollen: string[] }>(
    `select format('%I.%I', n.nspname, p.proname) as functie,
       array(select r from unnest($1::text[]) r where has_function_privilege(r, p.oid, 'execute') order by 1) as rollen
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname !~ '^(pg_|information_schema$)' order by 1`,
    [ROLLEN],
  )
  expect(rows).toEqual([
    // A trigger's function cannot be called; it is run by the table.
    { functie: 'kluis.kondig_grafsteen_aan', rollen: [...ROLLEN].sort() },
    { functie: 'kluis.vernietig', rollen: ['wk_routing'] },
    { functie: 'kluis.weiger_vernietigd', rollen: [...ROLLEN].sort() },
    // Whether this is a proef, yes or no.
    { functie: 'platform.is_proef', rollen: [...ROLLEN].sort() },
    { functie: 'platform.kek_gebruik', rollen: [...ROLLEN].sort() },
    // Counts per postcode table, and no dossier.
    { functie: 'register.postcodeversies_genoemd', rollen: ['wk_lezer'] },
  ])
})
