import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Topic } from '@warmknooppunt/schemas/topics'
import type { Admin, ITopicConfig } from 'kafkajs'
import type { Topicopzet, Topicstand, Topicverschil } from './kafka-topics.ts'
import { keurTopics, voldoet } from './kafka-topics.ts'
import { kafkafout } from './kafkafout.ts'

// kafka.common.ConfigResource and DescribeConfigs: a topic, and a value that was set on the topic itself.
const TOPIC = 2
const VAN_TOPIC = 1
/** A broker hears of what was made or changed from the controller, a moment later. */
const HOREN_MS = 30_000
const PEIL_MS = 50

/** The topics of the table that are there; those that this user may not see are not. */
export async function leesTopics(admin: Admin, opzetten: readonly Topicopzet[]): Promise<Topicstand[]> {
  const alle = new Set(await admin.listTopics())
  const namen = opzetten.map(({ naam }) => naam).filter((naam) => alle.has(naam))
  if (namen.length === 0) return []
  const { topics: gevonden } = await admin.fetchTopicMetadata({ topics: namen })
  const instellingen = await leesInstellingen(admin, namen)
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
    // Who may not read settings is told so; the number of partitions is seen all the same.
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
    await legTopics(
      admin,
      ontbreekt.map(({ naam, partities, replicatie, instellingen }) => ({
        topic: naam,
        numPartitions: partities,
        replicationFactor: replicatie,
        configEntries: alsRijen(instellingen),
      })),
    )
  }
  if (anders.length > 0) await herstel(admin, anders)
  await wachtTot(async () => {
    const rest = keurTopics(opzetten, await leesTopics(admin, opzetten))
    return rest.every(({ maakbaar }) => !maakbaar)
  })
  return { gemaakt: ontbreekt.map(({ topic }) => topic), hersteld: anders.map(({ topic }) => topic) }
}

/**
 * Makes topics and waits until they can be used. kafkajs waits for leaders too, but takes a broker that has not heard of the topic yet for one
 * that refuses it.
 */
export async function legTopics(admin: Admin, topics: readonly ITopicConfig[]): Promise<void> {
  await admin.createTopics({ waitForLeaders: false, topics: [...topics] })
  await wachtTot(() => hebbenLeiders(admin, topics))
  // Known is not ready: who leads a partition says where it ends only once it serves it.
  await wachtTot(async () => {
    for (const { topic } of topics) await admin.fetchTopicOffsets(topic)
    return true
  })
}

async function hebbenLeiders(admin: Admin, topics: readonly ITopicConfig[]): Promise<boolean> {
  const { topics: gevonden } = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) })
  return topics.every(({ topic, numPartitions }) => {
    const partities = gevonden.find(({ name }) => name === topic)?.partitions ?? []
    return partities.length === numPartitions && partities.every(({ leader }) => leader >= 0)
  })
}

/** Asks until it is so; a topic that a broker does not know yet is not so yet. */
async function wachtTot(isZo: () => Promise<boolean>): Promise<void> {
  const totMs = performance.now() + HOREN_MS
  for (;;) {
    try {
      if (await isZo()) return
    } catch (fout) {
      const nogNiet = ['kafka-topic-ontbreekt', 'kafka-onbereikbaar'].includes(kafkafout(fout))
      if (!nogNiet || performance.now() > totMs) throw fout
    }
    if (performance.now() > totMs) {
      const tekst = `the brokers do not show after ${HOREN_MS / 1_000} s what was asked of them`
      throw Object.assign(new Error(tekst), { code: 'kafka-onbereikbaar' })
    }
    await wachtMs(PEIL_MS)
  }
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
