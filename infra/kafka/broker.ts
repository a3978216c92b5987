import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Lid, Poorten, Toegang } from './instellingen.ts'
import { alsProperties, deurenVan, formatArgumenten, instellingen } from './instellingen.ts'
import type { Java, Sein } from './java.ts'

const voerUit = promisify(execFile)
const LOG4J = fileURLToPath(new URL('log4j2.properties', import.meta.url))
const OPGEKOMEN = 'Kafka Server started'
const OPKOMEN_MS = 90_000
// A container's image may have to be fetched first.
const FORMAT_MS = 300_000
const STOPPEN_MS = 30_000
const MAX_LOG_BYTES = 8 * 1_048_576
/** Up soon and small, rather than fast at its best. */
const JVM_PROEF = ['-Xmx256m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']

export type Brokerkeuze = {
  readonly java: Java
  /** kept between starts: the cluster id and the messages lie in it */
  readonly map: string
  readonly poorten: Poorten
  /** absent: a cluster by itself */
  readonly lid?: Lid
  /** settings of the broker that go before the usual ones */
  readonly extra?: Readonly<Record<string, string>>
  /** options of Java instead of those of a test */
  readonly jvm?: readonly string[]
  /** who may come in at the ports `veilig` and `wederzijds`; counts at the first start */
  readonly toegang?: Toegang
}

/** A node of Kafka. It ends with the process that made it, also when that is killed. */
export type Broker = {
  readonly adres: string
  readonly map: string
  readonly pid: () => number
  leeft(): boolean
  /** resolves when what runs now has ended, by whatever cause */
  einde(): Promise<void>
  /** resolves when it takes requests; on the same data after a stop or a kill */
  start(): Promise<void>
  /** clients are told, the log is closed */
  stop(): Promise<void>
  /** kill -9 */
  dood(): Promise<void>
  bevries(): Promise<void>
  ontdooi(): Promise<void>
}

/** A broker that was not started yet. */
export function maakBroker(gekozen: Brokerkeuze): Broker {
  const keuze = { ...gekozen, map: resolve(gekozen.map) }
  const naam = `warmknooppunt-kafka-${randomUUID().slice(0, 8)}`
  let lopend: Lopend | null = null
  const leeft = () => lopend !== null && lopend.kind.exitCode === null && lopend.kind.signalCode === null
  const sein = async (teken: Sein) => {
    if (!lopend || !leeft()) return
    const [commando, argumenten] = keuze.java.sein({ naam, pid: lopend.pid }, teken)
    await voerUit(commando, argumenten)
  }
  const beeindig = async (teken: Sein) => {
    if (!lopend) return
    await sein(teken)
    const op = await Promise.race([lopend.einde.then(() => true), wachtMs(STOPPEN_MS, false, { ref: false })])
    if (!op) await sein('SIGKILL')
    await lopend.einde
    lopend = null
  }
  return {
    adres: `127.0.0.1:${keuze.poorten.open}`,
    map: keuze.map,
    pid: () => lopend?.pid ?? 0,
    leeft,
    einde: async () => lopend?.einde,
    async start() {
      if (leeft()) return
      await bereidVoor(keuze, naam)
      await ruimRestOp(keuze.java, naam)
      lopend = await begin(keuze, naam)
      try {
        await wachtTotOp(keuze.map, lopend.vanaf, leeft)
      } catch (fout) {
        await beeindig('SIGKILL')
        throw fout
      }
    },
    stop: () => beeindig('SIGTERM'),
    dood: () => beeindig('SIGKILL'),
    bevries: () => sein('SIGSTOP'),
    ontdooi: () => sein('SIGCONT'),
  }
}

/** What a start under this name left: a container outlives the client that began it. */
async function ruimRestOp({ ruim }: Java, naam: string): Promise<void> {
  const opdracht = ruim(naam)
  // There mostly is none.
  if (opdracht) await voerUit(...opdracht).catch(() => undefined)
}

type Lopend = {
  readonly kind: ChildProcess
  readonly pid: number
  /** where in the log this start begins */
  readonly vanaf: number
  readonly einde: Promise<void>
}

const logVan = (map: string) => join(map, 'broker.log')
const propertiesVan = (map: string) => join(map, 'server.properties')

async function bereidVoor(keuze: Brokerkeuze, naam: string): Promise<void> {
  const { java, map, poorten, lid, extra = {}, toegang = null } = keuze
  await mkdir(map, { recursive: true })
  const waarden = instellingen({ map, luister: java.luister, poorten, lid, toegang, extra })
  await writeFile(propertiesVan(map), alsProperties(waarden), { mode: 0o600 })
  if (existsSync(join(waarden['log.dirs'] ?? map, 'meta.properties'))) return
  const [commando, argumenten] = java.opdracht({
    naam: `${naam}-format`,
    map,
    poorten: [],
    jvm: JVM_PROEF,
    klasse: 'kafka.tools.StorageTool',
    // With =, for an id that begins with a dash.
    argumenten: [
      'format',
      `--cluster-id=${lid?.clusterId ?? nieuwClusterId()}`,
      '-c',
      propertiesVan(map),
      ...(toegang ? formatArgumenten(toegang) : []),
    ],
  })
  await voerUit(commando, argumenten, { timeout: FORMAT_MS })
}

/** An id as Kafka makes them. */
export function nieuwClusterId(): string {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
}

async function begin({ java, map, poorten, lid, jvm = JVM_PROEF }: Brokerkeuze, naam: string): Promise<Lopend> {
  const [commando, argumenten] = java.opdracht({
    naam,
    map,
    poorten: deurenVan(poorten).map(({ poort }) => poort),
    ...(lid ? { samen: true } : {}),
    jvm: [...jvm, `-Dlog4j2.configurationFile=${LOG4J}`],
    klasse: 'kafka.Kafka',
    argumenten: [propertiesVan(map)],
  })
  const { log, vanaf } = await openLog(logVan(map))
  // A group of its own: Ctrl-C is for who started it, which stops it in its time.
  const kind = spawn(commando, argumenten, { stdio: ['ignore', log.fd, log.fd], detached: true })
  const einde = new Promise<void>((klaar) => kind.once('exit', () => klaar()).once('error', () => klaar()))
  await new Promise<void>((klaar, mislukt) => kind.once('spawn', klaar).once('error', mislukt))
  await log.close()
  const pid = kind.pid ?? 0
  const wacht = bewaak(java.sein({ naam, pid }, 'SIGKILL'))
  return { kind, pid, vanaf, einde: einde.then(() => void wacht.kill('SIGKILL')) }
}

/** Behind what an earlier start said: why that one ended stands there. `vanaf` is where this one begins. */
async function openLog(bestand: string) {
  const vol = await open(bestand, 'a')
  const { size } = await vol.stat()
  if (size <= MAX_LOG_BYTES) return { log: vol, vanaf: size }
  await vol.close()
  await rename(bestand, `${bestand}.1`)
  return { log: await open(bestand, 'a'), vanaf: 0 }
}

/** Reads its stdin, which closes when this process is gone however it went, and then ends the broker. */
function bewaak([commando, argumenten]: readonly [string, readonly string[]]): ChildProcess {
  const regel = 'cat >/dev/null; exec "$@"'
  const wacht = spawn('sh', ['-c', regel, 'sh', commando, ...argumenten], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  wacht.unref()
  return wacht
}

async function wachtTotOp(map: string, vanaf: number, leeft: () => boolean): Promise<void> {
  const totMs = performance.now() + OPKOMEN_MS
  for (;;) {
    const log = await readFile(logVan(map)).catch(() => Buffer.alloc(0))
    const tekst = log.subarray(vanaf).toString()
    if (tekst.includes(OPGEKOMEN)) return
    if (!leeft()) throw new Error(`the Kafka broker ended while it started (${logVan(map)})\n${tekst.slice(-2_000)}`)
    if (performance.now() > totMs) throw new Error(`the Kafka broker is not up after ${OPKOMEN_MS / 1_000} s\n${tekst}`)
    await wachtMs(25)
  }
}
