import type { Topicverschil } from './kafka-topics.ts'
import type { Kafkafout } from './kafkafout.ts'

const MAAK = '`npm run knooppunt -- topics --maak`'

/** What is wrong with a topic and what to do about it. */
export function legVerschilUit(v: Topicverschil): string {
  if (v.ernst === 'ontbreekt') return `topic ${v.naam} is not there, or this user may not see it; run ${MAAK}`
  const kop = `topic ${v.naam}: ${v.wat} is ${v.is} and must be ${v.moet}`
  switch (v.wat) {
    case 'partitions':
      return (
        `${kop}: messages of one dossier would no longer come in order. Kafka takes no partitions away: stop all services, delete the topic, ` +
        `and run ${MAAK}; it is made again, and what was not applied by all its readers is sent again`
      )
    case 'replication':
      return `${kop}: move it with kafka-reassign-partitions.sh, or set KAFKA_REPLICATIE=${v.is}`
    case 'settings':
      return `topic ${v.naam}: this user may not see its settings, so nobody sees when it is compacted and loses messages; allow DescribeConfigs on it`
    default:
      return `${kop}; run ${MAAK}`
  }
}

type Uitleg = Readonly<Partial<Record<Kafkafout, string>>>

const DOE: Uitleg = {
  'kafka-onbereikbaar': 'does not answer; check KAFKA_BROKERS and KAFKA_TLS, and that it runs',
  'kafka-tls-geweigerd':
    'and the hub do not trust one another; check KAFKA_TLS, KAFKA_TLS_CA and KAFKA_TLS_CERTIFICAAT',
  'kafka-aanmelding-geweigerd': 'refused the sign-in; check KAFKA_SASL, KAFKA_GEBRUIKER and KAFKA_WACHTWOORD',
  'kafka-rechten':
    'gives this user too few rights: the hub describes, reads and writes its topics and groups, and describes the settings of the topics; `topics --maak` also creates topics and changes their settings',
  'kafka-te-weinig-brokers': 'has fewer brokers than KAFKA_REPLICATIE; with one broker set KAFKA_REPLICATIE=1',
}

/** What to do about an error of the cluster. */
export function legKafkafoutUit(brokers: readonly string[], code: Kafkafout): string {
  return `Kafka at ${brokers.join(',')} ${DOE[code] ?? 'could not do what was asked'} (${code})`
}
