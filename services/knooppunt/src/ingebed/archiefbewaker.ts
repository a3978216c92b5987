import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { maakAlarmteller } from '@warmknooppunt/platform/alarm'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

const KIJK_MS = 5_000
/** A segment that is ready is archived at once: one that waits longer cannot get there. */
const GEDULD_SECONDEN = 30
/** What archiving by the clock may be late by itself. */
const RUIM_SECONDEN = 5

export type Bewakerkeuze = {
  /** folder of the cluster */
  readonly postgres: string
  /** of the postmaster */
  readonly pid: () => number
  /** after which also a segment that is not full is to be archived */
  readonly seconden: number
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly metrieken: Registry
}

/**
 * Alarms when WAL does not get into the archive: from then on a disaster takes more, and the disk fills. And wakes PostgreSQL when it does not
 * archive by the clock.
 */
export function maakArchiefbewaker(k: Bewakerkeuze): Werker {
  const alarm = maakAlarmteller(k.metrieken)
  const meter = (name: string, help: string) => new Gauge({ name, help, registers: [k.metrieken] })
  const aantal = meter('warmknooppunt_wal_archief_wachtend', 'segments of WAL that are not in the archive yet')
  const oudste = meter('warmknooppunt_wal_archief_wachtend_seconden', 'how long the oldest of them waits')
  let ziek = false
  const wek = maakWekker(k)
  const beurt = async () => {
    const stand = await lees(k)
    aantal.set(stand.aantal)
    oudste.set(stand.seconden)
    const nuZiek = stand.seconden > GEDULD_SECONDEN
    if (nuZiek && !ziek) {
      alarm('wal-archief')
      k.log.error(stand, 'alarm.wal-archief')
    }
    if (!nuZiek && ziek) k.log.info({}, 'wal-archief.hervat')
    ziek = nuZiek
    await wek()
  }
  return {
    naam: 'wal-archief',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await beurt().catch((err: unknown) => k.log.warn({ err }, 'wal-archief.niet-gezien'))
        await wachtMs(KIJK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** PostgreSQL marks each segment that waits for its archive with a file. */
async function lees({ postgres, nu }: Bewakerkeuze): Promise<{ aantal: number; seconden: number }> {
  const map = join(postgres, 'pg_wal', 'archive_status')
  const wachtend = (await readdir(map)).filter((naam) => naam.endsWith('.ready'))
  const tijden = await Promise.all(wachtend.map((naam) => stat(join(map, naam)).catch(() => null)))
  const eerste = Math.min(...tijden.flatMap((tijd) => tijd?.mtimeMs ?? []))
  const seconden = Number.isFinite(eerste) ? Math.max(0, (nu().epochMilliseconds - eerste) / 1_000) : 0
  return { aantal: wachtend.length, seconden }
}

/**
 * After a start or a crash the checkpointer, which switches segments by the clock, may have looked while it was still a recovery; then it sleeps
 * for as long as `checkpoint_timeout` (PostgreSQL 18, CheckpointerMain). A reload of the settings wakes it. Only file times are compared.
 */
function maakWekker({ postgres, pid, seconden, log }: Bewakerkeuze): () => Promise<void> {
  let vanafMs: number | null = null
  return async () => {
    const wal = join(postgres, 'pg_wal')
    const geschrevenMs = await laatste(wal, /^[0-9A-F]{24}$/)
    const gewisseldMs = await laatste(join(wal, 'archive_status'), /\.(ready|done)$/)
    vanafMs = Math.max(vanafMs ?? geschrevenMs, gewisseldMs)
    if (geschrevenMs - vanafMs <= (seconden + RUIM_SECONDEN) * 1_000) return
    vanafMs = geschrevenMs
    process.kill(pid(), 'SIGHUP')
    log.info({}, 'wal-archief.gewekt')
  }
}

async function laatste(map: string, welke: RegExp): Promise<number> {
  const namen = (await readdir(map)).filter((naam) => welke.test(naam))
  const tijden = await Promise.all(namen.map((naam) => stat(join(map, naam)).catch(() => null)))
  return Math.max(0, ...tijden.map((tijd) => tijd?.mtimeMs ?? 0))
}
