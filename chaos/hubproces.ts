import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tekstwaarden, vrijePoort } from '../bench/hub.ts'
import { datamap } from '../services/knooppunt/src/datamap.ts'
import { leeft, leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'
import type { Afgelopen, Hub } from './hub.ts'
import type { Klok } from './klok.ts'
import { pauze, wordt } from './wacht.ts'

/** The command line at the hub's time of day. */
export const MAIN = fileURLToPath(new URL('./hub/main.ts', import.meta.url))
/** On a busy machine a start that must recover its database first takes a while. */
const GEREED_MS = 120_000
const STOP_MS = 60_000

/** The all-in-one under test: one process at a time. */
export type Hubproces = Hub & { pid(): number }

export async function maakHubproces(basismap: string, klok: Klok, signal: AbortSignal): Promise<Hubproces> {
  const data = datamap(join(basismap, 'data'))
  const log = join(basismap, 'hub.log')
  const poorten = { POORT: await vrijePoort(), METRIEKEN_POORT: await vrijePoort(), DEMO_POORT: await vrijePoort() }
  const basis = `http://127.0.0.1:${poorten.POORT}`
  const vast = { PATH: process.env.PATH ?? '', DATA_MAP: data.map, LOGNIVEAU: 'warn', QUOTUM_PER_SECONDE: '0' }
  const staat: { proces: ChildProcess | null } = { proces: null }
  const isGereed = () => vraagGereed(basis)

  async function start(): Promise<void> {
    const bestand = await open(log, 'a', 0o600)
    const env = { ...vast, ...tekstwaarden(poorten), CHAOS_KLOK_MS: String(klok.verschuivingMs()) }
    const proces = spawn(process.execPath, [MAIN, 'start'], { env, stdio: ['ignore', bestand.fd, bestand.fd] })
    staat.proces = proces
    await bestand.close()
    const gereed = await wordt(async () => isWeg(proces) || (await isGereed()), GEREED_MS, signal)
    if (signal.aborted) return
    if (isWeg(proces)) throw new Error(`the hub ended at its start with code ${proces.exitCode}. ${await einde(log)}`)
    if (!gereed) throw new Error(`the hub was not ready within ${GEREED_MS / 1_000} s. ${await einde(log)}`)
  }

  return {
    data,
    basis,
    pid: () => staat.proces?.pid ?? 0,
    start,
    dood: () => (staat.proces ? beeindig(staat.proces, 'SIGKILL') : Promise.resolve()),
    async stop() {
      if (!staat.proces) return
      await beeindig(staat.proces, 'SIGTERM')
      const { exitCode, signalCode } = staat.proces
      if (exitCode !== 0) throw new Error(`the hub ended with ${exitCode ?? signalCode} instead of 0 after SIGTERM`)
    },
    wachtGereed: () => wordt(isGereed, GEREED_MS, signal),
    commando: (opdracht, env = {}) => {
      return voer([MAIN, ...opdracht], { ...vast, CHAOS_KLOK_MS: String(klok.verschuivingMs()), ...env })
    },
    async logregels() {
      const tekst = await readFile(log, 'utf8').catch(() => '')
      return tekst.split('\n').flatMap(leesRegel)
    },
    async ruimOp() {
      if (staat.proces) await beeindig(staat.proces, 'SIGKILL')
      const postmaster = await leesPostmaster(data.postgres)
      if (!postmaster || !leeft(postmaster.pid)) return
      process.kill(postmaster.pid, 'SIGQUIT')
      process.kill(postmaster.pid, 'SIGCONT')
      for (let keer = 0; keer < 200 && leeft(postmaster.pid); keer++) await pauze(50, new AbortController().signal)
      if (leeft(postmaster.pid)) process.kill(postmaster.pid, 'SIGKILL')
    },
  }
}

function isWeg({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function beeindig(proces: ChildProcess, signaal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (isWeg(proces)) return
  const weg = once(proces, 'exit')
  proces.kill(signaal)
  // A process that is stopped ends only when it goes on.
  proces.kill('SIGCONT')
  const wekker = setTimeout(() => proces.kill('SIGKILL'), STOP_MS)
  await weg
  clearTimeout(wekker)
}

/** The log goes with its folder, so the end of it is told. */
async function einde(log: string): Promise<string> {
  const regels = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n')
  return `It said last: ${regels.slice(-2).join(' / ').slice(-1_000)}`
}

async function vraagGereed(basis: string): Promise<boolean> {
  try {
    return (await fetch(`${basis}/gezondheid/gereed`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}

/** A command of the hub, to its end. */
export async function voer(opdracht: readonly string[], env: Readonly<Record<string, string>>): Promise<Afgelopen> {
  const proces = spawn(process.execPath, opdracht, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const delen = { uit: '', fout: '' }
  proces.stdout.on('data', (deel) => {
    delen.uit += String(deel)
  })
  proces.stderr.on('data', (deel) => {
    delen.fout += String(deel)
  })
  const wekker = setTimeout(() => proces.kill('SIGKILL'), STOP_MS)
  await once(proces, 'close')
  clearTimeout(wekker)
  return { code: proces.exitCode, ...delen }
}

/** A line of a log; the banner and what PostgreSQL says are no JSON. */
export function leesRegel(regel: string): Readonly<Record<string, unknown>>[] {
  if (!regel.startsWith('{')) return []
  try {
    return [JSON.parse(regel)]
  } catch {
    return []
  }
}
