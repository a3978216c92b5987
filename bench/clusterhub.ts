import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Clusterstand } from '../cluster/stand.ts'
import { leesStand } from '../cluster/stand.ts'
import { datamap } from '../services/knooppunt/src/datamap.ts'
import type { Gestart } from './hub.ts'
import { tekstwaarden, vrijePoort } from './hub.ts'

const MAIN = fileURLToPath(new URL('../cluster/main.ts', import.meta.url))

export type Clusterhub = Gestart & { readonly stand: () => Promise<Clusterstand> }

/**
 * The hub as separate processes over Kafka (`npm run cluster`), one of each service unless `aantallen` says otherwise, without a gateway: load goes
 * to intake itself, as it would from a gateway on another machine. Resolves when all of it is ready.
 */
export async function startClusterhub(
  map: string,
  aantallen: Readonly<Record<string, number>> = {},
): Promise<Clusterhub> {
  const keren = { autorisatie: 1, intake: 1, routing: 1, sla: 1, delivery: 1, dossier: 1, ...aantallen }
  const opties = Object.entries(keren).flatMap(([dienst, aantal]) => ['--aantal', `${dienst}=${aantal}`])
  const data = datamap(`${map}/data`)
  // One creditor sends all of the load.
  const env = {
    ...process.env,
    ...tekstwaarden({ DEMO_POORT: await vrijePoort(), QUOTUM_PER_SECONDE: 0 }),
    LOGNIVEAU: 'warn',
  }
  const begin = performance.now()
  const argumenten = [MAIN, '--data', data.map, '--zonder', 'gateway', '--json', ...opties]
  const proces = spawn(process.execPath, argumenten, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { basis, issuer } = await leesGereed(proces)
  const brokerPid = (await leesStand(data.map))?.broker?.pid
  return {
    ...{ url: basis, issuer, data, proces, boom: true, ...(brokerPid === undefined ? {} : { brokerPid }) },
    startSeconden: (performance.now() - begin) / 1000,
    async stand() {
      const stand = await leesStand(data.map)
      if (!stand) throw new Error('the cluster tells nothing of itself')
      return stand
    },
    async stop() {
      const einde = once(proces, 'exit')
      proces.kill('SIGTERM')
      await einde
    },
  }
}

/** The line of `--json`, once all is ready. */
async function leesGereed(proces: ChildProcess): Promise<{ basis: string; issuer: string }> {
  if (!proces.stdout) throw new Error('not started')
  for await (const regel of createInterface(proces.stdout)) {
    const gelezen: unknown = JSON.parse(regel)
    if (typeof gelezen !== 'object' || gelezen === null || !('basis' in gelezen) || !('issuer' in gelezen)) break
    return { basis: String(gelezen.basis), issuer: String(gelezen.issuer) }
  }
  throw new Error(`the cluster ended (${proces.exitCode}) before it was ready`)
}
