import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { Agent } from 'undici'
import { vrijePoort } from '../../bench/hub.ts'
import type { Clusterstand, Processtand } from '../../cluster/stand.ts'
import { leesStand, ruimRestenOp } from '../../cluster/stand.ts'
import { kiesClient } from '../../services/knooppunt/src/commando/client.ts'
import { datamap } from '../../services/knooppunt/src/datamap.ts'
import { leeft } from '../../services/knooppunt/src/ingebed/postmaster.ts'
import { maakTokens } from '../../services/knooppunt/src/simulatie/tokens.ts'
import type { Verbinding } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'

const MAIN = fileURLToPath(new URL('../../cluster/main.ts', import.meta.url))
const START_MS = 170_000

/** `npm run cluster` on a folder of its own and free ports, looked at from outside. */
export type Clusterproef = {
  readonly map: string
  readonly basis: string
  readonly demoOntvanger: string
  readonly proces: ChildProcess
  readonly verbinding: Verbinding
  stand(): Promise<Clusterstand>
  een(naam: string): Promise<Processtand>
  /** what a process logged */
  regels(naam: string): Promise<Record<string, unknown>[]>
  sluit(): Promise<void>
}

export async function maakClusterproef(
  vlaggen: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Clusterproef> {
  const wortel = await mkdtemp(join(tmpdir(), 'warmknooppunt-cluster-'))
  await chmod(wortel, 0o711)
  const map = join(wortel, 'data')
  const demoPoort = String(await vrijePoort())
  const proces = spawn(process.execPath, [MAIN, '--data', map, '--poort', '0', '--json', ...vlaggen], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', DEMO_POORT: demoPoort, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const uit: string[] = []
  const fout: string[] = []
  proces.stdout.on('data', (deel) => uit.push(String(deel)))
  proces.stderr.on('data', (deel) => fout.push(String(deel)))
  const klaar = new AbortController()
  const dispatcher = new Agent({ connections: 64 })
  const sluit = async () => {
    klaar.abort()
    await dispatcher.destroy()
    await beeindig(proces, map)
    await rm(wortel, { recursive: true, force: true })
  }
  try {
    await totdat(() => {
      if (proces.exitCode !== null) throw new Error(`the cluster ended with ${proces.exitCode}: ${fout.join('')}`)
      return uit.join('').includes('\n')
    }, START_MS)
  } catch (reden) {
    await sluit()
    throw reden
  }
  const gezegd: { basis: string; demoOntvanger: string } = JSON.parse(uit.join(''))
  const data = datamap(map)
  const clients = await Promise.all(DEMO_CLIENTS.map((c) => kiesClient(c.clientId, {}, data)))
  const partijen = new Map(clients.map((client) => [client.clientId, client]))
  const token = maakTokens({ partijen, nu: () => Temporal.Now.instant(), signal: klaar.signal })
  const stand = async () => {
    const gelezen = await leesStand(map)
    if (!gelezen) throw new Error('the cluster wrote no cluster.json')
    return gelezen
  }
  return {
    map,
    ...gezegd,
    proces,
    verbinding: { url: gezegd.basis, dispatcher, token },
    stand,
    async een(naam) {
      const gevonden = (await stand()).processen.find((deel) => deel.naam === naam)
      if (!gevonden) throw new Error(`no process ${naam}`)
      return gevonden
    },
    async regels(naam) {
      const tekst = await readFile(join(map, 'log', `${naam}.log`), 'utf8')
      return tekst.split('\n').flatMap((regel) => (regel.startsWith('{') ? [JSON.parse(regel)] : []))
    },
    sluit,
  }
}

/** Whatever of it still runs, its database last. */
async function beeindig(proces: ChildProcess, map: string): Promise<void> {
  if (proces.exitCode === null && proces.signalCode === null) {
    const weg = once(proces, 'exit')
    proces.kill('SIGKILL')
    await weg
  }
  const stand = await leesStand(map).catch(() => null)
  await ruimRestenOp(map).catch(() => undefined)
  const pid = stand?.database.pid ?? 0
  if (pid > 1 && leeft(pid)) {
    process.kill(pid, 'SIGINT')
    await totdat(() => !leeft(pid), 30_000)
  }
}
