import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { legMapVast } from '@warmknooppunt/platform/buitenbestand'
import { metOpties } from '@warmknooppunt/platform/pool'
import pg from 'pg'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { kopieer, leesBoom, legMappenVast, maakMap, voorElk } from './kopie.ts'
import type { Bestand, Manifest } from './manifest.ts'
import { DATABASE_MAP, schrijfManifest } from './manifest.ts'
import { segmenten } from './wal.ts'

export type Voortgang = (stand: { readonly fase: string; readonly bytes: number; readonly vanBytes: number }) => void

export type Backupkeuze = {
  /** of the hub's database in the embedded cluster, as its owner */
  readonly url: string
  readonly postgres: string
  readonly doel: string
  readonly signal: AbortSignal
  readonly nu: () => Temporal.Instant
  readonly meld: Voortgang
}

/** Kept as empty folders: what is in them belongs to the running server. */
const LEEG = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]
const NIET = [
  'postmaster.pid',
  'postmaster.opts',
  'current_logfiles',
  'backup_label',
  'tablespace_map',
  'recovery.signal',
]
/** Copied when all else is: it says where the server was, and a server that goes on writes it. */
const STUURBESTAND = 'global/pg_control'

function houd(pad: string): 'neem' | 'leeg' | 'niet' {
  const naam = pad.slice(pad.lastIndexOf('/') + 1)
  if (NIET.includes(pad) || naam.startsWith('pgsql_tmp') || naam.startsWith('.s.PGSQL.')) return 'niet'
  // Rebuilt at the first start.
  if (naam.startsWith('pg_internal.init') || pad === STUURBESTAND) return 'niet'
  return LEEG.includes(pad) ? 'leeg' : 'neem'
}

/**
 * A consistent copy of the embedded cluster while it runs, by PostgreSQL's low-level interface: the files as they are copied lie anywhere between
 * the start and the stop, and the WAL between those two makes them whole. It is written beside its place and put there when all of it is on disk.
 */
export async function maakBackup(k: Backupkeuze): Promise<Manifest> {
  const deel = await bereidVoor(k.doel)
  const client = new pg.Client({ ...metOpties(k.url, []), application_name: 'wk-backup' })
  // A server that stops meanwhile is found out at the next statement.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const manifest = await neemOp(client, { ...k, deel })
    await schrijfManifest(deel, manifest)
    await legMapVast(deel)
    k.signal.throwIfAborted()
    await rename(deel, k.doel)
    await legMapVast(dirname(k.doel))
    return manifest
  } catch (fout) {
    await rm(deel, { recursive: true, force: true })
    throw fout
  } finally {
    // The end of its session also ends a back-up that was begun, and lets go of the WAL that was held.
    await client.end().catch(() => undefined)
  }
}

/** Nothing is ever written over: the folder must not be there, or be empty. */
async function bereidVoor(doel: string): Promise<string> {
  const inhoud = await readdir(doel).catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return []
    throw fout
  })
  if (inhoud.length > 0) throw commandofout(AFLOOP.fout, `${doel} is not empty; a back-up gets a new folder.`)
  const deel = `${doel}.deel`
  await mkdir(dirname(doel), { recursive: true })
  await mkdir(deel, { mode: 0o700 }).catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'EEXIST') {
      throw commandofout(
        AFLOOP.fout,
        `${deel} is there already: another back-up runs, or one was killed. Remove it when none runs.`,
      )
    }
    throw fout
  })
  return deel
}

type Opname = Backupkeuze & { readonly deel: string }

async function neemOp(client: pg.Client, k: Opname): Promise<Manifest> {
  await weigerTabelruimten(k.postgres)
  const wie = await leesWie(client)
  const begonnenOp = k.nu()
  // Holds the WAL from here on, whatever is written meanwhile; gone with this session.
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [`wk_backup_${process.pid}`])
  const start = await vraag(
    client,
    `select lsn::text as lsn, pg_walfile_name(lsn) as wal from pg_backup_start('warmknooppunt', fast => true) lsn`,
  )
  const { mappen, bestanden } = await kopieerCluster(k)
  // Before the stop: what is committed while that is carried out may lie after the last segment.
  const { op: klaarOp = '' } = await vraag(client, 'select clock_timestamp()::text as op')
  const stop = await vraag(
    client,
    `select s.lsn::text as lsn, pg_walfile_name(s.lsn) as wal, s.labelfile as label from pg_backup_stop(wait_for_archive => false) s`,
  )
  bestanden.push(await schrijfBestand(k, 'backup_label', stop.label ?? ''))
  bestanden.push(...(await kopieerWal(k, { van: start.wal ?? '', tot: stop.wal ?? '' })))
  await legMappenVast(join(k.deel, DATABASE_MAP), mappen)
  return {
    soort: 'warmknooppunt-backup',
    versie: 1,
    ...wie,
    begonnenOp: begonnenOp.toString(),
    klaarOp: new Date(klaarOp).toISOString(),
    startLsn: start.lsn ?? '',
    stopLsn: stop.lsn ?? '',
    walVan: start.wal ?? '',
    walTot: stop.wal ?? '',
    mappen,
    bestanden: bestanden.toSorted((a, b) => (a.pad < b.pad ? -1 : 1)),
  }
}

async function weigerTabelruimten(postgres: string): Promise<void> {
  if ((await readdir(join(postgres, 'pg_tblspc'))).length === 0) return
  throw commandofout(
    AFLOOP.fout,
    'This cluster has tablespaces, which the hub never makes; back it up with pg_basebackup.',
  )
}

type Rij = Readonly<Record<string, string | undefined>>

async function vraag(client: pg.Client, sql: string): Promise<Rij> {
  const { rows } = await client.query<Rij>(sql)
  return rows[0] ?? {}
}

type Wie = Pick<Manifest, 'databaseId' | 'bron' | 'systeem' | 'tijdlijn' | 'postgres' | 'migraties' | 'keks'>

async function leesWie(client: pg.Client): Promise<Wie> {
  const { rows } = await client.query<Wie>(
    `select h.database_id as "databaseId", b.id as bron, p.systeem, p.tijdlijn, current_setting('server_version') as postgres,
       array(select name::text from public.migratie order by id) as migraties,
       array(select distinct kek_id from platform.kek_gebruik(1) where kek_id is not null order by 1) as keks
     from platform.herkomst h cross join platform.bron b cross join platform.plek() p`,
  )
  const [wie] = rows
  if (!wie) throw new Error('platform.herkomst is empty')
  return wie
}

type Gekopieerd = { readonly mappen: string[]; readonly bestanden: Bestand[] }

async function kopieerCluster(k: Opname): Promise<Gekopieerd> {
  const naar = join(k.deel, DATABASE_MAP)
  const boom = await leesBoom(k.postgres, houd)
  await maakMap(naar, null)
  for (const map of boom.mappen) await maakMap(join(naar, map), null)
  const vanBytes = boom.bestanden.reduce((som, { bytes }) => som + bytes, 0)
  const bestanden: Bestand[] = []
  let bytes = 0
  const neem = async (pad: string) => {
    const kopie = await kopieer(join(k.postgres, pad), join(naar, pad), { eigenaar: null, signal: k.signal })
    if (!kopie) return
    bestanden.push({ pad, ...kopie })
    bytes += kopie.bytes
    k.meld({ fase: 'database', bytes, vanBytes })
  }
  await voorElk(boom.bestanden, ({ pad }) => neem(pad))
  bestanden.push(await schrijfBestand(k, STUURBESTAND, await leesStuurbestand(join(k.postgres, STUURBESTAND))))
  return { mappen: boom.mappen, bestanden }
}

/** The server writes it in one go; what is read twice alike was not being written. */
async function leesStuurbestand(pad: string): Promise<Buffer> {
  for (let vorige = await readFile(pad); ; ) {
    const nu = await readFile(pad)
    if (nu.equals(vorige)) return nu
    vorige = nu
  }
}

async function schrijfBestand(k: Opname, pad: string, inhoud: string | Buffer): Promise<Bestand> {
  const doel = join(k.deel, DATABASE_MAP, pad)
  await writeFile(doel, inhoud, { mode: 0o600, flush: true })
  const kopie = await kopieer(doel, null, { eigenaar: null, signal: k.signal })
  if (!kopie) throw new Error(`${doel} is gone`)
  return { pad, ...kopie }
}

/** All WAL between start and stop, and how the timelines went. The stop has closed its last segment. */
async function kopieerWal(k: Opname, { van, tot }: { van: string; tot: string }): Promise<Bestand[]> {
  const bron = join(k.postgres, 'pg_wal')
  const geschiedenis = (await readdir(bron)).filter((naam) => naam.endsWith('.history'))
  const namen = [...segmenten(van, tot), ...geschiedenis]
  const bestanden: Bestand[] = []
  for (const naam of namen) {
    const pad = `pg_wal/${naam}`
    const kopie = await kopieer(join(bron, naam), join(k.deel, DATABASE_MAP, pad), { eigenaar: null, signal: k.signal })
    if (!kopie) throw new Error(`segment ${naam} of the WAL is gone`)
    bestanden.push({ pad, ...kopie })
    k.meld({ fase: 'wal', bytes: bestanden.length, vanBytes: namen.length })
  }
  return bestanden
}
