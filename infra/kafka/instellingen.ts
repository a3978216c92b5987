import type { Certificaten } from './certificaten.ts'

/**
 * Where a broker listens on 127.0.0.1. `open`: plain, all rights. `veilig`: TLS, and who connects signs in. `wederzijds`: TLS, and who
 * connects shows a certificate.
 */
export type Poorten = {
  readonly open: number
  readonly bestuur: number
  readonly veilig?: number
  readonly wederzijds?: number
}

/** Who may sign in at `veilig`. */
export type Gebruiker = { readonly naam: string; readonly wachtwoord: string }
/** `hub` has all rights, `gast` none. */
export type Toegang = {
  readonly certificaten: Certificaten
  readonly hub: Gebruiker
  readonly gast: Gebruiker
}

/** One of several nodes that make a cluster on this machine. */
export type Lid = {
  /** from 1 */
  readonly nr: number
  readonly clusterId: string
  /** the ports of the controllers of all nodes, of node 1 first */
  readonly besturen: readonly number[]
}

type Keuze = {
  readonly map: string
  readonly luister: string
  readonly poorten: Poorten
  readonly lid?: Lid | undefined
  readonly toegang: Toegang | null
  /** settings that go before these */
  readonly extra: Readonly<Record<string, string>>
}
type Waarden = Readonly<Record<string, string>>

/** A node that is broker and controller both. Sized for many small topics: a test makes its own. */
export function instellingen({ map, luister, poorten, lid, toegang, extra }: Keuze): Waarden {
  const deuren = deurenVan(poorten)
  const besturen = lid?.besturen ?? [poorten.bestuur]
  return {
    'process.roles': 'broker,controller',
    'node.id': String(lid?.nr ?? 1),
    'controller.quorum.voters': besturen.map((poort, n) => `${n + 1}@127.0.0.1:${poort}`).join(),
    'controller.listener.names': 'BESTUUR',
    'inter.broker.listener.name': 'OPEN',
    listeners: [
      ...deuren.map(({ naam, poort }) => `${naam}://${luister}:${poort}`),
      `BESTUUR://127.0.0.1:${poorten.bestuur}`,
    ].join(),
    'advertised.listeners': deuren.map(({ naam, poort }) => `${naam}://127.0.0.1:${poort}`).join(),
    'listener.security.protocol.map': 'OPEN:PLAINTEXT,BESTUUR:PLAINTEXT,VEILIG:SASL_SSL,WEDERZIJDS:SSL',
    'log.dirs': `${map}/data`,
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.threads': '1',
    'log.cleaner.dedupe.buffer.size': '2097152',
    'log.index.size.max.bytes': '1048576',
    'auto.create.topics.enable': 'false',
    ...eigenTopics(besturen.length),
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    ...(toegang ? beveiliging(toegang) : {}),
    ...extra,
  }
}

/** The ports at which clients connect. */
export function deurenVan({ open, veilig, wederzijds }: Poorten): { readonly naam: string; readonly poort: number }[] {
  return [
    { naam: 'OPEN', poort: open },
    ...(veilig === undefined ? [] : [{ naam: 'VEILIG', poort: veilig }]),
    ...(wederzijds === undefined ? [] : [{ naam: 'WEDERZIJDS', poort: wederzijds }]),
  ]
}

/** Of what Kafka itself keeps a copy on every node, of which one may be away. */
function eigenTopics(nodes: number): Waarden {
  const [kopieen, minstens] = [String(nodes), String(Math.max(1, nodes - 1))]
  return {
    'offsets.topic.replication.factor': kopieen,
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': kopieen,
    'transaction.state.log.min.isr': minstens,
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': kopieen,
    'share.coordinator.state.topic.min.isr': minstens,
    // Until the controller holds a node that was killed for gone, the same node is not let in again: 9 s by default.
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '300',
  }
}

function beveiliging({ certificaten: { ca, broker }, hub, gast }: Toegang): Waarden {
  const plain = [hub, gast].map(({ naam, wachtwoord }) => `user_${naam}="${wachtwoord}"`).join(' ')
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': broker.certificaat,
    'ssl.keystore.key': broker.sleutel,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': ca,
    'listener.name.wederzijds.ssl.client.auth': 'required',
    'listener.name.veilig.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.veilig.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${plain};`,
    'listener.name.veilig.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.veilig.scram-sha-512.sasl.jaas.config': scram,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:ANONYMOUS;User:${hub.naam};User:CN=hub`,
  }
}

/** What `kafka-storage format` must write down of who may sign in. */
export function formatArgumenten({ hub, gast }: Toegang): string[] {
  return [hub, gast].flatMap(({ naam, wachtwoord }) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((soort) => [
      '--add-scram',
      `${soort}=[name=${naam},password=${wachtwoord}]`,
    ]),
  )
}

/** The text of a Java properties file. */
export function alsProperties(waarden: Waarden): string {
  return Object.entries(waarden)
    .map(([naam, waarde]) => `${naam}=${waarde.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`)
    .join('')
}
