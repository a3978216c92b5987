import type { Db } from '@warmknooppunt/platform/db'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'

/** Of each dossier: its timers, of which the first falls due in the bench and the others long after it. */
const TIMERS = [
  ['contact', 'einde', 0],
  ['gesprek', 'herinnering', 24],
  ['gesprek', 'herinnering', 25],
  ['gesprek', 'einde', 25],
  ['incassostop', 'aankondiging', 26],
  ['incassostop', 'einde', 31],
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
  await db.query(`create or replace function public.bench_id(moment timestamptz, waarvan text) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(waarvan), 1, 3) || '8'
      || substr(md5(waarvan), 4, 15))::uuid $$`)
  for (let van = 1; van <= dossiers; van += DEEL) {
    const tot = Math.min(dossiers, van + DEEL - 1)
    await vulKlokken(db, van, tot)
    meld(`clocks of ${tot} of ${dossiers} dossiers`)
  }
  for (const [klok, soort, dagen] of TIMERS) {
    for (let van = 1; van <= dossiers; van += DEEL)
      await vulTimers(db, { klok, soort, dagen, van, tot: Math.min(dossiers, van + DEEL - 1) })
    meld(`timers ${klok} ${soort}`)
  }
  await db.query('vacuum (analyze) sla.klok, sla.toewijzing, sla.timer')
  await db.query('checkpoint')
}

const DOSSIER = `public.bench_id($1::timestamptz - interval '4 days' + n * interval '1 ms', 'd' || n)`

async function vulKlokken(db: Db, van: number, tot: number): Promise<void> {
  await db.query(
    `insert into sla.toewijzing (toewijzing_id, dossier_id, gemeentecode, ontvanger, afspraken, dag_nul, aangenomen_op)
     select public.bench_id($1, 't' || n), ${DOSSIER}, '0988', 'schulddienst-land-van-weert', $4::jsonb, '2026-03-02',
       $1::timestamptz - interval '4 days' from generate_series($2::int, $3::int) n`,
    [BEGIN.toString(), van, tot, JSON.stringify({ contact: STANDAARD_AFSPRAKEN.contact })],
  )
  await db.query(
    `insert into sla.klok (id, dossier_id, bericht_id, toewijzing_id, tijdstip, dag, hervatbaar_vanaf, soort, status, schuldeiser)
     select public.bench_id($1, k.soort || n), ${DOSSIER}, public.bench_id($1, 'b' || n),
       case when k.soort <> 'incassostop' then public.bench_id($1, 't' || n) end,
       $1::timestamptz + k.dagen * interval '1 day' + n * interval '1 ms', '2026-03-05',
       case when k.soort = 'incassostop' then date '2026-04-02' end, k.soort,
       case when k.soort = 'incassostop' then 'actief' else 'open' end,
       case when k.soort = 'incassostop' then 'waterbedrijf-maasdal' end
     from generate_series($2::int, $3::int) n cross join (values ('contact', 0), ('gesprek', 25), ('incassostop', 31)) k (soort, dagen)`,
    [BEGIN.toString(), van, tot],
  )
}

type Deel = {
  readonly klok: string
  readonly soort: string
  readonly dagen: number
  readonly van: number
  readonly tot: number
}

async function vulTimers(db: Db, { klok, soort, dagen, van, tot }: Deel): Promise<void> {
  await db.query(
    `insert into sla.timer (id, dossier_id, klok_id, soort, vervalt_op, partitie)
     select public.bench_id(t.op, 'x' || $4 || $5 || n), ${DOSSIER}, public.bench_id($1, $4 || n), $5, t.op, n % 12
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
     select public.bench_id(tijdstip, 'x' || id), dossier_id, id, 'einde', tijdstip, abs(hashtext(id::text)) % 12 from weer order by tijdstip`,
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
