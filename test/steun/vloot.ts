import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Sluiting } from '@warmknooppunt/dossier/sluitend/sluitend'
import { sluit } from '@warmknooppunt/dossier/sluitend/sluitend'
import { maakKekRegel } from '@warmknooppunt/platform/keks'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Pool } from 'pg'
import pg from 'pg'
import { Agent } from 'undici'
import { inject } from 'vitest'
import type { Verbinding } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'
import { AUDIENCE, ISSUER, maakAanmelding } from './aanmelding.ts'
import type { Boom } from './boom.ts'
import type { Stagenaam } from './gateway.ts'
import { maakGateway } from './gateway.ts'

const voer = promisify(execFile)
export const STAGES = ['intake', 'routing', 'sla', 'delivery', 'dossier'] as const

/** One stage of one version as a process of its own. */
export type Schip = {
  readonly stage: Stagenaam
  readonly proces: ChildProcess
  readonly poort: number
  /** what it logged, a line a happening */
  readonly regels: readonly string[]
  gereed(): Promise<{ readonly status: number; readonly redenen: readonly { onderdeel: string; code: string }[] }>
}

/** Processes of several versions on one empty database, behind one gateway, and parties that talk to it. */
export type Vloot = {
  readonly url: string
  readonly verbinding: Verbinding
  /** what a stage said of itself while it should have been ready */
  readonly onklaar: readonly string[]
  migreer(boom: Boom): Promise<string>
  laadDemo(boom: Boom): Promise<void>
  start(boom: Boom, stage: Stagenaam): Promise<Schip>
  /** Out of the gateway, then SIGTERM; gives its exit code. */
  stop(schip: Schip): Promise<number | null>
  /** kill -9 */
  dood(schip: Schip): Promise<void>
  /** connections of the owner of the database, for as long as `f` takes */
  metDatabase<T>(f: (db: Pool) => Promise<T>): Promise<T>
  sluit(): Promise<void>
}

const PEIL_MS = 200

export async function maakVloot(): Promise<Vloot> {
  const database = await legeDatabase()
  const aanmelding = await maakAanmelding()
  const [client] = aanmelding.clients
  const gateway = await maakGateway((pad) => (pad === '/jwks' ? client?.jwks : undefined))
  const dispatcher = new Agent({ connections: 64 })
  const schepen = new Set<Schip>()
  const onklaar: string[] = []
  const nu = () => Temporal.Now.instant()
  const env = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: database.url,
    UITGEVERS: `${ISSUER}=${gateway.url}/jwks`,
    AUDIENCE,
    KEK: maakKekRegel('proef'),
    HUB_OIN: '00000099900000012000',
    POORT: '0',
    METRIEKEN_POORT: '0',
    QUOTUM_PER_SECONDE: '0',
  }
  const einde = new AbortController()
  const peiling = peil(schepen, onklaar, einde.signal)
  const haalIn = async (schip: Schip, teken: 'SIGTERM' | 'SIGKILL') => {
    gateway.neem(schip.stage, schip.poort)
    schepen.delete(schip)
    const weg = once(schip.proces, 'exit')
    schip.proces.kill(teken)
    await weg
    return schip.proces.exitCode
  }
  return {
    url: database.url,
    verbinding: {
      url: gateway.url,
      dispatcher,
      token: (clientId) => aanmelding.token(clientId.replace(/^demo-/, ''), { nu: nu() }),
    },
    onklaar,
    async migreer({ map }) {
      const main = join(map, 'services/knooppunt/src/main.ts')
      return (await voer(process.execPath, [main, 'migreer'], { env })).stdout
    },
    async laadDemo({ map }) {
      const o = { issuer: ISSUER, clients: aanmelding.clients, nu: nu().toString() }
      const opties = { cwd: map, env: { ...env, DEMO: JSON.stringify(o) } }
      await voer(process.execPath, ['--input-type=module', '-e', LAAD_DEMO], opties)
    },
    async start(boom, stage) {
      const schip = await vaarUit(boom, stage, env)
      schepen.add(schip)
      gateway.voeg(stage, schip.poort)
      return schip
    },
    stop: (schip) => haalIn(schip, 'SIGTERM'),
    async dood(schip) {
      await haalIn(schip, 'SIGKILL')
    },
    async metDatabase(f) {
      const pool = maakPool({ url: database.url, applicatie: 'test', max: 1 })
      return f(pool).finally(() => pool.end())
    },
    async sluit() {
      einde.abort()
      await peiling
      await dispatcher.destroy()
      for (const { proces } of schepen) proces.kill('SIGKILL')
      await gateway.sluit()
      await database.weg()
    },
  }
}

/** By the version's own code: how the register is filled belongs to it. */
const LAAD_DEMO = `
  import { maakPool } from '@warmknooppunt/platform/pool'
  import { laadDemo } from '@warmknooppunt/register/demo'
  const { nu, ...rest } = JSON.parse(process.env.DEMO)
  const pool = maakPool({ url: process.env.DATABASE_URL, applicatie: 'proef' })
  await laadDemo(pool, { ...rest, nu: Temporal.Instant.from(nu) })
  await pool.end()
`

async function legeDatabase(): Promise<{ readonly url: string; weg(): Promise<void> }> {
  const pgUrl = inject('pgUrl')
  const naam = `vloot_${randomBytes(6).toString('hex')}`
  const beheer = async (opdracht: string) => {
    const client = new pg.Client({ connectionString: `${pgUrl}/postgres` })
    await client.connect()
    await client.query(opdracht).finally(() => client.end())
  }
  await beheer(`create database ${naam} template template0`)
  return { url: `${pgUrl}/${naam}`, weg: () => beheer(`drop database ${naam} with (force)`) }
}

async function vaarUit(boom: Boom, stage: Stagenaam, env: Readonly<Record<string, string>>): Promise<Schip> {
  const main = join(boom.map, `services/${stage}/src/main.ts`)
  const proces = spawn(process.execPath, [main], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const regels: string[] = []
  createInterface(proces.stdout).on('line', (regel) => regels.push(regel))
  proces.stderr.on('data', (deel) => regels.push(String(deel)))
  let poort = 0
  await totdat(() => {
    if (proces.exitCode !== null) throw new Error(`${stage} ended: ${regels.join('\n')}`)
    const gestart = regels.find((regel) => regel.includes('"dienst.gestart"'))
    poort = gestart === undefined ? 0 : Number(JSON.parse(gestart).poort)
    return poort > 0
  }, 90_000)
  const gereed = async () => {
    const antwoord = await fetch(`http://127.0.0.1:${poort}/gezondheid/gereed`)
    return { status: antwoord.status, redenen: Object(await antwoord.json()).redenen ?? [] }
  }
  await totdat(async () => (await gereed()).status === 200, 90_000)
  return { stage, proces, poort, regels, gereed }
}

/** Asks every process that should be ready, all the time. */
async function peil(schepen: ReadonlySet<Schip>, onklaar: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const schip of [...schepen]) {
      const gehoord = await schip.gereed().catch(() => null)
      if (!schepen.has(schip) || gehoord?.status === 200) continue
      onklaar.push(`${schip.stage}: ${gehoord ? JSON.stringify(gehoord.redenen) : 'no answer'}`)
    }
    await wachtMs(PEIL_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** What became of everything that was accepted, with no time to be under way. */
export async function sluitAf({ url }: Vloot): Promise<Sluiting> {
  const pool = maakPool({ url, applicatie: 'test', rol: 'wk_lezer', max: 1 })
  const nu = Temporal.Now.instant()
  const van = Temporal.Instant.fromEpochMilliseconds(0)
  return sluit({ pool, nu, van, tot: nu, respijtSeconden: 0 }).finally(() => pool.end())
}

/** How many messages all stages have put aside. */
export function telApart(vloot: Vloot): Promise<number> {
  return vloot.metDatabase(async (db) => {
    const { rows } = await db.query<{ aantal: number }>(
      `select (select count(*) from routing.onverwerkbaar) + (select count(*) from sla.onverwerkbaar)
         + (select count(*) from delivery.onverwerkbaar) + (select count(*) from dossier.onverwerkbaar) as aantal`,
    )
    return rows[0]?.aantal ?? -1
  })
}
