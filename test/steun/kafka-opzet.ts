import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Schijf } from '../../chaos/schijf.ts'
import { maakSchijf } from '../../chaos/schijf.ts'
import type { Broker } from '../../infra/kafka/broker.ts'
import { maakBroker, nieuwClusterId } from '../../infra/kafka/broker.ts'
import { maakCertificaten } from '../../infra/kafka/certificaten.ts'
import type { Poorten, Toegang } from '../../infra/kafka/instellingen.ts'
import { kiesJava } from '../../infra/kafka/java.ts'
import { vrijePoort } from '../../infra/kafka/poort.ts'

/** What a test is told: where the broker of this run is, or why there is none. */
export type Antwoord = { readonly brokers: string; readonly beveiligd: Beveiligd | null } | { readonly reden: string }
/** How to come in at the doors of the broker that are not open; null for a broker of KAFKA_BROKERS, whose doors are its owner's. */
export type Beveiligd = { readonly veilig: string; readonly wederzijds: string; readonly toegang: Toegang }
type Gestart = { readonly antwoord: Antwoord; ruimOp(): Promise<void> }

/** Where the test files of a run ask for its one broker, which is started when the first of them does. */
export type Kafkaloket = { readonly url: string; sluit(): Promise<void> }

export async function openKafkaloket(): Promise<Kafkaloket> {
  let gestart: Promise<Gestart> | null = null
  const server = createServer((_vraag, antwoord) => {
    gestart ??= begin(process.env.KAFKA_BROKERS ?? '')
    gestart
      .then((een) => antwoord.end(JSON.stringify(een.antwoord)))
      .catch((fout: unknown) => antwoord.end(JSON.stringify({ reden: String(fout) })))
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return {
    url: `http://127.0.0.1:${adres.port}`,
    async sluit() {
      server.close()
      server.closeAllConnections()
      // A broker that did not start was told to whoever asked, and has cleaned up.
      const broker = await gestart?.catch(() => null)
      await broker?.ruimOp()
    },
  }
}

async function begin(brokers: string): Promise<Gestart> {
  if (brokers !== '') return { antwoord: { brokers, beveiligd: null }, ruimOp: async () => undefined }
  const broker = await maakWegwerpbroker()
  if ('reden' in broker) {
    console.warn(`\nSKIPPED: every test that needs Kafka. ${broker.reden}. Or name one with KAFKA_BROKERS.\n`)
    return { antwoord: broker, ruimOp: async () => undefined }
  }
  const beveiligd = {
    veilig: `127.0.0.1:${broker.poorten.veilig}`,
    wederzijds: `127.0.0.1:${broker.poorten.wederzijds}`,
    toegang: broker.toegang,
  }
  return { antwoord: { brokers: broker.adres, beveiligd }, ruimOp: broker.ruimOp }
}

export type Wegwerpbroker = Broker & {
  readonly poorten: Required<Poorten>
  readonly toegang: Toegang
  readonly schijf: Schijf | null
  ruimOp(): Promise<void>
}

export type Wegwerpkeuze = {
  /** settings of the broker that go before the usual ones */
  readonly extra?: Readonly<Record<string, string>>
  /** on a disk of its own, to be filled; `schijf` is null where this user may not mount one */
  readonly eigenSchijf?: true
}

/** A started broker on a folder that is removed afterwards, or why there is none. */
export async function maakWegwerpbroker(keuze: Wegwerpkeuze = {}): Promise<Wegwerpbroker | { readonly reden: string }> {
  const java = await kiesJava()
  if ('reden' in java) return java
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-kafka-'))
  const schijf = keuze.eigenSchijf ? await maakSchijf(join(map, 'data')) : null
  const poorten = await kiesPoorten()
  const toegang = maakToegang()
  const broker = maakBroker({ java, map, poorten, toegang, extra: keuze.extra ?? {} })
  const ruimOp = async () => {
    await broker.dood()
    await schijf?.ontkoppel()
    await rm(map, { recursive: true, force: true })
  }
  try {
    await broker.start()
  } catch (fout) {
    await ruimOp()
    throw fout
  }
  return { ...broker, poorten, toegang, schijf, ruimOp }
}

export type Wegwerpcluster = {
  /** node 1 first */
  readonly nodes: readonly Broker[]
  readonly brokers: readonly string[]
  ruimOp(): Promise<void>
}

/** So many started brokers that are one cluster, on a folder that is removed afterwards, or why there are none. */
export async function maakWegwerpcluster(aantal: number): Promise<Wegwerpcluster | { readonly reden: string }> {
  const java = await kiesJava()
  if ('reden' in java) return java
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-kafka-'))
  const open = await vrijePoorten(aantal)
  const besturen = await vrijePoorten(aantal)
  const clusterId = nieuwClusterId()
  const nodes = open.map((poort, n) => {
    const poorten = { open: poort, bestuur: besturen[n] ?? 0 }
    return maakBroker({ java, map: join(map, String(n + 1)), poorten, lid: { nr: n + 1, clusterId, besturen } })
  })
  const ruimOp = async () => {
    await Promise.all(nodes.map((node) => node.dood()))
    await rm(map, { recursive: true, force: true })
  }
  // One alone does not come up: a majority chooses who controls.
  const gestart = await Promise.allSettled(nodes.map((node) => node.start()))
  const mis = gestart.find((een) => een.status === 'rejected')
  if (mis) {
    await ruimOp()
    throw mis.reason
  }
  return { nodes, brokers: nodes.map(({ adres }) => adres), ruimOp }
}

async function vrijePoorten(aantal: number): Promise<number[]> {
  const poorten: number[] = []
  while (poorten.length < aantal) poorten.push(await vrijePoort())
  return poorten
}

async function kiesPoorten(): Promise<Required<Poorten>> {
  return {
    open: await vrijePoort(),
    bestuur: await vrijePoort(),
    veilig: await vrijePoort(),
    wederzijds: await vrijePoort(),
  }
}

function maakToegang(): Toegang {
  const wachtwoord = () => randomBytes(12).toString('hex')
  return {
    certificaten: maakCertificaten(Temporal.Now.instant()),
    hub: { naam: 'hub', wachtwoord: wachtwoord() },
    gast: { naam: 'gast', wachtwoord: wachtwoord() },
  }
}
