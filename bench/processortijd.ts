import { readdirSync, readFileSync } from 'node:fs'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import type { Gestart } from './hub.ts'

/** What the kernel tells of one process; `kinderenMs` is the time of children that ended and were collected. */
export type Proces = { readonly ouder: number; readonly eigenMs: number; readonly kinderenMs: number }

/** Processor time used so far; null where the kernel does not tell. */
export type Verbruik = {
  readonly hubMs: number | null
  readonly databaseMs: number | null
  /** absent where there is no broker */
  readonly brokerMs?: number | null
}

/** A process (or a tree of processes, `boom`), the data folder of its database, and its broker. */
export type Gemeten = Pick<Gestart, 'data' | 'boom' | 'brokerPid'> & {
  readonly proces: { readonly pid?: number | undefined }
}

/** Figures: processor time per message. */
export type CpuPerBericht = {
  readonly cpuMsHub: number | null
  readonly cpuMsDatabase: number | null
  readonly cpuMsBroker?: number | null
  readonly cpuMsTotal: number | null
}

/** /proc counts in hundredths of a second, whatever the kernel's own tick. */
const TIK_MS = 10

/** Of the hub's process or processes, of its PostgreSQL with all server processes, and of its broker. */
export async function leesVerbruik({ proces, data, boom, brokerPid }: Gemeten): Promise<Verbruik> {
  const postmaster = (await leesPostmaster(data.postgres))?.pid ?? null
  const eigen = verbruikVan(proces.pid ?? 0, postmaster)
  if (boom !== true) return eigen
  const processen = leesProcessen()
  const brokerMs = brokerPid === undefined ? null : somBoom(processen, brokerPid)
  const alles = somBoom(processen, proces.pid ?? 0)
  const onder = [postmaster, brokerPid ?? null].filter((pid) => pid !== null && leesBoom(proces.pid ?? 0).includes(pid))
  const anders = onder.reduce<number>((som, pid) => som + (pid === null ? 0 : (somBoom(processen, pid) ?? 0)), 0)
  return { ...eigen, hubMs: alles === null ? null : alles - anders, brokerMs }
}

/** Of a process, and of a postmaster with all below it. */
export function verbruikVan(pid: number, postmaster: number | null): Verbruik {
  const processen = leesProcessen()
  const databaseMs = postmaster === null ? null : somBoom(processen, postmaster)
  return { hubMs: processen.get(pid)?.eigenMs ?? null, databaseMs }
}

/** Processor time of a process so far, without what is below it. */
export function verbruikVanProces(pid: number): number | null {
  return leesProcessen().get(pid)?.eigenMs ?? null
}

/** A process and all below it. */
export function leesBoom(wortel: number): readonly number[] {
  const processen = [...leesProcessen()]
  const onder = (pid: number): number[] => [
    pid,
    ...processen.filter(([, { ouder }]) => ouder === pid).flatMap(([kind]) => onder(kind)),
  ]
  return onder(wortel)
}

function leesProcessen(): ReadonlyMap<number, Proces> {
  const processen = new Map<number, Proces>()
  for (const naam of leesNamen()) {
    const proces = /^\d+$/.test(naam) ? leesProces(naam) : null
    if (proces) processen.set(Number(naam), proces)
  }
  return processen
}

function leesNamen(): readonly string[] {
  try {
    return readdirSync('/proc')
  } catch {
    return []
  }
}

function leesProces(pid: string): Proces | null {
  try {
    return ontleedStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null // it ended meanwhile
  }
}

/** A line of /proc/<pid>/stat (man proc_pid_stat: ppid 4, utime 14 to cstime 17); a process's name may hold spaces and brackets. */
export function ontleedStat(stat: string): Proces | null {
  const velden = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [ouder, gebruiker, systeem, kindGebruiker, kindSysteem] = [1, 11, 12, 13, 14].map((plek) =>
    Number(velden[plek] ?? Number.NaN),
  )
  if (ouder === undefined || gebruiker === undefined || systeem === undefined) return null
  if (kindGebruiker === undefined || kindSysteem === undefined) return null
  if (Number.isNaN(ouder + gebruiker + systeem + kindGebruiker + kindSysteem)) return null
  return { ouder, eigenMs: (gebruiker + systeem) * TIK_MS, kinderenMs: (kindGebruiker + kindSysteem) * TIK_MS }
}

/** Time of a process, of all below it, and of those below it that ended; null when it is not there. */
export function somBoom(processen: ReadonlyMap<number, Proces>, wortel: number): number | null {
  const proces = processen.get(wortel)
  if (!proces) return null
  const kinderen = [...processen].filter(([, { ouder }]) => ouder === wortel)
  return kinderen.reduce((som, [pid]) => som + (somBoom(processen, pid) ?? 0), proces.eigenMs + proces.kinderenMs)
}

/** What was used between two readings, per message in hundredths of a millisecond. */
export function cpuPerBericht(voor: Verbruik, na: Verbruik, berichten: number): CpuPerBericht {
  const verschil = (van: number | null, tot: number | null) =>
    van === null || tot === null || berichten === 0 ? null : (tot - van) / berichten
  const hub = verschil(voor.hubMs, na.hubMs)
  const database = verschil(voor.databaseMs, na.databaseMs)
  const broker = voor.brokerMs === undefined || na.brokerMs === undefined ? 0 : verschil(voor.brokerMs, na.brokerMs)
  const totaal = hub === null || database === null || broker === null ? null : hub + database + broker
  const metBroker = na.brokerMs === undefined ? {} : { cpuMsBroker: rond(broker) }
  return { cpuMsHub: rond(hub), cpuMsDatabase: rond(database), ...metBroker, cpuMsTotal: rond(totaal) }
}

function rond(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 100) / 100
}
