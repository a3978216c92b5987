import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startfout } from '@warmknooppunt/platform/proces'
import { kopieer } from '../backup/kopie.ts'
import type { Datamap } from '../datamap.ts'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'
import { maakMapVoor } from './cluster.ts'
import type { Eigenaar } from './programmas.ts'
import { bepaalEigenaar } from './programmas.ts'

/** Where the WAL of a cluster is archived, and after how many seconds also a segment that is not full. */
export type Archief = { readonly map: string; readonly seconden: number }

/**
 * The setting is kept in the data folder: a command that starts the database for a moment must archive as the hub does, or a segment would be
 * missing for good. Returns whether it leads to another folder than before.
 */
export async function bewaarArchief(data: Datamap, archief: Archief | null): Promise<boolean> {
  const vorige = await leesGeheim(data.archief)
  if (archief) await schrijfGeheim(data.archief, JSON.stringify(archief))
  else await rm(data.archief, { force: true })
  const vorigeMap = vorige === null ? null : leesArchief(vorige).map
  return (archief?.map ?? null) !== vorigeMap
}

function leesArchief(tekst: string): Archief {
  const archief: Archief = JSON.parse(tekst)
  return archief
}

/** The archive of the cluster in a data folder, in a folder of its own by the identity of the cluster; null when none is kept. */
export async function bereidArchiefVoor(data: Datamap, postgres = data.postgres): Promise<Archief | null> {
  const tekst = await leesGeheim(data.archief)
  if (tekst === null) return null
  const { map, seconden } = leesArchief(tekst)
  const eigen = join(map, await leesSysteem(postgres))
  const eigenaar = await bepaalEigenaar()
  await mkdir(map, { recursive: true, mode: 0o711 })
  await maakMapVoor(eigen, eigenaar).catch((fout: unknown) => {
    throw startfout(
      `The database user cannot use ${eigen}. Give the folders above it the right to be entered (chmod o+x), or choose another with WAL_ARCHIEF.`,
      fout,
    )
  })
  await vulHistorieAan(join(postgres, 'pg_wal'), eigen, eigenaar)
  return { map: eigen, seconden }
}

/** Timelines that began while nothing was archived: without them a recovery cannot follow to where they led. */
async function vulHistorieAan(wal: string, archief: string, eigenaar: Eigenaar): Promise<void> {
  const er = new Set(await readdir(archief))
  const nieuw = (await readdir(wal)).filter((naam) => naam.endsWith('.history') && !er.has(naam))
  for (const naam of nieuw) {
    // Whole or not at all: half of one would be refused by every archiving after it.
    const deel = join(archief, `${naam}.deel`)
    await rm(deel, { force: true })
    await kopieer(join(wal, naam), deel, { eigenaar, signal: new AbortController().signal })
    await rename(deel, join(archief, naam))
  }
}

/** The identity of a cluster: the first thing in its control file. */
async function leesSysteem(postgres: string): Promise<string> {
  const bestand = await open(join(postgres, 'global', 'pg_control'), 'r')
  try {
    const { buffer } = await bestand.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.readBigUInt64LE(0).toString()
  } finally {
    await bestand.close()
  }
}

/** Settings of the server; a segment is switched in time only when something was written in it. */
export function archiefinstellingen(archief: Archief | null): Readonly<Record<string, string>> {
  if (!archief) return { archive_mode: 'off' }
  return {
    archive_mode: 'on',
    archive_timeout: `${archief.seconden}s`,
    archive_command: archiefopdracht(archief),
  }
}

/**
 * Written beside its place, on disk, then put there whole. A segment that is there already counts when it is the same (a crash after the copy),
 * and fails when it is another: that archive is not ours.
 */
export function archiefopdracht(archief: Archief | null): string {
  if (!archief) return ''
  const map = inOpdracht(archief.map)
  return (
    `if [ -e ${map}/%f ]; then cmp -s "%p" ${map}/%f; else ` +
    `cp "%p" ${map}/%f.deel && sync ${map}/%f.deel && mv ${map}/%f.deel ${map}/%f && sync ${map}; fi`
  )
}

/** Where the WAL of a cluster lies in a folder of archives; null when there is none of it. */
export async function zoekArchief(map: string, systeem: string): Promise<string | null> {
  const eigen = join(map, systeem)
  const er = await readdir(eigen).catch(() => [])
  return er.length > 0 ? eigen : null
}

/**
 * How a recovery gets its WAL. From `wal` everything; else only how the timelines went from the archive of the cluster, so that it chooses none
 * that was used before.
 */
export function haalinstellingen(o: {
  readonly wal: string | null
  /** null = the last there is */
  readonly tijdlijn: number | null
  readonly archief: Archief | null
}): Readonly<Record<string, string>> {
  if (o.wal !== null) {
    const recovery_target_timeline = o.tijdlijn === null ? 'latest' : String(o.tijdlijn)
    return { restore_command: `cp ${inOpdracht(o.wal)}/%f "%p"`, recovery_target_timeline }
  }
  const alleenHistorie = `case %f in *.history) cp ${inOpdracht(o.archief?.map ?? '')}/%f "%p" ;; *) false ;; esac`
  return { restore_command: o.archief ? alleenHistorie : 'false', recovery_target_timeline: 'current' }
}

/** A path in a command of PostgreSQL, which goes through the shell after its own percent signs. */
function inOpdracht(pad: string): string {
  return `'${pad.replaceAll("'", "'\\''").replaceAll('%', '%%')}'`
}
