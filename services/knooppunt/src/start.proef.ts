import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { datamap } from './datamap.ts'
import { leeft, leesPostmaster } from './ingebed/postmaster.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

export type Env = Readonly<Record<string, string>>
export type Gestart = {
  readonly proces: ChildProcess
  /** resolves when the process has ended and all it said has been read */
  readonly dicht: Promise<unknown>
  readonly uit: string[]
  readonly fout: string[]
}

/** A data folder and ports of its own for the real hub, as separate processes; `ruimOp` leaves nothing of them. */
export async function maakHubproef() {
  const basis = await mkdtemp(join(tmpdir(), 'warmknooppunt-hub-'))
  // Under root the database is another user, who must be able to walk through.
  await chmod(basis, 0o711)
  const map = join(basis, 'data')
  const [poort, metrieken, demo] = [await vrijePoort(), await vrijePoort(), await vrijePoort()]
  const kinderen: Gestart[] = []
  const env = { DATA_MAP: map, POORT: `${poort}`, METRIEKEN_POORT: `${metrieken}`, DEMO_POORT: `${demo}` }
  const draai = (opdracht: readonly string[], meer: Env = {}): Gestart => {
    const gestart = begin(opdracht, { ...env, ...meer })
    kinderen.push(gestart)
    return gestart
  }
  return {
    data: datamap(map),
    env,
    basis: `http://127.0.0.1:${poort}`,
    metrieken: `http://127.0.0.1:${metrieken}/metrics`,
    demo: `http://127.0.0.1:${demo}/`,
    draai,
    /** Resolves when the hub has said that it is ready. */
    async start(meer: Env = {}, vlaggen: readonly string[] = []): Promise<Gestart> {
      const gestart = draai(['start', ...vlaggen], meer)
      await totdat(() => {
        if (gestart.proces.exitCode !== null)
          throw new Error(`the hub ended: ${gestart.fout.join('')}${gestart.uit.at(-1) ?? ''}`)
        return gestart.uit.join('').includes('"knooppunt.gereed"')
      }, 30_000)
      return gestart
    },
    postmaster: () => leesPostmaster(datamap(map).postgres),
    stopAlles: () => stopAlles(kinderen, datamap(map).postgres),
    async ruimOp() {
      await stopAlles(kinderen, datamap(map).postgres)
      await rm(basis, { recursive: true, force: true })
    },
  }
}

/** The processes of the folder, its PostgreSQL last; also one that was stopped by a signal. */
async function stopAlles(kinderen: readonly Gestart[], postgres: string): Promise<void> {
  for (const { proces } of kinderen) if (proces.exitCode === null) proces.kill('SIGKILL')
  const postmaster = await leesPostmaster(postgres)
  if (!postmaster || !leeft(postmaster.pid)) return
  process.kill(postmaster.pid, 'SIGQUIT')
  process.kill(postmaster.pid, 'SIGCONT')
  await totdat(() => !leeft(postmaster.pid), 10_000)
}

export type Hubproef = Awaited<ReturnType<typeof maakHubproef>>

/** Settings of whoever runs the tests must not reach the hub. */
function begin(opdracht: readonly string[], env: Env): Gestart {
  const proces = spawn(process.execPath, [MAIN, ...opdracht], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gestart: Gestart = { proces, dicht: once(proces, 'close'), uit: [], fout: [] }
  proces.stdout?.on('data', (deel) => gestart.uit.push(String(deel)))
  proces.stderr?.on('data', (deel) => gestart.fout.push(String(deel)))
  return gestart
}

/** How a process ended, once all it said has been read. */
export async function einde({ proces, dicht }: Gestart): Promise<readonly [number | null, string | null]> {
  await dicht
  return [proces.exitCode, proces.signalCode]
}

/** The log lines; throws when something else was written to stdout. */
export function regels({ uit }: Gestart): Record<string, unknown>[] {
  return uit
    .join('')
    .split('\n')
    .filter((regel) => regel !== '')
    .map((regel) => JSON.parse(regel))
}

export async function totdat(waar: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  for (const tot = performance.now() + ms; !(await waar()); await wachtMs(50)) {
    if (performance.now() > tot) throw new Error(`not within ${ms} ms`)
  }
}

/** The status and body of `/gezondheid/gereed`; status 0 when nothing answers. */
export async function gereed(basis: string): Promise<{ status: number; body: string }> {
  try {
    const antwoord = await fetch(`${basis}/gezondheid/gereed`)
    return { status: antwoord.status, body: await antwoord.text() }
  } catch {
    return { status: 0, body: '' }
  }
}

export async function leesJson(pad: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(pad, 'utf8'))
}

/** A port on which nothing listens now. */
export async function vrijePoort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const adres = server.address()
  server.close()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
