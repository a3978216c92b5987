import { spawn } from 'node:child_process'
import { chown, mkdir, open, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wacht } from 'node:timers/promises'
import { startfout } from '@warmknooppunt/platform/proces'
import { leeft, leesPostmaster } from './postmaster.ts'
import type { Eigenaar } from './programmas.ts'
import { bepaalEigenaar, voerUit, zoekProgrammas } from './programmas.ts'

/** What one embedded PostgreSQL needs: its folder, TCP port on 127.0.0.1, superuser password and server settings. */
export type ClusterKeuze = {
  readonly map: string
  readonly poort: number
  readonly wachtwoord: string
  readonly instellingen: Readonly<Record<string, string>>
  /** how long a start may take; a recovery takes as long as there is WAL to replay */
  readonly geduldMs?: number
  /** stops a start that takes long */
  readonly signal?: AbortSignal
}

const GEDULD_MS = 60_000

export const HOOFDVERSIE = '18'
export const BEHEERDER = 'warmknooppunt'

/** The major version that made the cluster in this folder; null when there is none. Throws when the folder is not ours to read or holds something else. */
export async function leesVersie(map: string): Promise<string | null> {
  try {
    return (await readFile(join(map, 'PG_VERSION'), 'utf8')).trim()
  } catch (oorzaak) {
    const code = oorzaak instanceof Error && 'code' in oorzaak ? oorzaak.code : ''
    if (code === 'ENOENT') return null
    throw startfout(
      `${map} cannot be read (${String(code)}). It must belong to the user that runs the hub; or choose another folder with DATA_MAP.`,
      oorzaak,
    )
  }
}

/** Makes an empty cluster (scram only, checksums on) when the folder holds none yet. Returns whether it did. */
export async function maakCluster(keuze: Pick<ClusterKeuze, 'map' | 'wachtwoord'>): Promise<boolean> {
  const versie = await leesVersie(keuze.map)
  if (versie === HOOFDVERSIE) return false
  if (versie !== null) {
    throw startfout(
      `${keuze.map} was made by PostgreSQL ${versie}, this hub brings ${HOOFDVERSIE}. ` +
        `Start the older hub once more and make a back-up, or move the folder away to begin anew.`,
    )
  }
  // Made beside its place and moved there whole: what a kill leaves behind half made is never taken for a cluster.
  const nieuw = `${keuze.map}.nieuw`
  await rm(nieuw, { recursive: true, force: true })
  await vulCluster({ map: nieuw, wachtwoord: keuze.wachtwoord })
  await zetOpPlaats(nieuw, keuze.map)
  return true
}

async function vulCluster({ map, wachtwoord }: Pick<ClusterKeuze, 'map' | 'wachtwoord'>): Promise<void> {
  const { initdb } = await zoekProgrammas()
  const eigenaar = await bepaalEigenaar()
  await maakMapVoor(map, eigenaar)
  const pwfile = `${map}.pw`
  await writeFile(pwfile, `${wachtwoord}\n`, { mode: 0o600 })
  if (eigenaar) await chown(pwfile, eigenaar.uid, eigenaar.gid)
  try {
    const opties = [`--pgdata=${map}`, `--username=${BEHEERDER}`, `--pwfile=${pwfile}`, '--auth=scram-sha-256']
    await voerUit(initdb, [...opties, '--encoding=UTF8', '--locale=C', '--data-checksums'], { ...eigenaar })
  } finally {
    await rm(pwfile, { force: true })
  }
}

async function zetOpPlaats(nieuw: string, map: string): Promise<void> {
  try {
    await rmdir(map).catch((fout: unknown) => {
      if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOENT')) throw fout
    })
    await rename(nieuw, map)
  } catch (oorzaak) {
    throw startfout(
      `${map} holds files but no PostgreSQL cluster. Move it away, or choose another folder with DATA_MAP.`,
      oorzaak,
    )
  }
}

/** Makes a folder (0700) of the database user, who must also be able to reach it. */
export async function maakMapVoor(map: string, eigenaar: Eigenaar): Promise<void> {
  await mkdir(map, { recursive: true, mode: 0o700 })
  if (!eigenaar) return
  await chown(map, eigenaar.uid, eigenaar.gid)
  await controleerToegang(map, eigenaar)
}

/** A folder under a home directory of another user cannot be entered by the database user: say so before initdb does. */
async function controleerToegang(map: string, eigenaar: Eigenaar): Promise<void> {
  if (!eigenaar) return
  try {
    await voerUit('test', ['-x', map], { ...eigenaar })
  } catch (oorzaak) {
    throw startfout(
      `The database user "postgres" cannot enter ${map}. Put the data elsewhere with DATA_MAP=/var/lib/warmknooppunt, ` +
        `or give the folders above it the right to be entered (chmod o+x), or do not run as root.`,
      oorzaak,
    )
  }
}

/** What the kernel takes as the path of a Unix socket. */
const MAX_SOCKETPAD_BYTES = 107

/**
 * Where the Unix socket of a cluster lies: in its own folder, which nobody else may enter. Talking over it costs half of what TCP does. A path
 * too long for a socket: none, and TCP serves.
 */
export function socketmapVan({ map, poort }: Pick<ClusterKeuze, 'map' | 'poort'>): string | null {
  return Buffer.byteLength(join(map, `.s.PGSQL.${poort}`)) > MAX_SOCKETPAD_BYTES ? null : map
}

/** Starts the postmaster detached, so that it outlives a killed hub and can be adopted; resolves when it accepts connections. Returns its pid. */
export async function startCluster(keuze: ClusterKeuze): Promise<number> {
  const { postgres } = await zoekProgrammas()
  const eigenaar = await bepaalEigenaar()
  await controleerToegang(keuze.map, eigenaar)
  const vast = { listen_addresses: '127.0.0.1', unix_socket_directories: socketmapVan(keuze) ?? '' }
  const vlaggen = Object.entries({ ...vast, ...keuze.instellingen }).flatMap(([n, w]) => ['-c', `${n}=${w}`])
  const klaar = new AbortController()
  const startlog = await open(`${keuze.map}.start.log`, 'w', 0o600)
  try {
    const proces = spawn(postgres, ['-D', keuze.map, '-p', String(keuze.poort), ...vlaggen], {
      ...eigenaar,
      cwd: keuze.map,
      detached: true,
      stdio: ['ignore', startlog.fd, startlog.fd],
    })
    const gestopt = Promise.withResolvers<never>()
    proces.once('error', gestopt.reject)
    proces.once('exit', (code) => gestopt.reject(new Error(`PostgreSQL ended at its start (code ${code})`)))
    gestopt.promise.catch(() => undefined)
    proces.unref()
    const geduldMs = keuze.geduldMs ?? GEDULD_MS
    await Promise.race([
      wachtTotGereed(keuze, { pid: proces.pid ?? 0, geduldMs, klaar: klaar.signal }),
      gestopt.promise,
    ])
    return proces.pid ?? 0
  } catch (oorzaak) {
    throw startfout(
      `PostgreSQL in ${keuze.map} did not start. ${await laatsteRegels(`${keuze.map}.start.log`)}`,
      oorzaak,
    )
  } finally {
    // Nobody waits any more for one that ended.
    klaar.abort()
    await startlog.close()
  }
}

async function laatsteRegels(pad: string): Promise<string> {
  const regels = (await readFile(pad, 'utf8').catch(() => '')).trim().split('\n')
  const waarom = regels.filter((regel) => /\b(FATAL|PANIC):/.test(regel))
  return `It said: ${(waarom.length > 0 ? waarom : regels).slice(-3).join(' / ')} (${pad})`
}

/** The postmaster writes its state in postmaster.pid: `ready` when it accepts connections. */
async function wachtTotGereed(
  { map, signal }: Pick<ClusterKeuze, 'map' | 'signal'>,
  o: { readonly pid: number; readonly geduldMs: number; readonly klaar: AbortSignal },
): Promise<void> {
  for (const tot = performance.now() + o.geduldMs; performance.now() < tot; await wacht(10)) {
    if (o.klaar.aborted) return
    if (signal?.aborted) await stopCluster(o.pid)
    signal?.throwIfAborted()
    const stand = await leesPostmaster(map)
    if (stand && stand.pid === o.pid && stand.status === 'ready') return
  }
  throw new Error(`PostgreSQL was not ready within ${Math.round(o.geduldMs / 1_000)} s`)
}

/** Fast shutdown (SIGINT): open connections are cut, the cluster is left clean. Waits at most 60 s. */
export async function stopCluster(pid: number): Promise<void> {
  if (!leeft(pid)) return
  process.kill(pid, 'SIGINT')
  for (let poging = 0; poging < 6000 && leeft(pid); poging++) await wacht(10)
  if (leeft(pid)) throw new Error(`PostgreSQL (pid ${pid}) did not stop within 60 s`)
}
