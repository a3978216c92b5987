import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { vrijePoort } from '../../infra/kafka/poort.ts'
import { BEHEERDER, maakCluster, startCluster, stopCluster } from '../../services/knooppunt/src/ingebed/cluster.ts'
import { leeft } from '../../services/knooppunt/src/ingebed/postmaster.ts'

/** A PostgreSQL server of its own, thrown away afterwards. */
export type Proefserver = {
  /** address of the server; a database follows after a slash */
  readonly url: string
  start(): Promise<void>
  /** connections are told and cut, the server ends clean */
  stop(): Promise<void>
  /** as a crash: nobody is told, the server has to recover */
  val(): Promise<void>
  /** stops it and removes its folder */
  ruimOp(): Promise<void>
}

/** A test cluster is thrown away: durability past a crash of the machine is what the embedded hub's own tests are about. */
const WEGWERP = { fsync: 'off', full_page_writes: 'off', max_connections: '400', shared_buffers: '128MB' }

/** Makes and starts a server. `instellingen` go before the usual ones of a test. */
export async function maakProefserver(instellingen: Readonly<Record<string, string>> = {}): Promise<Proefserver> {
  const basis = await mkdtemp(join(tmpdir(), 'warmknooppunt-test-'))
  await chmod(basis, 0o755)
  const keuze = {
    map: join(basis, 'pg'),
    poort: await vrijePoort(),
    wachtwoord: randomBytes(16).toString('hex'),
    instellingen: { ...WEGWERP, ...instellingen },
  }
  await maakCluster(keuze)
  let pid = await startCluster(keuze)
  return {
    url: `postgres://${BEHEERDER}:${keuze.wachtwoord}@127.0.0.1:${keuze.poort}`,
    async start() {
      pid = await startCluster(keuze)
    },
    stop: () => stopCluster(pid),
    async val() {
      process.kill(pid, 'SIGQUIT')
      while (leeft(pid)) await wachtMs(5)
    },
    async ruimOp() {
      await stopCluster(pid)
      await rm(basis, { recursive: true, force: true })
    },
  }
}
