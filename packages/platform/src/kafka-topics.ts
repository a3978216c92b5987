import type { Topic } from '@warmknooppunt/schemas/topics'
import { isTopic, minInsync, topics } from '@warmknooppunt/schemas/topics'
import type { Kafkaplek } from './kafka.ts'

const DAG_MS = 86_400_000

/** What a topic must be on the cluster. */
export type Topicopzet = {
  readonly topic: Topic
  /** with the prefix */
  readonly naam: string
  readonly partities: number
  readonly replicatie: number
  readonly instellingen: Readonly<Record<string, string>>
}

/** What it is; `instellingen` null when this user may not read them. */
export type Topicstand = {
  readonly naam: string
  readonly partities: number
  /** of the partition with the fewest copies */
  readonly replicatie: number
  readonly instellingen: Readonly<Record<string, string>> | null
}

/** One thing in which a topic is not what it must be. `ernst`: `orde` breaks a promise of the bus, so nothing may run on it; `zwak` risks one. */
export type Topicverschil = {
  readonly topic: Topic
  readonly naam: string
  readonly wat: string
  readonly is: string
  readonly moet: string
  readonly ernst: 'ontbreekt' | 'orde' | 'zwak'
  /** whether `topics --maak` mends it */
  readonly maakbaar: boolean
}

/** The name of a topic on this cluster. */
function topicnaam(plek: Pick<Kafkaplek, 'voorvoegsel'>, topic: string): string {
  return `${plek.voorvoegsel}${topic}`
}

/** The table of topics as it must be on this cluster. */
export function topicopzetten(plek: Pick<Kafkaplek, 'voorvoegsel' | 'replicatie'>): Topicopzet[] {
  return Object.keys(topics)
    .filter(isTopic)
    .map((topic) => ({
      topic,
      naam: topicnaam(plek, topic),
      partities: topics[topic].partities,
      replicatie: plek.replicatie,
      instellingen: {
        'cleanup.policy': 'delete',
        'retention.ms': String(topics[topic].bewaarDagen * DAG_MS),
        'retention.bytes': '-1',
        'min.insync.replicas': String(minInsync(plek.replicatie)),
        'max.message.bytes': String(topics[topic].maxBytes),
        // Kept from when it came, whatever the clock of the hub's machine says.
        'message.timestamp.type': 'LogAppendTime',
        'unclean.leader.election.enable': 'false',
      },
    }))
}

/** Settings that may be more than asked. Of min.insync.replicas more would stop the hub sooner than was chosen; never for fewer copies. */
const MINSTENS = ['retention.ms', 'max.message.bytes']
const ORDE = ['cleanup.policy']

/** In what the topics of a cluster differ from what they must be. */
export function keurTopics(opzetten: readonly Topicopzet[], standen: readonly Topicstand[]): Topicverschil[] {
  return opzetten.flatMap((opzet) => {
    const stand = standen.find(({ naam }) => naam === opzet.naam)
    if (stand) return keurTopic(opzet, stand)
    return [{ ...kop(opzet), wat: 'topic', is: '', moet: 'present', ernst: 'ontbreekt', maakbaar: true } as const]
  })
}

function keurTopic(opzet: Topicopzet, stand: Topicstand): Topicverschil[] {
  return [
    ...verschil(opzet, 'partitions', stand.partities, stand.partities === opzet.partities ? null : 'orde'),
    ...verschil(opzet, 'replication', stand.replicatie, stand.replicatie >= opzet.replicatie ? null : 'zwak'),
    ...(stand.instellingen === null ? [ongezien(opzet)] : []),
    ...Object.entries(opzet.instellingen).flatMap(([wat, moet]): Topicverschil[] => {
      const is = stand.instellingen?.[wat]
      if (is === undefined || voldoet(wat, is, moet)) return []
      const ernst = ORDE.includes(wat) ? 'orde' : 'zwak'
      return [{ ...kop(opzet), wat, is, moet, ernst, maakbaar: true }]
    }),
  ]
}

const kop = ({ topic, naam }: Topicopzet) => ({ topic, naam })

/** A topic may be compacted without anybody seeing it. */
function ongezien(opzet: Topicopzet): Topicverschil {
  return { ...kop(opzet), wat: 'settings', is: 'hidden', moet: 'visible', ernst: 'zwak', maakbaar: false }
}

function verschil(
  opzet: Topicopzet,
  wat: 'partitions' | 'replication',
  is: number,
  ernst: 'orde' | 'zwak' | null,
): Topicverschil[] {
  if (ernst === null) return []
  const moet = String(wat === 'partitions' ? opzet.partities : opzet.replicatie)
  return [{ ...kop(opzet), wat, is: String(is), moet, ernst, maakbaar: false }]
}

/** Whether a setting that is `is` does where `moet` is asked. */
export function voldoet(wat: string, is: string, moet: string): boolean {
  if (!MINSTENS.includes(wat)) return is === moet
  // Kafka's word for without end.
  return is === '-1' || Number(is) >= Number(moet)
}
