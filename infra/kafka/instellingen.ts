/** Where a broker listens. */
export type Poorten = { readonly open: number; readonly bestuur: number }

type Keuze = {
  readonly map: string
  readonly luister: string
  readonly poorten: Poorten
  /** settings that go before these */
  readonly extra: Readonly<Record<string, string>>
}

/** One node that is broker and controller both. Sized for many small topics: a test makes its own. */
export function instellingen({ map, luister, poorten, extra }: Keuze): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${poorten.bestuur}`,
    'controller.listener.names': 'BESTUUR',
    'inter.broker.listener.name': 'OPEN',
    listeners: `OPEN://${luister}:${poorten.open},BESTUUR://127.0.0.1:${poorten.bestuur}`,
    'advertised.listeners': `OPEN://127.0.0.1:${poorten.open}`,
    'listener.security.protocol.map': 'OPEN:PLAINTEXT,BESTUUR:PLAINTEXT',
    'log.dirs': `${map}/data`,
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.threads': '1',
    'log.cleaner.dedupe.buffer.size': '2097152',
    'log.index.size.max.bytes': '1048576',
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    // There is no other node to hand the partitions to.
    'controlled.shutdown.enable': 'false',
    // Until the controller holds the node that ended for gone, the same node is not let in again: 9 s by default.
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '300',
    ...extra,
  }
}

/** The text of a Java properties file. */
export function alsProperties(waarden: Readonly<Record<string, string>>): string {
  return Object.entries(waarden)
    .map(([naam, waarde]) => `${naam}=${waarde.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`)
    .join('')
}
