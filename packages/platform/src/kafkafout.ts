/** What is wrong with Kafka, for logs, metrics and health: a closed list. */
export const KAFKAFOUTEN = [
  'kafka-onbereikbaar',
  'kafka-tls-geweigerd',
  'kafka-aanmelding-geweigerd',
  'kafka-rechten',
  'kafka-topic-ontbreekt',
  'kafka-bericht-te-groot',
  'kafka-te-weinig-brokers',
  'kafka-te-weinig-replicas',
  'kafka-schijf',
  'kafka-volgnummer',
  'kafka-niet-bevestigd',
  'kafka-onbekend',
] as const
export type Kafkafout = (typeof KAFKAFOUTEN)[number]

/** By name, type, code and text of an error; the first row that fits one error of the chain counts. */
const TABEL: readonly (readonly [Exclude<Kafkafout, 'kafka-onbekend'>, RegExp])[] = [
  [
    'kafka-aanmelding-geweigerd',
    /KafkaJSSASLAuthenticationError|SASL_AUTHENTICATION_FAILED|(UNSUPPORTED|ILLEGAL)_SASL_/,
  ],
  ['kafka-rechten', /_AUTHORIZATION_FAILED/],
  ['kafka-topic-ontbreekt', /UNKNOWN_TOPIC_(OR_PARTITION|ID)/],
  ['kafka-bericht-te-groot', /MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE/],
  ['kafka-te-weinig-brokers', /INVALID_REPLICATION_FACTOR/],
  ['kafka-te-weinig-replicas', /NOT_ENOUGH_REPLICAS/],
  ['kafka-schijf', /KAFKA_STORAGE_ERROR|LOG_DIR_NOT_FOUND/],
  [
    'kafka-volgnummer',
    /OUT_OF_ORDER_SEQUENCE_NUMBER|DUPLICATE_SEQUENCE_NUMBER|UNKNOWN_PRODUCER_ID|INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/,
  ],
  // Ours: see kafka-zender.ts.
  ['kafka-niet-bevestigd', /\bkafka-niet-bevestigd\b/],
  ['kafka-tls-geweigerd', /\bERR_(SSL|TLS)_|\bEPROTO\b|CERT_|_CERT|_SIGNATURE\b|UNABLE_TO_GET_ISSUER/],
  [
    'kafka-onbereikbaar',
    /KafkaJS(Connection|ConnectionClosed|RequestTimeout|BrokerNotFound|NoBrokerAvailable|GroupCoordinatorNotFound|LockTimeout)|NETWORK_EXCEPTION|REQUEST_TIMED_OUT|_NOT_AVAILABLE|NOT_LEADER|NOT_CONTROLLER|NOT_COORDINATOR|(COORDINATOR|GROUP)_LOAD_IN_PROGRESS|\b(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/,
  ],
]
const MAX_DIEPTE = 8

/** The code of an error that kafkajs threw. Retries are looked through: what counts is what was tried in vain. */
export function kafkafout(fout: unknown): Kafkafout {
  const kenmerken = keten(fout)
  const [code = 'kafka-onbekend'] = TABEL.find(([, patroon]) => kenmerken.some((tekst) => patroon.test(tekst))) ?? []
  return code
}

/** Name, type and code of the error, of its causes, and of the errors it gathers. */
function keten(fout: unknown, diepte = 0): string[] {
  if (!(fout instanceof Error) || diepte > MAX_DIEPTE) return []
  const type = 'type' in fout ? String(fout.type) : ''
  const code = 'code' in fout ? String(fout.code) : ''
  const delen = 'errors' in fout && Array.isArray(fout.errors) ? fout.errors : []
  return [`${fout.name} ${type} ${code}`, ...[fout.cause, ...delen].flatMap((deel) => keten(deel, diepte + 1))]
}
