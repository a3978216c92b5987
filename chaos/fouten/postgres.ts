import { leeft } from '../../services/knooppunt/src/ingebed/postmaster.ts'
import { geheel, kies } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Postgresproces } from '../database.ts'
import { alsEigenaar, postgresProcessen, postmasterPid } from '../database.ts'
import { pauze, wordt } from '../wacht.ts'
import type { Fout, Wereld } from './fout.ts'
import { GEEN_VERLIES, MET_503, uitvalMs } from './fout.ts'

const HERSTART_MS = 90_000
const STAGES = ['intake', 'routing', 'sla', 'delivery', 'dossier'] as const
/** Rows of these are written at every message. */
const HETE_TABELLEN = [
  'intake.dossier',
  'routing.positie',
  'sla.klok',
  'sla.timer',
  'delivery.postvak',
  'delivery.bezorging',
  'kluis.sleutel',
] as const

/** A signal to the postmaster that ends it; the hub must start another. */
async function eindigPostmaster({ hub, signal }: Wereld, signaal: 'SIGKILL' | 'SIGINT' | 'SIGQUIT'): Promise<string> {
  const pid = await postmasterPid(hub.data)
  process.kill(pid, signaal)
  const herstart = await wordt(
    async () => {
      const nieuw = await postmasterPid(hub.data)
      return nieuw !== pid && nieuw !== 0 && leeft(nieuw)
    },
    HERSTART_MS,
    signal,
  )
  if (!herstart && !signal.aborted) throw new Error(`the hub did not start PostgreSQL again after ${signaal}`)
  return `${signaal}; started again by the hub`
}

async function bevries(w: Wereld, kies: (p: Postgresproces) => boolean, ms: number): Promise<string> {
  const processen = (await postgresProcessen(w.hub.data)).filter(kies)
  for (const { pid } of processen) stuurAls(pid, 'SIGSTOP')
  try {
    await pauze(ms, w.signal)
  } finally {
    for (const { pid } of processen) stuurAls(pid, 'SIGCONT')
  }
  return `${processen.length} processes for ${ms} ms`
}

/** A backend may end between being seen and being meant. */
function stuurAls(pid: number, signaal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  try {
    process.kill(pid, signaal)
  } catch {
    // gone
  }
}

const isBackend = ({ naam }: Postgresproces) => naam.startsWith('postgres: warmknooppunt')

/** The process numbers of the sessions of one stage. */
function sessiesVan({ hub }: Wereld, stage: string): Promise<number[]> {
  return alsEigenaar(hub.data, async (db) => {
    const sql = 'select pid from pg_stat_activity where application_name = $1'
    return (await db.query<{ pid: number }>(sql, [`wk-${stage}`])).rows.map(({ pid }) => pid)
  })
}

export const POSTGRESFOUTEN: readonly Fout[] = [
  {
    naam: 'postgres-gedood',
    wat: 'kill -9 of the postmaster',
    belofte: `${MET_503}; the hub starts PostgreSQL again`,
    voer: (w) => eindigPostmaster(w, 'SIGKILL'),
  },
  {
    naam: 'postgres-gestopt',
    wat: 'a fast shutdown of PostgreSQL (SIGINT), as pg_ctl stop does',
    belofte: `${MET_503}; the hub starts PostgreSQL again`,
    voer: (w) => eindigPostmaster(w, 'SIGINT'),
  },
  {
    naam: 'postgres-afgebroken',
    wat: 'an immediate shutdown of PostgreSQL (SIGQUIT), without a checkpoint',
    belofte: `${MET_503}; the hub starts PostgreSQL again, which recovers from its log`,
    voer: (w) => eindigPostmaster(w, 'SIGQUIT'),
  },
  {
    naam: 'backend-gedood',
    wat: 'kill -9 of one session process, at which PostgreSQL ends all others and recovers',
    belofte: MET_503,
    async voer(w) {
      const backends = (await postgresProcessen(w.hub.data)).filter(isBackend)
      if (backends.length === 0) throw new Error('PostgreSQL has no sessions')
      const { pid } = kies(w.kans, backends)
      stuurAls(pid, 'SIGKILL')
      return `1 of ${backends.length} sessions`
    },
  },
  {
    naam: 'backend-bevroren',
    wat: 'SIGSTOP of the sessions of one stage for seconds, whatever locks they hold',
    belofte: 'what waits for them waits; nothing is done twice when they go on',
    async voer(w) {
      const stage = kies(w.kans, STAGES)
      const pids = await sessiesVan(w, stage)
      const wat = await bevries(w, ({ pid }) => pids.includes(pid), geheel(w.kans, 1_000, 6_000))
      return `${stage}: ${wat}`
    },
  },
  {
    naam: 'schrijver-bevroren',
    wat: 'SIGSTOP of the writers of PostgreSQL (log writer, checkpointer, background writer) for seconds',
    belofte: 'commits are written by the sessions themselves; nothing is lost',
    voer: (w) =>
      bevries(w, ({ naam }) => /walwriter|checkpointer|background writer/.test(naam), geheel(w.kans, 1_000, 5_000)),
  },
  {
    naam: 'postgres-bevroren',
    wat: 'SIGSTOP of every process of PostgreSQL for seconds, in a long run now and then for a minute',
    belofte: MET_503,
    voer: (w) => bevries(w, () => true, uitvalMs(w, 1_000, 8_000)),
  },
  {
    naam: 'verbindingen-verbroken',
    wat: 'every session of the hub ended by pg_terminate_backend, several times',
    belofte: `${GEEN_VERLIES}, also when the answer to a COMMIT is what was lost`,
    async voer(w) {
      const keren = geheel(w.kans, 2, 6)
      let sessies = 0
      for (let keer = 0; keer < keren && !w.signal.aborted; keer++) {
        sessies += await alsEigenaar(w.hub.data, async (db) => {
          const { rowCount } = await db.query(
            'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
          )
          return rowCount ?? 0
        })
        await pauze(geheel(w.kans, 50, 600), w.signal)
      }
      return `${sessies} sessions in ${keren} times`
    },
  },
  {
    naam: 'stage-afgesneden',
    wat: 'the sessions of one stage ended again and again for seconds, the others left alone',
    belofte: 'that stage catches up; the others do not notice',
    async voer(w) {
      const stage = kies(w.kans, STAGES)
      const totMs = performance.now() + geheel(w.kans, 1_000, 3_000)
      let sessies = 0
      while (performance.now() < totMs && !w.signal.aborted) {
        sessies += await alsEigenaar(w.hub.data, async (db) => {
          const sql = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1'
          return (await db.query(sql, [`wk-${stage}`])).rowCount ?? 0
        })
        await pauze(geheel(w.kans, 20, 200), w.signal)
      }
      return `${stage}: ${sessies} sessions`
    },
  },
  {
    naam: 'tabel-op-slot',
    wat: 'a session from outside holds a table that every message needs, for seconds',
    belofte: 'what waits longer than it may is answered 503 or tried again; nothing is put aside',
    async voer(w) {
      const tabel = kies(w.kans, HETE_TABELLEN)
      const ms = geheel(w.kans, 1_000, 6_000)
      await alsEigenaar(w.hub.data, async (db) => {
        await db.query('begin')
        await db.query(`lock table ${tabel} in access exclusive mode`)
        await pauze(ms, w.signal)
        await db.query('rollback')
      })
      return `${tabel} for ${ms} ms`
    },
  },
]
