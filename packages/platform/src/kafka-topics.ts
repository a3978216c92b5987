import type { Topic } from '@warmknooppunt/schemas/topics'
import { minInsync, topics } from '@warmknooppunt/schemas/topics'
import type { Admin } from 'kafkajs'
import type { Kafkaplek } from './kafka.ts'
import { kafkafout } from './kafkafout.ts'

const DAG_MS = 86_400_000
// kafka.common.ConfigResource and DescribeConfigs: a topic, and a value that was set on the topic itself.
const TOPIC = 2
const VAN_TOPIC = 1

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
export function topicnaam(plek: Pick<Kafkaplek, 'voorvoegsel'>, topic: string): string {
  return `${plek.voorvoegsel}${topic}`
}

const NAMEN: readonly Topic[] = ['berichten', 'routeringen', 'termijnen', 'bezorgingen']

/** The table of topics as it must be on this cluster. */
export function topicopzetten(plek: Pick<Kafkaplek, 'voorvoegsel' | 'replicatie'>): Topicopzet[] {
  return NAMEN.map((topic) => ({
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
    ...Object.entries(opzet.instellingen).flatMap(([wat, moet]): Topicverschil[] => {
      const is = stand.instellingen?.[wat]
      if (is === undefined || voldoet(wat, is, moet)) return []
      const ernst = ORDE.includes(wat) ? 'orde' : 'zwak'
      return [{ ...kop(opzet), wat, is, moet, ernst, maakbaar: true }]
    }),
  ]
}

const kop = ({ topic, naam }: Topicopzet) => ({ topic, naam })

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

function voldoet(wat: string, is: string, moet: string): boolean {
  if (!MINSTENS.includes(wat)) return is === moet
  // Kafka's word for without end.
  return is === '-1' || Number(is) >= Number(moet)
}

/** The topics of the table that are there; those that this user may not see are not. */
export async function leesTopics(admin: Admin, opzetten: readonly Topicopzet[]): Promise<Topicstand[]> {
  const alle = new Set(await admin.listTopics())
  const namen = opzetten.map(({ naam }) => naam).filter((naam) => alle.has(naam))
  if (namen.length === 0) return []
  const [{ topics: gevonden }, instellingen] = [
    await admin.fetchTopicMetadata({ topics: namen }),
    await leesInstellingen(admin, namen),
  ]
  return gevonden.map(({ name, partitions }) => ({
    naam: name,
    partities: partitions.length,
    replicatie: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    instellingen: instellingen?.get(name)?.alle ?? null,
  }))
}

type Instellingen = {
  readonly alle: Readonly<Record<string, string>>
  /** set on the topic itself */
  readonly eigen: Readonly<Record<string, string>>
}

async function leesInstellingen(
  admin: Admin,
  namen: readonly string[],
): Promise<ReadonlyMap<string, Instellingen> | null> {
  try {
    const resources = namen.map((name) => ({ type: TOPIC, name }))
    const antwoord = await admin.describeConfigs({ resources, includeSynonyms: false })
    return new Map(
      antwoord.resources.map(({ resourceName, configEntries }) => [
        resourceName,
        {
          alle: alsRecord(configEntries),
          eigen: alsRecord(configEntries.filter(({ configSource }) => configSource === VAN_TOPIC)),
        },
      ]),
    )
  } catch (fout) {
    // A service needs no right to read settings: number and kind of the partitions are what order hangs on.
    if (kafkafout(fout) === 'kafka-rechten') return null
    throw fout
  }
}

function alsRecord(rijen: readonly { readonly configName: string; readonly configValue: string }[]) {
  return Object.fromEntries(rijen.map(({ configName, configValue }) => [configName, configValue]))
}

/** Makes what is missing and mends settings, of what `keurTopics` found. Of both the names. */
export async function maakTopics(
  admin: Admin,
  opzetten: readonly Topicopzet[],
  verschillen: readonly Topicverschil[],
): Promise<{ readonly gemaakt: Topic[]; readonly hersteld: Topic[] }> {
  const ontbreekt = opzetten.filter(({ naam }) => verschillen.some((v) => v.naam === naam && v.ernst === 'ontbreekt'))
  const anders = opzetten.filter(({ naam }) =>
    verschillen.some((v) => v.naam === naam && v.maakbaar && v.ernst !== 'ontbreekt'),
  )
  if (ontbreekt.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: ontbreekt.map(({ naam, partities, replicatie, instellingen }) => ({
        topic: naam,
        numPartitions: partities,
        replicationFactor: replicatie,
        configEntries: alsRijen(instellingen),
      })),
    })
  }
  if (anders.length > 0) await herstel(admin, anders)
  return { gemaakt: ontbreekt.map(({ topic }) => topic), hersteld: anders.map(({ topic }) => topic) }
}

/** The request sets all settings of a topic at once: what its operator set besides ours goes along, or it would be gone. */
async function herstel(admin: Admin, opzetten: readonly Topicopzet[]): Promise<void> {
  const gevonden = await leesInstellingen(
    admin,
    opzetten.map(({ naam }) => naam),
  )
  if (gevonden === null) throw new Error('the settings of the topics may not be read, so they cannot be changed')
  await admin.alterConfigs({
    validateOnly: false,
    resources: opzetten.map(({ naam, instellingen }) => ({
      type: TOPIC,
      name: naam,
      configEntries: alsRijen(samen(gevonden.get(naam)?.eigen ?? {}, instellingen)),
    })),
  })
}

/** Ours where the topic has less; the topic's own where it has enough. */
function samen(eigen: Readonly<Record<string, string>>, onze: Readonly<Record<string, string>>) {
  const houd = Object.entries(eigen).filter(([wat, is]) => {
    const moet = onze[wat]
    return moet === undefined || voldoet(wat, is, moet)
  })
  return { ...onze, ...Object.fromEntries(houd) }
}

function alsRijen(instellingen: Readonly<Record<string, string>>) {
  return Object.entries(instellingen).map(([name, value]) => ({ name, value }))
}
