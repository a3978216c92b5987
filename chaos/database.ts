import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Uitrij } from '@warmknooppunt/platform/relais-store'
import type { Pool } from 'pg'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import { DEMO_ONTVANGER } from '../services/knooppunt/src/demo.ts'
import { leesUrl } from '../services/knooppunt/src/ingebed/postgres.ts'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import type { Leesstand } from './oordeel/topics.ts'

/** A connection with the rights of the owner of the database, for as long as `f` takes. */
export async function alsEigenaar<T>(data: Datamap, f: (db: Pool) => Promise<T>): Promise<T> {
  const url = await leesUrl(data)
  if (url === null) throw new Error('the embedded PostgreSQL does not run')
  const pool = maakPool({ url, applicatie: 'chaos', max: 1, zonderTijdslimiet: true })
  try {
    return await f(pool)
  } finally {
    await pool.end()
  }
}

/** A process of PostgreSQL: the postmaster itself is called `postmaster`, the others as they call themselves. */
export type Postgresproces = { readonly pid: number; readonly naam: string }

export async function postmasterPid(data: Datamap): Promise<number> {
  return (await leesPostmaster(data.postgres))?.pid ?? 0
}

/** The postmaster and everything it started. */
export async function postgresProcessen(data: Datamap): Promise<Postgresproces[]> {
  const postmaster = await postmasterPid(data)
  if (postmaster === 0) return []
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
  const kinderen = stdout.split('\n').flatMap((regel) => {
    const [, pid, ouder, naam = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(regel) ?? []
    return Number(ouder) === postmaster ? [{ pid: Number(pid), naam }] : []
  })
  return [{ pid: postmaster, naam: 'postmaster' }, ...kinderen]
}

/** What there is still to do before nothing moves any more. */
export type Stand = {
  /** messages that a reader of a topic has not handled */
  readonly achter: number
  /** timers that are due and may fire */
  readonly rijp: number
  /** pushes that are not done, and those of them that were given up for now */
  readonly onbezorgd: number
  readonly geparkeerd: number
  /** messages put aside */
  readonly onverwerkbaar: number
}

const LEZERS = [
  ['intake', 'berichten', 'routing'],
  ['intake', 'berichten', 'dossier'],
  ['routing', 'routeringen', 'sla'],
  ['routing', 'routeringen', 'dossier'],
  ['sla', 'termijnen', 'delivery'],
  ['sla', 'termijnen', 'dossier'],
  ['delivery', 'bezorgingen', 'dossier'],
] as const
const RIJP_NA = { seconds: 30 } as const

export async function leesStand(db: Pool, nu: Temporal.Instant): Promise<Stand> {
  const achter = LEZERS.map(
    ([schrijver, topic, lezer]) =>
      `(select count(*) from ${schrijver}.uit u where u.positie > coalesce((select p.positie from ${lezer}.positie p
        where p.topic = '${topic}' and p.partitie = u.partitie and p.bron = u.bron), 0))`,
  )
  const onverwerkbaar = ['routing', 'sla', 'delivery', 'dossier'].map(
    (s) => `(select count(*) from ${s}.onverwerkbaar)`,
  )
  const { rows } = await db.query<Stand>(
    `select ${achter.join(' + ')} as achter,
       (select count(*) from sla.timer where vervalt_op <= $1) as rijp,
       (select count(*) from delivery.bezorging where status in ('wacht', 'bezig', 'geparkeerd')) as onbezorgd,
       (select count(*) from delivery.bezorging where status = 'geparkeerd') as geparkeerd,
       ${onverwerkbaar.join(' + ')} as onverwerkbaar`,
    [nu.subtract(RIJP_NA).toString()],
  )
  const [stand] = rows
  if (!stand) throw new Error('no row where one is always given')
  return stand
}

export type Aantallen = { readonly dossiers: number; readonly registraties: number; readonly klokken: number }

export async function telAantallen(db: Pool): Promise<Aantallen> {
  const { rows } = await db.query<Aantallen>(
    `select (select count(*) from intake.dossier) as dossiers, (select count(*) from sla.registratie) as registraties,
       (select count(*) from sla.klok) as klokken`,
  )
  return rows[0] ?? { dossiers: -1, registraties: -1, klokken: -1 }
}

/** Some of what every reader of an outbox has applied. */
export async function leesToegepast(db: Pool, stage: Producent, aantal: number): Promise<Uitrij[]> {
  const lezers = LEZERS.filter(([schrijver]) => schrijver === stage).map(
    ([, topic, lezer]) => `u.positie <= (select p.positie from ${lezer}.positie p
      where p.topic = '${topic}' and p.partitie = u.partitie and p.bron = u.bron)`,
  )
  const { rows } = await db.query<Uitrij>(
    `select positie, bron, partitie, vorige, sleutel, bericht from ${stage}.uit u
     where ${lezers.join(' and ')} order by random() limit $1`,
    [aantal],
  )
  return rows
}

/** How far each reader is in each partition. */
export async function leesLeesstanden(db: Pool): Promise<Leesstand[]> {
  const delen = LEZERS.map(
    ([, topic, lezer]) =>
      `select '${lezer}' as lezer, topic, partitie, bron, positie from ${lezer}.positie where topic = '${topic}'`,
  )
  return (await db.query<Leesstand>(delen.join(' union all '))).rows
}

/** Sets a relay back, to this part of the way it came; returns where it begins anew. */
export async function zetRelaisTerug(db: Pool, stage: Producent, deel: number): Promise<number> {
  const { rows } = await db.query<{ positie: number }>(
    `update ${stage}.relais set positie = floor(positie * $1::float8)::bigint returning positie`,
    [deel],
  )
  return rows[0]?.positie ?? 0
}

/** The end of every lease that was taken before this moment of the database's clock. */
export async function leesLeasegrens(db: Pool): Promise<string> {
  const { rows } = await db.query<{ grens: string }>(
    "select (clock_timestamp() + interval '60 seconds')::text as grens",
  )
  return rows[0]?.grens ?? ''
}

/** Whoever took these leases is gone: what would take a minute more is over at once. */
export async function laatLeasesVerlopen(db: Pool, grens: string): Promise<void> {
  for (const tabel of ['delivery.bezorging', 'sla.timer']) {
    await db.query(`update ${tabel} set lease_tot = clock_timestamp() - interval '1 second' where lease_tot <= $1`, [
      grens,
    ])
  }
}

/**
 * Gives the database a clock that can be moved too: sessions of the hub find this `clock_timestamp()` before PostgreSQL's own. It counts for
 * sessions that begin after it.
 */
export async function maakKlokVerzetbaar(db: Pool): Promise<void> {
  await db.query('create schema chaos')
  for (const functie of ['clock_timestamp', 'now']) {
    await db.query(`create function chaos.${functie}() returns timestamptz language sql volatile as
      $$ select pg_catalog.${functie}() + make_interval(secs => current_setting('chaos.klok_ms')::float8 / 1000) $$`)
  }
  await db.query('grant usage on schema chaos to public')
  await zetKlok(db, 0)
  await db.query(`do $$ begin
    execute format('alter database %I set search_path = public, chaos, pg_catalog', current_database()); end $$`)
}

/** Nobody's pushes go to the demo's own receiver: it is in this process, of which the clock does not move. */
export async function zonderDemoOntvanger(db: Pool): Promise<void> {
  await db.query('delete from delivery.eindpunt where deelnemer = $1', [DEMO_ONTVANGER])
}

/** For sessions that begin after it. */
export async function zetKlok(db: Pool, verschuivingMs: number): Promise<void> {
  await db.query(`do $$ begin
    execute format('alter database %I set chaos.klok_ms = %L', current_database(), '${Math.round(verschuivingMs)}'); end $$`)
}
