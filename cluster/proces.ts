import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Log } from '@warmknooppunt/platform/log'
import type { Programma } from './caddy.ts'

/** As an orchestrator does: soon at first, then more slowly; who ran this long begins anew. */
const PAUZES_MS = [200, 1_000, 2_000, 5_000, 10_000] as const
const GOED_NA_MS = 10_000
/** A service drains within 20 s. */
const STOP_MS = 25_000
const PEIL_MS = 3_000
const MAX_LOG_BYTES = 32 * 1_048_576

export type Proceskeuze = {
  /** `intake-1` */
  readonly naam: string
  readonly dienst: string
  readonly nummer: number
  readonly programma: Programma
  readonly poort: number
  readonly metriekenPoort: number | null
  /** everything it says */
  readonly logbestand: string
}

/** One process of the cluster, kept running: killed, it comes back by itself with the same settings and ports. */
export type Deel = Proceskeuze & {
  readonly url: string
  /** 0 while it does not run */
  pid(): number
  /** how often it was started again */
  herstarts(): number
  /** how it ended last: `code 1`, `SIGKILL`; null when it never did */
  afloop(): string | null
  /** whether it says that it can do its work */
  gereed(): Promise<boolean>
  /** Ends it and leaves it ended, until `op`. */
  neer(teken: 'SIGTERM' | 'SIGKILL'): Promise<void>
  op(): void
}

export type Toezicht = {
  readonly log: Log
  /** called when a process began or ended */
  readonly bijVerandering: () => void
}

type Staat = {
  kind: ChildProcess | null
  gewenst: boolean
  herstarts: number
  afloop: string | null
  wakker: AbortController
  lus: Promise<void>
}

/** Starts a process and looks after it. */
export function houdGaande(keuze: Proceskeuze, toezicht: Toezicht): Deel {
  const url = `http://127.0.0.1:${keuze.poort}`
  const staat: Staat = {
    kind: null,
    gewenst: false,
    herstarts: 0,
    afloop: null,
    wakker: new AbortController(),
    lus: Promise.resolve(),
  }
  const op = () => {
    if (staat.gewenst) return
    staat.gewenst = true
    staat.wakker = new AbortController()
    staat.lus = staat.lus.then(() => lus(keuze, staat, toezicht))
  }
  op()
  return {
    ...keuze,
    url,
    op,
    pid: () => staat.kind?.pid ?? 0,
    herstarts: () => staat.herstarts,
    afloop: () => staat.afloop,
    gereed: () => isGereed(url),
    async neer(teken) {
      staat.gewenst = false
      staat.wakker.abort()
      if (staat.kind) await beeindig(staat.kind, teken)
      await staat.lus
    },
  }
}

async function lus(keuze: Proceskeuze, staat: Staat, { log, bijVerandering }: Toezicht): Promise<void> {
  for (let keer = 0; staat.gewenst; keer++) {
    const begonMs = performance.now()
    staat.afloop = await leef(keuze, staat, bijVerandering)
    bijVerandering()
    if (!staat.gewenst) return
    if (performance.now() - begonMs >= GOED_NA_MS) keer = 0
    const pauzeMs = PAUZES_MS[Math.min(keer, PAUZES_MS.length - 1)] ?? 0
    const { naam: proces, logbestand } = keuze
    log.warn({ proces, afloop: staat.afloop, pauzeMs, logbestand }, 'cluster.proces-gestorven')
    await wachtMs(pauzeMs, undefined, { signal: staat.wakker.signal }).catch(() => undefined)
    if (staat.gewenst) staat.herstarts++
  }
}

/** One life, from its start to how it ended. */
async function leef({ programma, logbestand }: Proceskeuze, staat: Staat, begonnen: () => void): Promise<string> {
  await draaiLog(logbestand)
  const log = await open(logbestand, 'a', 0o600)
  try {
    // A group of its own: Ctrl-C is for the cluster, which ends its processes in their order.
    const kind = spawn(programma.opdracht, programma.argumenten, {
      env: programma.env,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    })
    const weg = once(kind, 'exit')
    weg.catch(() => undefined)
    staat.kind = kind
    begonnen()
    // Told to go while its log was opened.
    if (!staat.gewenst) kind.kill('SIGTERM')
    await weg
    return kind.signalCode ?? `code ${kind.exitCode}`
  } catch (fout) {
    return fout instanceof Error ? fout.message : String(fout)
  } finally {
    staat.kind = null
    await log.close()
  }
}

/** At a start only: a process holds its file while it runs. */
async function draaiLog(bestand: string): Promise<void> {
  const bytes = await stat(bestand).then(
    ({ size }) => size,
    () => 0,
  )
  if (bytes > MAX_LOG_BYTES) await rename(bestand, `${bestand}.1`)
}

/** What a process said last, for who asks why it does not run. */
export async function laatsteRegels({ logbestand }: Pick<Proceskeuze, 'logbestand'>): Promise<string> {
  const regels = (await readFile(logbestand, 'utf8').catch(() => '')).trim().split('\n')
  return regels.slice(-6).join('\n').slice(-2_000)
}

async function beeindig(kind: ChildProcess, teken: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (kind.exitCode !== null || kind.signalCode !== null) return
  const weg = once(kind, 'exit')
  kind.kill(teken)
  // One that is frozen takes a SIGTERM only when it goes on.
  kind.kill('SIGCONT')
  const wekker = setTimeout(() => kind.kill('SIGKILL'), STOP_MS)
  await weg
  clearTimeout(wekker)
}

async function isGereed(url: string): Promise<boolean> {
  try {
    const antwoord = await fetch(`${url}/gezondheid/gereed`, { signal: AbortSignal.timeout(PEIL_MS) })
    await antwoord.body?.cancel()
    return antwoord.ok
  } catch {
    return false
  }
}
