import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wacht } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Db } from '@warmknooppunt/platform/db'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Dispatcher } from 'undici'
import { request } from 'undici'
import { eisToken, leesSleutel } from '../services/knooppunt/src/commando/aanmelden.ts'
import type { Datamap } from '../services/knooppunt/src/datamap.ts'
import { datamap, demoSleutelPad } from '../services/knooppunt/src/datamap.ts'
import { BEHEERDER } from '../services/knooppunt/src/ingebed/cluster.ts'
import { leesPostmaster } from '../services/knooppunt/src/ingebed/postmaster.ts'

const MAIN = fileURLToPath(new URL('../services/knooppunt/src/main.ts', import.meta.url))

export type Gestart = {
  readonly url: string
  /** where tokens are given */
  readonly issuer: string
  /** the hub is the process and all below it, the database left out */
  readonly boom?: boolean
  readonly brokerPid?: number
  readonly data: Datamap
  readonly proces: ChildProcess
  readonly startSeconden: number
  stop(): Promise<void>
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function vrijePoort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  await new Promise((klaar) => server.close(klaar))
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}

/** An empty folder for a hub, which the database user may enter. */
export async function nieuweMap(): Promise<string> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-bench-'))
  await chmod(map, 0o711)
  return map
}

/** The all-in-one as `npm start` runs it, on a folder and free ports; resolves when it says it is ready. `opties`: of Node. */
export async function startHub(map: string, opties: readonly string[] = []): Promise<Gestart> {
  const poorten = { POORT: await vrijePoort(), METRIEKEN_POORT: await vrijePoort(), DEMO_POORT: await vrijePoort() }
  // One creditor sends all of the load.
  const env = { ...process.env, DATA_MAP: map, LOGNIVEAU: 'warn', QUOTUM_PER_SECONDE: '0', ...tekstwaarden(poorten) }
  const begin = performance.now()
  const proces = spawn(process.execPath, [...opties, MAIN, 'start'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://127.0.0.1:${poorten.POORT}`
  await wachtTotGereed(url, proces)
  const stop = async () => {
    const einde = new Promise((klaar) => proces.once('exit', klaar))
    proces.kill('SIGTERM')
    await einde
  }
  return {
    url,
    issuer: `${url}/oauth`,
    data: datamap(map),
    proces,
    startSeconden: (performance.now() - begin) / 1000,
    stop,
  }
}

export function tekstwaarden(waarden: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(waarden).map(([naam, waarde]) => [naam, String(waarde)]))
}

/** Waits at most a minute for readiness. */
export async function wachtTotGereed(url: string, proces: ChildProcess, dispatcher?: Dispatcher): Promise<void> {
  for (let poging = 0; poging < 3_000; poging++) {
    if (proces.exitCode !== null)
      throw new Error(`the process stopped with code ${proces.exitCode} before it was ready`)
    const status = await request(`${url}/gezondheid/gereed`, dispatcher ? { dispatcher } : {}).then(
      async ({ statusCode, body }) => {
        await body.dump()
        return statusCode
      },
      () => null,
    )
    if (status === 200) return
    await wacht(20)
  }
  throw new Error(`${url} was not ready within a minute`)
}

/** An access token of a demo party. */
export async function tokenVan(hub: Gestart, deelnemer: string): Promise<string> {
  const clientId = `demo-${deelnemer}`
  const sleutel = await leesSleutel(demoSleutelPad(hub.data, clientId))
  const token = await eisToken({ issuer: hub.issuer, clientId, sleutel }, Temporal.Now.instant())
  return token.access_token
}

/** The embedded database of a running hub, as its owner. */
export async function databaseUrl(data: Datamap): Promise<string> {
  const wachtwoord = (await readFile(data.wachtwoord, 'utf8')).trim()
  const postmaster = await leesPostmaster(data.postgres)
  if (!postmaster) throw new Error('the embedded PostgreSQL is not running')
  return `postgres://${BEHEERDER}:${encodeURIComponent(wachtwoord)}@127.0.0.1:${postmaster.poort}/warmknooppunt`
}

/** Gives one connection to it for as long as `f` takes. */
export async function metDatabase<T>({ data }: Gestart, f: (db: Db) => Promise<T>): Promise<T> {
  const pool = maakPool({ url: await databaseUrl(data), applicatie: 'bench', max: 1, zonderTijdslimiet: true })
  try {
    return await f(pool)
  } finally {
    await pool.end()
  }
}

export async function ruimMapOp(map: string): Promise<void> {
  await rm(map, { recursive: true, force: true })
}

/** Resident memory of a process in MB, from the kernel; null where it does not tell. */
export async function geheugenMb(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kb === undefined ? null : Math.round(Number(kb) / 1024)
}
