import type { Db } from '@warmknooppunt/platform/db'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'

const CONTACT = 1
const GESPREK = 2
const STOP = 3
/** Of each dossier: its timers (clock, kind, day), of which the first falls due in the bench and the others long after it. */
const TIMERS = [
  [CONTACT, 'einde', 0],
  [GESPREK, 'herinnering', 24],
  [GESPREK, 'herinnering', 25],
  [GESPREK, 'einde', 26],
  [STOP, 'aankondiging', 27],
  [STOP, 'einde', 31],
] as const
export const TIMERS_PER_DOSSIER = TIMERS.length
const DEEL = 250_000

/** The first dossier's contact ends here, each next one's a millisecond later. */
export const BEGIN = Temporal.Instant.from('2026-03-05T23:00:00Z')

/**
 * Fills the tables of sla with dossiers 1 to `dossiers`. Ids begin with their moment, as those of the hub do, and rows of one kind lie together:
 * the order of due moments is that of the rows, as where dossiers come in one after another.
 */
export async function vul(db: Db, dossiers: number, meld: (tekst: string) => void): Promise<void> {
  await db.query(`create function public.bench_id(moment timestamptz, soort int, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(soort), 3, '0') || '8000'
      || lpad(to_hex(n), 12, '0'))::uuid $$`)
  const bouwOp = await breekIndexenAf(db)
  for (let van = 1; van <= dossiers; van += DEEL) {
    const tot = Math.min(dossiers, van + DEEL - 1)
    await vulKlokken(db, van, tot)
    meld(`clocks of ${tot} of ${dossiers} dossiers`)
  }
  for (const [klok, soort, dagen] of TIMERS) {
    for (let van = 1; van <= dossiers; van += DEEL)
      await vulTimers(db, { klok, soort, dagen, van, tot: Math.min(dossiers, van + DEEL - 1) })
    meld(`timers ${soort} of clock ${klok}`)
  }
  await bouwOp(meld)
  await db.query('vacuum (analyze) sla.klok, sla.toewijzing, sla.timer')
  await db.query('checkpoint')
}

/** Takes all indexes of the tables that are filled away; returns what makes them again as the migrations have them: several times as fast. */
async function breekIndexenAf(db: Db): Promise<(meld: (tekst: string) => void) => Promise<void>> {
  const { rows } = await db.query<{ weg: string; maak: string; naam: string }>(
    `select i.indexrelid::regclass::text as naam,
       case when c.oid is null then 'drop index ' || i.indexrelid::regclass
         else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as weg,
       case when c.oid is null then pg_get_indexdef(i.indexrelid)
         else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as maak
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid in ('sla.klok'::regclass, 'sla.toewijzing'::regclass, 'sla.timer'::regclass) order by i.indexrelid`,
  )
  for (const { weg } of rows) await db.query(weg)
  return async (meld) => {
    for (const { maak, naam } of rows) {
      await db.query(`set maintenance_work_mem = '512MB'; ${maak}; reset maintenance_work_mem`)
      meld(`index ${naam}`)
    }
  }
}

/** When a dossier was accepted; every id made then begins with it. */
const TOEN = `$1::timestamptz - interval '4 days' + n * interval '1 ms'`
const DOSSIER = `public.bench_id(${TOEN}, 0, n)`
const TOEWIJZING = `public.bench_id(${TOEN}, 9, n)`

async function vulKlokken(db: Db, van: number, tot: number): Promise<void> {
  await db.query(
    `insert into sla.toewijzing (toewijzing_id, dossier_id, gemeentecode, ontvanger, afspraken, dag_nul, aangenomen_op)
     select ${TOEWIJZING}, ${DOSSIER}, '0988', 'schulddienst-land-van-weert', $4::jsonb, '2026-03-02', ${TOEN}
     from generate_series($2::int, $3::int) n`,
    [BEGIN.toString(), van, tot, JSON.stringify({ contact: STANDAARD_AFSPRAKEN.contact })],
  )
  await db.query(
    `insert into sla.klok (id, dossier_id, bericht_id, toewijzing_id, tijdstip, dag, hervatbaar_vanaf, soort, status, schuldeiser)
     select public.bench_id(${TOEN}, k.nr, n), ${DOSSIER}, public.bench_id(${TOEN}, 8, n), case when k.nr < 3 then ${TOEWIJZING} end,
       $1::timestamptz + k.dagen * interval '1 day' + n * interval '1 ms', '2026-03-05',
       case when k.nr = 3 then date '2026-04-02' end, k.soort, case when k.nr = 3 then 'actief' else 'open' end,
       case when k.nr = 3 then 'waterbedrijf-maasdal' end
     from generate_series($2::int, $3::int) n
     cross join (values (${CONTACT}, 'contact', 0), (${GESPREK}, 'gesprek', 26), (${STOP}, 'incassostop', 31)) k (nr, soort, dagen)`,
    [BEGIN.toString(), van, tot],
  )
}

type Deel = {
  readonly klok: number
  readonly soort: string
  readonly dagen: number
  readonly van: number
  readonly tot: number
}

async function vulTimers(db: Db, { klok, soort, dagen, van, tot }: Deel): Promise<void> {
  await db.query(
    `insert into sla.timer (id, dossier_id, klok_id, soort, vervalt_op, partitie)
     select public.bench_id(t.op, $4::int * 16 + $6::int, n), ${DOSSIER}, public.bench_id(${TOEN}, $4, n), $5, t.op, n % 12
     from generate_series($2::int, $3::int) n
     cross join lateral (select $1::timestamptz + $6::int * interval '1 day' + n * interval '1 ms' as op) t`,
    [BEGIN.toString(), van, tot, klok, soort, dagen],
  )
}

/** Opens the clocks that ended and sets their timers again, `verder` milliseconds later than they were. Returns how many. */
export async function zetOpnieuw(db: Db, verder: number): Promise<number> {
  const { rowCount } = await db.query(
    `with weer as (
       update sla.klok set status = 'open', tijdstip = tijdstip + $1::float8 * interval '1 ms' where status = 'verstreken'
       returning id, dossier_id, tijdstip)
     insert into sla.timer (id, dossier_id, klok_id, soort, vervalt_op, partitie)
     select public.bench_id(tijdstip, 2048, row_number() over (order by tijdstip)), dossier_id, id, 'einde', tijdstip,
       abs(hashtext(id::text)) % 12 from weer`,
    [verder],
  )
  return rowCount ?? 0
}

/** What the table of timers weighs, and how often autovacuum cleaned it. */
export async function weeg(db: Db): Promise<{ readonly mb: number; readonly indexMb: number; readonly keren: number }> {
  const { rows } = await db.query<{ mb: number; indexMb: number; keren: number }>(
    `select round(pg_table_size(relid) / 1e6)::int as mb, round(pg_indexes_size(relid) / 1e6)::int as "indexMb", autovacuum_count as keren
     from pg_stat_user_tables where relid = 'sla.timer'::regclass`,
  )
  return rows[0] ?? { mb: 0, indexMb: 0, keren: 0 }
}
