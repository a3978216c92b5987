import { once } from 'node:events'
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { maakLog } from '@warmknooppunt/platform/log'
import { tekstwaarden } from '../bench/hub.ts'
import type { Broker } from '../cluster/broker.ts'
import { heeftCaddy } from '../cluster/caddy.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { startCluster } from '../cluster/cluster.ts'
import { vrijePoorten } from '../cluster/poorten.ts'
import type { Deel } from '../cluster/proces.ts'
import { datamap } from '../services/knooppunt/src/datamap.ts'
import type { Hub } from './hub.ts'
import { leesRegel, MAIN, voer } from './hubproces.ts'
import type { Klok } from './klok.ts'
import type { Schijf } from './schijf.ts'
import { maakSchijf } from './schijf.ts'
import { wordt } from './wacht.ts'

const KLOK = fileURLToPath(new URL('./hub/klok.ts', import.meta.url))
const GEREED_MS = 180_000
/** Short, so that who is frozen for seconds is put out of its group too. */
const SESSIE_SECONDEN = 6

type Kafka = ReturnType<typeof maakKafka>

/** The hub under test as `npm run cluster` runs it: two processes of each service, a broker, PostgreSQL, and the gateway where Caddy is. */
export type Clusterhub = Hub & {
  readonly kafka: Kafka
  readonly broker: Broker
  /** the disk of all but the broker, and that of the broker; null where this user may not mount one */
  readonly schijven: Schijven | null
  /** where clients find a service when there is no gateway; null = there is one */
  readonly zonderGateway: Cluster | null
  /** all processes, or those of one service */
  delen(dienst?: string): readonly Deel[]
  /** One process will have its clock off by so much more than the others, from its next start on. */
  zetKlok(deel: Deel, scheefMs: number): Promise<void>
}

type Schijven = { readonly data: Schijf; readonly broker: Schijf }

export type Clusterkeuze = {
  readonly klok: Klok
  readonly signal: AbortSignal
  readonly meld: (tekst: string) => void
  /** whether the disks may be made too small */
  readonly schijven: boolean
}

/** Starts it in a folder. */
export async function maakClusterhub(basismap: string, keuze: Clusterkeuze): Promise<Clusterhub> {
  const { signal, meld } = keuze
  const data = datamap(join(basismap, 'data'))
  const klokmap = join(basismap, 'klok')
  await mkdir(klokmap)
  const schijven = keuze.schijven ? await maakSchijven(data.map) : null
  const gateway = await heeftCaddy()
  if (!gateway) meld('no Caddy here: everybody talks to the services themselves, not through the gateway')
  const log = maakClusterlog(join(basismap, 'cluster.log'))
  const [demoPoort = 0] = await vrijePoorten(1)
  const cluster = await startCluster({
    ...{ data: data.map, poort: 0, demoPoort, bus: 'kafka', relay: 'in', gateway, demo: true },
    ...{ env: omgeving(klokmap), log: log.log, meld, signal },
  }).catch(async (fout: unknown) => {
    await ontkoppel(schijven)
    throw fout
  })
  const { broker } = cluster
  if (broker === null) throw new Error('a cluster without a broker of its own')
  return {
    ...{ data, basis: cluster.basis, broker, schijven },
    zonderGateway: gateway ? null : cluster,
    kafka: maakKafka(
      { brokers: [broker.adres], voorvoegsel: '', sessieMs: 10_000, replicatie: 1, tls: null, sasl: null },
      { clientId: 'chaos', log: maakLog({ dienst: 'chaos', niveau: 'fatal' }) },
    ),
    ...bedien({ cluster, broker, klokmap, ...keuze }),
    commando: (opdracht, env = {}) =>
      voer([MAIN, ...opdracht], {
        ...{
          PATH: process.env.PATH ?? '',
          DATA_MAP: data.map,
          CHAOS_KLOK_MS: String(keuze.klok.verschuivingMs()),
          ...env,
        },
      }),
    logregels: async () => [...(await log.regels()), ...(await leesDienstlogs(data.log))],
    async ruimOp() {
      await cluster.stop()
      await ontkoppel(schijven)
    },
  }
}

type Bediening = Pick<Clusterkeuze, 'klok' | 'signal'> & {
  readonly cluster: Cluster
  readonly broker: Broker
  readonly klokmap: string
}

/** The processes, all at once or one by one. */
function bedien({ cluster, broker, klokmap, klok, signal }: Bediening) {
  const delen = (dienst?: string) => cluster.processen(dienst)
  const scheef = new Map<string, number>()
  const schrijfKlok = ({ naam, poort }: Deel) =>
    writeFile(join(klokmap, String(poort)), String(klok.verschuivingMs() + (scheef.get(naam) ?? 0)))
  const onklaar = async () => {
    const gereed = await Promise.all(delen().map((deel) => deel.gereed()))
    return delen().filter((_, i) => !gereed[i])
  }
  // Of a broker that died a moment ago nobody may know yet.
  const isGereed = async () => (await luistert(broker.adres)) && (await onklaar()).length === 0
  const wachtGereed = () => wordt(isGereed, GEREED_MS, signal)
  const neer = (teken: 'SIGTERM' | 'SIGKILL') => Promise.all(delen().map((deel) => deel.neer(teken)))
  return {
    delen,
    wachtGereed,
    async zetKlok(deel: Deel, ms: number) {
      scheef.set(deel.naam, ms)
      await schrijfKlok(deel)
    },
    async start() {
      await Promise.all(delen().map(schrijfKlok))
      for (const deel of delen()) deel.op()
      if ((await wachtGereed()) || signal.aborted) return
      const namen = (await onklaar()).map(({ naam }) => naam)
      throw new Error(`not ready within ${GEREED_MS / 1_000} s: ${namen.join(', ') || 'the broker'}`)
    },
    dood: async () => void (await neer('SIGKILL')),
    async stop() {
      await neer('SIGTERM')
      const fout = delen().filter((deel) => deel.afloop() !== 'code 0')
      if (fout.length === 0) return
      const hoe = fout.map((deel) => `${deel.naam} (${deel.afloop()})`).join(', ')
      throw new Error(`after SIGTERM these did not end with 0: ${hoe}`)
    },
  }
}

/** What the cluster itself says, in a file beside the folder, whose disk may be full. */
function maakClusterlog(bestand: string) {
  const bij: Promise<void>[] = []
  const naar = { write: (regel: string) => void bij.push(appendFile(bestand, regel)) }
  return {
    log: maakLog({ dienst: 'cluster', niveau: 'info', naar }),
    async regels() {
      await Promise.all(bij)
      return (await leesAls(bestand)).split('\n').flatMap(leesRegel)
    },
  }
}

async function leesDienstlogs(map: string) {
  const namen = (await readdir(map)).filter((naam) => /\.log(\.1)?$/.test(naam) && !naam.startsWith('gateway'))
  const teksten = await Promise.all(namen.map((naam) => leesAls(join(map, naam))))
  return teksten.flatMap((tekst) => tekst.split('\n').flatMap(leesRegel))
}

/** Settings of the services; each loads the moved clock first. */
function omgeving(klokmap: string): Readonly<Record<string, string | undefined>> {
  const klok = pathToFileURL(KLOK)
  klok.searchParams.set('map', klokmap)
  const { PATH, HOME, JAVA_HOME } = process.env
  return {
    ...{ PATH, HOME, JAVA_HOME, NODE_OPTIONS: `--import=${klok.href}` },
    ...tekstwaarden({ LOGNIVEAU: 'warn', QUOTUM_PER_SECONDE: 0, KAFKA_SESSIE_SECONDEN: SESSIE_SECONDEN }),
  }
}

/** One for the folder, and in it one for what the broker keeps. */
async function maakSchijven(map: string): Promise<Schijven | null> {
  const data = await maakSchijf(map)
  if (data === null) return null
  const broker = await maakSchijf(join(map, 'kafka'))
  if (broker === null) throw new Error('one disk could be mounted, and not a second one')
  return { data, broker }
}

async function ontkoppel(schijven: Schijven | null): Promise<void> {
  await schijven?.broker.ontkoppel()
  await schijven?.data.ontkoppel()
}

/** Whether somebody takes connections there. */
async function luistert(adres: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${adres}`)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function leesAls(pad: string): Promise<string> {
  return readFile(pad, 'utf8').catch(() => '')
}
