import { groepVan } from '@warmknooppunt/platform/kafka-bus'
import { maakKoppen } from '@warmknooppunt/platform/kafka-koppen'
import { PRODUCENTEN, TOPIC_VAN } from '@warmknooppunt/platform/onderwerp'
import { topics } from '@warmknooppunt/schemas/topics'
import { geheel, kies } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Clusterhub } from '../clusterhub.ts'
import { alsEigenaar, leesToegepast, zetRelaisTerug } from '../database.ts'
import { CHAOSKOP, metProducer } from '../transport/producer.ts'
import type { Fout, Wereld } from './fout.ts'

type Clusterwereld = Wereld<Clusterhub>
type Bericht = { partition: number; key: string | null; value: string | null; headers?: Record<string, string> }

const LEZERS = PRODUCENTEN.flatMap((stage) =>
  topics[TOPIC_VAN[stage]].lezers.map((consument) => ({ consument, topic: TOPIC_VAN[stage] })),
)

/** What a program that is not ours may write: nothing, no JSON, JSON without a place, and places that are none. */
function vreemd({ kans }: Clusterwereld, aantal: number): Bericht[] {
  const vormen: readonly Omit<Bericht, 'partition'>[] = [
    { key: null, value: null },
    { key: 'los', value: '{"half": ' },
    { key: 'los', value: '{"specversion":"1.0","id":"1","type":"nl.example.anders"}' },
    { key: 'los', value: 'x'.repeat(50_000) },
    { key: 'los', value: '{}', headers: { bron: 'ergens', positie: '-1', vorige: 'x' } },
    { key: 'los', value: '{}', headers: { positie: '1', vorige: '0' } },
  ]
  return Array.from({ length: aantal }, () => ({ ...kies(kans, vormen), partition: geheel(kans, 0, 11) }))
}

/** What was applied comes once more, broken off: who held the chain has passed it. */
async function gehalveerd(
  { hub }: Clusterwereld,
  stage: (typeof PRODUCENTEN)[number],
  aantal: number,
): Promise<Bericht[]> {
  const rijen = await alsEigenaar(hub.data, (db) => leesToegepast(db, stage, aantal))
  return rijen.map((rij) => ({
    partition: rij.partitie,
    key: rij.sleutel,
    value: rij.bericht.slice(0, rij.bericht.length >> 1),
    headers: maakKoppen(rij),
  }))
}

export const TOPICFOUTEN: readonly Fout<Clusterhub>[] = [
  {
    naam: 'vreemde-berichten',
    wat: 'a program that is not ours writes to a topic: empty, broken and foreign messages, and broken copies of what was applied',
    belofte: 'counted, told and passed over; nothing is put aside for it, and nothing waits',
    async voer(w) {
      const stage = kies(w.kans, PRODUCENTEN)
      const berichten = [...vreemd(w, geheel(w.kans, 20, 60)), ...(await gehalveerd(w, stage, 30))]
      await metProducer(w.hub.kafka, (producer) =>
        producer.send({
          topic: TOPIC_VAN[stage],
          messages: berichten.map(({ headers, ...b }) => ({ ...b, headers: { ...headers, [CHAOSKOP]: 'ja' } })),
        }),
      )
      return `${berichten.length} on ${TOPIC_VAN[stage]}`
    },
  },
  {
    naam: 'relais-teruggezet',
    wat: 'the position of a relay set back while it ships, so that much goes again',
    belofte: 'what comes twice is applied once, in order',
    async voer(w) {
      const stage = kies(w.kans, PRODUCENTEN)
      const deel = w.kans()
      const naar = await alsEigenaar(w.hub.data, (db) => zetRelaisTerug(db, stage, deel))
      return `${stage} to ${naar}`
    },
  },
  {
    naam: 'groep-verzet',
    wat: 'the offsets of a group of readers set to the first or the last message, or the group thrown away, while its readers are down',
    belofte: 'readers go by their own positions; nothing is skipped or done twice',
    async voer(w) {
      const lezer = kies(w.kans, LEZERS)
      const hoe = kies(w.kans, ['begin', 'eind', 'weg'] as const)
      const delen = w.hub.delen(lezer.consument)
      await Promise.all(delen.map((deel) => deel.neer('SIGTERM')))
      try {
        await verzetGroep(w.hub, lezer, hoe)
      } finally {
        for (const deel of delen) deel.op()
      }
      return `${lezer.consument} of ${lezer.topic}: ${hoe}`
    },
  },
]

async function verzetGroep(
  { kafka }: Clusterhub,
  lezer: (typeof LEZERS)[number],
  hoe: 'begin' | 'eind' | 'weg',
): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const groupId = groepVan('', lezer)
    if (hoe === 'weg') await admin.deleteGroups([groupId])
    else await admin.resetOffsets({ groupId, topic: lezer.topic, earliest: hoe === 'begin' })
  } finally {
    await admin.disconnect()
  }
}
