import { realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from '@warmknooppunt/platform/log'
import { metOpties } from '@warmknooppunt/platform/pool'
import { startfout } from '@warmknooppunt/platform/proces'
import type { Werker } from '@warmknooppunt/platform/stage'
import pg from 'pg'
import type { Datamap } from '../datamap.ts'
import { leesGeheim } from '../geheimen.ts'
import type { Archief } from './archief.ts'
import { archiefopdracht, bereidArchiefVoor } from './archief.ts'
import { maakCluster, maakMapVoor, socketmapVan, startCluster, stopCluster } from './cluster.ts'
import { instellingen } from './instellingen.ts'
import type { Postmaster } from './postmaster.ts'
import { isPostmasterVan, leeft, leesPostmaster } from './postmaster.ts'
import { bepaalEigenaar } from './programmas.ts'
import type { Plek } from './wachtwoord.ts'
import { rondWisselAf, urlVan, zorgVoorWachtwoord } from './wachtwoord.ts'

export const DATABASE = 'warmknooppunt'
const KIJK_MS = 250
const PAUZES_MS = [100, 500, 2_000, 5_000] as const

/** The embedded PostgreSQL, running. */
export type Ingebed = {
  /** URL of the hub's database, as its owner */
  readonly url: string
  /** true when it was still running from a hub that ended without stopping it */
  readonly overgenomen: boolean
  readonly pid: () => number
  /** looks after the postmaster: one that dies is started again on the same port */
  readonly bewaker: Werker
  stop(): Promise<void>
}

type Cluster = {
  readonly data: Datamap
  readonly wachtwoord: string
  readonly poort: number
  readonly archief: Archief | null
}

/** Starts the PostgreSQL of a data folder, made at the first start, or adopts the one that runs there. The caller holds the folder's lock. */
export async function startIngebed(data: Datamap, log: Log): Promise<Ingebed> {
  await weigerHalfTeruggezet(data)
  const wachtwoord = await zorgVoorWachtwoord(data)
  await maakCluster({ map: data.postgres, wachtwoord })
  await maakMapVoor(data.log, await bepaalEigenaar())
  const archief = await bereidArchiefVoor(data)
  const lopend = await neemOver({ data, wachtwoord, archief }, log)
  const poort = lopend?.poort ?? (await vrijePoort())
  const cluster = { data, wachtwoord, poort, archief }
  let pid = lopend?.pid ?? (await start(cluster))
  const plek = { ...cluster, socketmap: lopend ? lopend.socketmap : socketmapVan({ map: data.postgres, poort }) }
  if (!lopend) await rondWisselAf(plek)
  await zorgVoorDatabase(urlVan(plek, 'postgres'))
  return {
    url: urlVan(plek, DATABASE),
    overgenomen: lopend !== null,
    pid: () => pid,
    bewaker: maakBewaker(cluster, log, {
      lees: () => pid,
      zet(nieuw) {
        pid = nieuw
      },
    }),
    stop: () => stopCluster(pid),
  }
}

/** The URL of the embedded database of a data folder while it runs, for commands that only read; null when it does not run. */
export async function leesUrl(data: Datamap): Promise<string | null> {
  const plek = await leesPlekVan(data)
  return plek && urlVan(plek, DATABASE)
}

/** Where the embedded database of a data folder listens while it runs; null when it does not run. */
export async function leesPlekVan(data: Datamap): Promise<Plek | null> {
  const stand = await leesPostmaster(data.postgres)
  const wachtwoord = await leesGeheim(data.wachtwoord)
  if (!stand || wachtwoord === null || !(await isPostmasterVan(data.postgres, stand.pid))) return null
  return { ...stand, data, wachtwoord }
}

async function start({ data, wachtwoord, poort, archief }: Cluster): Promise<number> {
  const pid = await startCluster({
    map: data.postgres,
    poort,
    wachtwoord,
    instellingen: instellingen(data.log, archief),
  })
  // What archives by the clock may sleep since before the start was over (archiefbewaker.ts).
  if (archief) process.kill(pid, 'SIGHUP')
  return pid
}

/** A restore that was broken off left nothing to serve: a new, empty database would take its place. */
export async function weigerHalfTeruggezet(data: Datamap): Promise<void> {
  if ((await leesGeheim(data.terugzetting)) === null) return
  throw startfout(
    `A restore into ${data.map} is not finished. Run \`npm run knooppunt -- terugzetten\` to go on with it, or \`terugzetten --breek-af\` to give it up.`,
  )
}

/** The running PostgreSQL of this folder, when it is ours; null when there is none, its left-over postmaster.pid removed. */
async function neemOver(cluster: Omit<Cluster, 'poort'>, log: Log): Promise<Postmaster | null> {
  const { data, wachtwoord } = cluster
  for (let poging = 0; poging < 600; poging++) {
    const stand = await leesPostmaster(data.postgres)
    if (stand === null) return null
    if (!(await isPostmasterVan(data.postgres, stand.pid))) {
      // The lock of the folder is ours, so nobody is starting it now.
      await ruimResten(data.postgres, stand)
      log.warn({ pid: stand.pid }, 'postgres.oude-pid-verwijderd')
      return null
    }
    if (stand.status === 'ready') {
      const opdracht = await controleer({ ...stand, data, wachtwoord })
      if (opdracht !== archiefopdracht(cluster.archief)) {
        // It still runs with the settings of the hub before this one, and takes others only at its start.
        log.info({ pid: stand.pid }, 'postgres.ander-archief')
        await stopCluster(stand.pid)
        return null
      }
      log.info({ pid: stand.pid }, 'postgres.overgenomen')
      return stand
    }
    await wachtMs(100)
  }
  throw startfout(`The PostgreSQL that runs in ${data.postgres} was neither ready nor stopped within 60 s.`)
}

/** What names a process that is gone: its file and that of its socket, whose number another program may have by now. */
async function ruimResten(map: string, { poort }: Postmaster): Promise<void> {
  for (const naam of ['postmaster.pid', `.s.PGSQL.${poort}`, `.s.PGSQL.${poort}.lock`])
    await rm(join(map, naam), { force: true })
}

/** It lets us in with our password, and it serves our folder. Returns how it archives. */
async function controleer(plek: Plek): Promise<string> {
  const { data } = plek
  await rondWisselAf(plek)
  const client = new pg.Client({ ...metOpties(urlVan(plek, 'postgres'), []), connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ map: string; opdracht: string }>(
      `select current_setting('data_directory') as map, case current_setting('archive_mode') when 'on' then current_setting('archive_command') else '' end as opdracht`,
    )
    const map = rows[0]?.map ?? ''
    if ((await realpath(map)) !== (await realpath(data.postgres))) throw new Error(`it serves ${map}`)
    return rows[0]?.opdracht ?? ''
  } catch (oorzaak) {
    throw startfout(
      `A PostgreSQL runs in ${data.postgres} that does not accept the password in ${data.wachtwoord}. Stop it first.`,
      oorzaak,
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function zorgVoorDatabase(url: string): Promise<void> {
  const client = new pg.Client(metOpties(url, []))
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

type Pid = { lees(): number; zet(pid: number): void }

function maakBewaker(cluster: Cluster, log: Log, pid: Pid): Werker {
  let weg = false
  return {
    naam: 'postgres',
    stand: () => (weg ? { gezond: false, reden: 'postgres-restarting' } : { gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await wachtMs(KIJK_MS, undefined, { signal }).catch(() => undefined)
        if (signal.aborted || leeft(pid.lees())) continue
        weg = true
        log.error({ pid: pid.lees() }, 'postgres.gestorven')
        const nieuw = await herstart(cluster, log, signal)
        if (nieuw === null) return
        pid.zet(nieuw)
        weg = false
        log.info({ pid: nieuw }, 'postgres.herstart')
      }
    },
  }
}

/** Until it runs again or the hub ends. Its orphaned backends may still be holding the shared memory for a moment. */
async function herstart(cluster: Cluster, log: Log, signal: AbortSignal): Promise<number | null> {
  for (let keer = 0; !signal.aborted; keer++) {
    try {
      return await start(cluster)
    } catch (err) {
      const pauzeMs = PAUZES_MS[Math.min(keer, PAUZES_MS.length - 1)] ?? 0
      log.error({ err, pauzeMs }, 'postgres.herstart-mislukt')
      await wachtMs(pauzeMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return null
}

/** A port that was free a moment ago. */
export function vrijePoort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const adres = server.address()
    server.close(() =>
      adres === null || typeof adres === 'string' ? reject(new Error('no port')) : resolve(adres.port),
    )
  })
  return promise
}
