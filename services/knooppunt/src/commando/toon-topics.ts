import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import type { Verband } from '@warmknooppunt/platform/kafka-cluster'
import { legBindingUit } from '@warmknooppunt/platform/kafka-cluster'
import type { Binding } from '@warmknooppunt/platform/kafka-store'
import type { Topicopzet, Topicstand, Topicverschil } from '@warmknooppunt/platform/kafka-topics'
import { legVerschilUit } from '@warmknooppunt/platform/kafka-uitleg'
import type { Topic } from '@warmknooppunt/schemas/topics'
import { tabel } from './tabel.ts'

/** What `--maak` did. `opnieuw`: of these topics what readers had not applied is sent again. */
export type Gedaan = {
  readonly gemaakt: readonly Topic[]
  readonly hersteld: readonly Topic[]
  readonly gebonden: boolean
  readonly opnieuw: readonly Topic[]
}

/** The topics of a cluster against the table, and how the database stands to it. */
export type Beeld = {
  readonly clusterId: string
  readonly voorvoegsel: string
  /** how many there are */
  readonly brokers: number
  readonly plek: Kafkaplek
  readonly binding: Binding | null
  readonly verband: Verband
  readonly opzetten: readonly Topicopzet[]
  readonly standen: readonly Topicstand[]
  readonly verschillen: readonly Topicverschil[]
  readonly gedaan: Gedaan
}

/** Whether services may run on it as it is, with nothing to mend. */
export function klopt({ verband, verschillen }: Beeld): boolean {
  return verband === 'gebonden' && verschillen.length === 0
}

/** For people. */
export function toonTopics(beeld: Beeld): string {
  const { clusterId, plek, brokers, verband, binding, gedaan } = beeld
  const wat = brokers === 1 ? '1 broker' : `${brokers} brokers`
  return [
    `cluster ${clusterId} at ${plek.brokers.join(',')} (${wat})`,
    verband === 'gebonden'
      ? `bound: the messages of this database go through it since ${binding?.sinds.toISOString()}`
      : legBindingUit(binding, beeld),
    '',
    tabel(['topic', 'partitions', 'copies', 'in sync', 'kept', 'largest', ''], beeld.opzetten.map(rij(beeld))),
    '',
    ...beeld.verschillen.map(legVerschilUit),
    ...gedaan.gemaakt.map((topic) => `made: ${plek.voorvoegsel}${topic}`),
    ...gedaan.hersteld.map((topic) => `mended: ${plek.voorvoegsel}${topic}`),
    ...(gedaan.gebonden ? ['bound the database to this cluster'] : []),
    klopt(beeld) ? 'OK' : 'not as it must be',
  ].join('\n')
}

const DAG_MS = 86_400_000
const MB = 1_048_576

function rij({ standen, verschillen }: Beeld): (opzet: Topicopzet) => string[] {
  return ({ naam }) => {
    const stand = standen.find((s) => s.naam === naam)
    if (!stand) return [naam, '', '', '', '', '', 'missing']
    const { instellingen } = stand
    const oordeel = verschillen.some((v) => v.naam === naam) ? 'differs' : 'OK'
    return [
      naam,
      String(stand.partities),
      String(stand.replicatie),
      instellingen?.['min.insync.replicas'] ?? '?',
      alsDagen(instellingen?.['retention.ms']),
      alsMb(instellingen?.['max.message.bytes']),
      oordeel,
    ]
  }
}

function alsDagen(ms: string | undefined): string {
  if (ms === undefined) return '?'
  return ms === '-1' ? 'always' : `${rond(Number(ms) / DAG_MS)} days`
}

function alsMb(bytes: string | undefined): string {
  return bytes === undefined ? '?' : `${rond(Number(bytes) / MB)} MB`
}

function rond(getal: number): number {
  return Math.round(getal * 100) / 100
}

/** For programs. */
export function topicsAlsJson(beeld: Beeld): string {
  const { clusterId, voorvoegsel, brokers, plek, verband, binding, standen, verschillen, gedaan } = beeld
  return JSON.stringify({
    klopt: klopt(beeld),
    cluster: { id: clusterId, adressen: plek.brokers, brokers, voorvoegsel },
    verband,
    binding: binding && { ...binding, sinds: binding.sinds.toISOString() },
    topics: beeld.opzetten.map(({ topic, naam }) => ({
      topic,
      ...(standen.find((s) => s.naam === naam) ?? { naam, partities: null, replicatie: null, instellingen: null }),
      verschillen: verschillen
        .filter((v) => v.naam === naam)
        .map((v) => ({
          wat: v.wat,
          is: v.is,
          moet: v.moet,
          ernst: v.ernst,
          maakbaar: v.maakbaar,
          doe: legVerschilUit(v),
        })),
    })),
    gedaan,
  })
}
