import type { Db } from '@warmknooppunt/platform/db'

/** The partition of one table of postcodes. Numbers come from a sequence, so the name needs no quoting. */
function partitie(versie: number): string {
  if (!Number.isSafeInteger(versie) || versie < 1) throw new Error('a postcode table has a whole number')
  return `register.postcode_v${versie}`
}

/** An empty table beside `register.postcode`, with its columns and checks and without an index, to be loaded aside. */
export async function maakPostcodepartitie(db: Db, versie: number): Promise<void> {
  await db.query(`create table ${partitie(versie)} (like register.postcode including constraints)`)
}

/** The statement that takes rows of text: versie, huisnummer (`\N` for none), postcode, gemeentecode, with tabs between. */
export function kopieeropdracht(versie: number): string {
  return `copy ${partitie(versie)} (versie, huisnummer, postcode, gemeentecode) from stdin`
}

/** Builds the index that the parent asks for, after loading: sorted once instead of row by row. Fails with 23505 on a row that is there twice. */
export async function bouwPostcodeindex(db: Db, versie: number): Promise<void> {
  await db.query(
    `create unique index on ${partitie(versie)} (versie, postcode, huisnummer, gemeentecode) nulls not distinct`,
  )
}

/** Takes away all but one of equal rows and gives how many went. */
export async function ontdubbelPostcodes(db: Db, versie: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from ${partitie(versie)} p using (
       select ctid, row_number() over (partition by postcode, huisnummer, gemeentecode order by ctid) as nr from ${partitie(versie)}
     ) d where p.ctid = d.ctid and d.nr > 1`,
  )
  return rowCount ?? 0
}

/** Statistics, and the visibility map without which the index alone cannot answer. */
export async function verversPostcodes(db: Db, versie: number): Promise<void> {
  await db.query(`vacuum (analyze) ${partitie(versie)}`)
}

/** Tells the server what every row has, so that attaching need not read them again under its lock. */
export async function begrensPostcodes(db: Db, versie: number): Promise<void> {
  await db.query(`alter table ${partitie(versie)} add constraint een_versie check (versie = ${versie})`)
}

/** Makes the loaded table part of `register.postcode`. Waits for running look-ups in the default partition. */
export async function hangPostcodesAan(db: Db, versie: number): Promise<void> {
  await db.query(`alter table register.postcode attach partition ${partitie(versie)} for values in (${versie})`)
}

/** Drops the partition, attached or not; nothing when there is none. */
export async function verwijderPostcodes(db: Db, versie: number): Promise<void> {
  await db.query(`drop table if exists ${partitie(versie)}`)
}

/** The numbers of tables that were loaded, or half loaded, and belong to nothing: what an import that was killed left behind. */
export async function leesLossePostcodes(db: Db): Promise<number[]> {
  const { rows } = await db.query<{ versie: number }>(
    `select substring(c.relname from '^postcode_v([0-9]{1,9})$')::int as versie from pg_class c
     where c.relnamespace = 'register'::regnamespace and c.relkind = 'r' and not c.relispartition
       and c.relname ~ '^postcode_v[0-9]{1,9}$' order by 1`,
  )
  return rows.map(({ versie }) => versie)
}

/**
 * Gathers the gemeenten of each postcode of a loaded table in `pg_temp.postcode_gemeenten`, which the session keeps: several are joined by `|`. The
 * counts below read that instead of all rows once more.
 */
export async function vergaarGemeenten(db: Db, versie: number): Promise<void> {
  await db.query(
    `create temporary table postcode_gemeenten as
     select postcode, string_agg(gemeentecode, '|' order by gemeentecode) as gemeenten
     from (select distinct postcode, gemeentecode from ${partitie(versie)}) n group by postcode`,
  )
}

/** Places that lie in more than one gemeente, with which the hub waits for an operator. */
export type Grensgevallen = { readonly postcodes: number; readonly adressen: number }

export async function leesGrensgevallen(db: Db, versie: number): Promise<Grensgevallen> {
  const { rows } = await db.query<Grensgevallen>(
    `with grens as materialized (
       select postcode from pg_temp.postcode_gemeenten where gemeenten like '%|%'
     ), adres as materialized (
       select p.postcode, p.huisnummer from grens join ${partitie(versie)} p using (postcode)
       where p.versie = $1 and p.huisnummer is not null
       group by p.postcode, p.huisnummer having min(p.gemeentecode) <> max(p.gemeentecode)
     )
     select (select count(*) from grens) as postcodes, (select count(*) from adres) as adressen`,
    [versie],
  )
  return rows[0] ?? { postcodes: 0, adressen: 0 }
}

/** How many postcodes went from these gemeenten to those; null on the side where the postcode is not. Several gemeenten of one postcode are joined by `|`. */
export type Verschuiving = { readonly oud: string | null; readonly nieuw: string | null; readonly postcodes: number }

/** Each difference between the loaded table and one in use, by postcode: the sets of gemeenten that its rows name. Most postcodes first. */
export async function leesVerschuivingen(db: Db, oud: number): Promise<Verschuiving[]> {
  const { rows } = await db.query<Verschuiving>(
    `with oud as materialized (
       select postcode, string_agg(gemeentecode, '|' order by gemeentecode) as gemeenten
       from (select distinct postcode, gemeentecode from register.postcode where versie = $1) o group by postcode
     )
     select oud.gemeenten as oud, nieuw.gemeenten as nieuw, count(*) as postcodes
     from oud full join pg_temp.postcode_gemeenten nieuw using (postcode)
     where oud.gemeenten is distinct from nieuw.gemeenten group by 1, 2 order by 3 desc, 1, 2`,
    [oud],
  )
  return rows
}
