import { createHash } from 'node:crypto'
import { access, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import type { Archief } from '../ingebed/archief.ts'
import { haalinstellingen } from '../ingebed/archief.ts'
import { BEHEERDER, startCluster, stopCluster } from '../ingebed/cluster.ts'
import { instellingen } from '../ingebed/instellingen.ts'
import { DATABASE, vrijePoort } from '../ingebed/postgres.ts'
import { isPostmasterVan, leesPostmaster } from '../ingebed/postmaster.ts'
import type { Eigenaar } from '../ingebed/programmas.ts'
import { bepaalEigenaar, voerUit } from '../ingebed/programmas.ts'

export type Herstelkeuze = {
  readonly map: string
  readonly log: string
  /** folder with archived WAL; null = only what is in the back-up */
  readonly wal: string | null
  /** which life of the cluster to follow, where it was restored before; null = the last */
  readonly tijdlijn: number | null
  /** replay ends before the first commit after this moment; null = all there is */
  readonly tot: string | null
  /** where this cluster archives from now on */
  readonly archief: Archief | null
  readonly signal: AbortSignal
}

export type Draaiend = { readonly url: string; stop(): Promise<void> }

/** How the folder of its socket is called. */
const PLEK = 'wk-terug-'
/** Longer than any replay. */
const GEDULD_MS = 24 * 3_600_000

/**
 * Starts a restored cluster where nobody but this process can reach it, and returns when it has replayed what it has. Its password is unknown
 * here: it lets in who may enter a folder that only the database user and root may.
 */
export async function startHerstel(k: Herstelkeuze): Promise<Draaiend> {
  const eigenaar = await bepaalEigenaar()
  await stopVorige(k.map)
  if (k.wal !== null) await controleerLeesbaar(k.wal, eigenaar)
  const plek = await maakPlek(k.map, eigenaar)
  const poort = await vrijePoort()
  try {
    const pid = await startCluster({
      map: k.map,
      poort,
      wachtwoord: '',
      geduldMs: GEDULD_MS,
      signal: k.signal,
      instellingen: { ...instellingen(k.log, k.archief), ...besloten(plek), ...doel(k) },
    })
    const url = `postgres://${BEHEERDER}@localhost:${poort}/${DATABASE}?host=${encodeURIComponent(plek)}`
    return {
      url,
      async stop() {
        await stopCluster(pid)
        await rm(plek, { recursive: true, force: true })
      },
    }
  } catch (fout) {
    await rm(plek, { recursive: true, force: true })
    throw fout
  }
}

/** One that still replays for a restore that was killed: recovery goes on from where it was. */
export async function stopVorige(map: string): Promise<void> {
  const stand = await leesPostmaster(map)
  if (!stand) return
  if (await isPostmasterVan(map, stand.pid)) await stopCluster(stand.pid)
  // After a restart of the machine another program may have that number; PostgreSQL would refuse to start.
  else await rm(join(map, 'postmaster.pid'), { force: true })
  if (stand.socketmap !== null && basename(stand.socketmap).startsWith(PLEK))
    await rm(stand.socketmap, { recursive: true, force: true })
}

/** Refuses an archive that the database user cannot read whole. */
export async function controleerLeesbaar(wal: string, eigenaar: Eigenaar): Promise<void> {
  await access(wal).catch((fout: unknown) => {
    throw commandofout(AFLOOP.fout, `${wal} cannot be read.`, fout)
  })
  // A segment that it may not read is to PostgreSQL as one that is not there: the replay would end before it, in silence.
  const leesbaar = '[ -r "$1" ] && [ -x "$1" ] && for f in "$1"/*; do [ -r "$f" ] || exit 1; done'
  await voerUit('sh', ['-c', leesbaar, 'sh', wal], { ...eigenaar }).catch((fout: unknown) => {
    const tekst = `The database user cannot read ${wal} and all that is in it; give it the right to (chmod, chown).`
    throw commandofout(AFLOOP.fout, tekst, fout)
  })
}

/** Named after the cluster, so that one that was killed leaves nothing that the next does not take away. */
async function maakPlek(map: string, eigenaar: Eigenaar): Promise<string> {
  const plek = join(tmpdir(), `${PLEK}${createHash('sha256').update(map).digest('hex').slice(0, 12)}`)
  await rm(plek, { recursive: true, force: true })
  await mkdir(plek, { mode: 0o700 })
  await writeFile(join(plek, 'pg_hba.conf'), 'local all all trust\n', { mode: 0o600 })
  if (eigenaar) for (const pad of [plek, join(plek, 'pg_hba.conf')]) await chown(pad, eigenaar.uid, eigenaar.gid)
  return plek
}

function besloten(plek: string): Readonly<Record<string, string>> {
  return {
    listen_addresses: '',
    unix_socket_directories: plek,
    hba_file: join(plek, 'pg_hba.conf'),
    hot_standby: 'off',
    // What it says about the recovery is shown when it fails.
    logging_collector: 'off',
  }
}

function doel({ wal, tijdlijn, tot, archief }: Herstelkeuze): Readonly<Record<string, string>> {
  return {
    ...haalinstellingen({ wal, tijdlijn, archief }),
    ...(tot === null ? {} : { recovery_target_time: inPostgres(tot), recovery_target_action: 'promote' }),
  }
}

/** Where this setting is read, PostgreSQL knows no time zone by its letter yet: only by its offset. */
function inPostgres(tijdstip: string): string {
  return tijdstip.replace('T', ' ').replace('Z', '+00')
}
