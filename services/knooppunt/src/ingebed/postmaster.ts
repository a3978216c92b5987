import { readFileSync } from 'node:fs'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { voerUit } from './programmas.ts'

export type Postmaster = {
  readonly pid: number
  readonly poort: number
  /** folder of its Unix socket; null when it has none */
  readonly socketmap: string | null
  readonly status: string
}

/** Reads postmaster.pid; null when there is none. Says nothing about whether that process still lives. */
export async function leesPostmaster(map: string): Promise<Postmaster | null> {
  const tekst = await readFile(join(map, 'postmaster.pid'), 'utf8').catch(() => null)
  if (tekst === null) return null
  const regels = tekst.split('\n')
  const [pid, , , poort, socketmap = ''] = regels
  return { pid: Number(pid), poort: Number(poort), socketmap: socketmap || null, status: (regels[7] ?? '').trim() }
}

/** Whether a process runs, also when it is another user's. One that ended but was not yet collected by its parent (a zombie) does not. */
export function leeft(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (fout) {
    if (!(fout instanceof Error && 'code' in fout && fout.code === 'EPERM')) return false
  }
  return !isZombie(pid)
}

/** The first process of a container often collects orphans late or never. Where there is no /proc, init does its work. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

/**
 * Whether the process of a postmaster.pid is the PostgreSQL of this folder. After a restart of the machine or of a container another program
 * may have its number; PostgreSQL itself cannot tell and would refuse to start.
 */
export async function isPostmasterVan(map: string, pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1 || !leeft(pid)) return false
  const echt = await realpath(map)
  const werkmap = await readlink(`/proc/${pid}/cwd`).catch(() => null)
  if (werkmap !== null) return werkmap === echt
  // Where there is no /proc (macOS), the command line names the folder.
  const opdracht = await voerUit('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => null)
  return opdracht !== null && (opdracht.stdout.includes(map) || opdracht.stdout.includes(echt))
}
