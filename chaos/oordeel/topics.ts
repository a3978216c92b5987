import type { Topicbericht } from '../transport/lees-topics.ts'
import type { Schending } from './schending.ts'

/** How far a reader is in a partition of a topic, as its stage wrote it down. */
export type Leesstand = {
  readonly lezer: string
  readonly topic: string
  readonly partitie: number
  readonly bron: string
  readonly positie: number
}

/**
 * What the topics hold, against what the readers say they applied: of each partition one chain from the first message on, whatever came twice or
 * late, to where every reader is; and nothing in it that names a person.
 */
export function keurTopics(
  berichten: readonly Topicbericht[],
  standen: readonly Leesstand[],
  persoonlijk: ReadonlySet<string>,
): Schending[] {
  const eigen = berichten.filter(({ bron }) => bron !== null)
  const ketens = Map.groupBy(eigen, ({ topic, partitie, bron }) => `${topic} ${partitie} ${bron}`)
  return [
    ...[...ketens].flatMap(([waar, keten]) => keurKeten(waar, keten)),
    ...standen.flatMap((stand) => keurStand(stand, ketens)),
    ...keurPrive(eigen, persoonlijk),
  ]
}

function keurKeten(waar: string, keten: readonly Topicbericht[]): Schending[] {
  const perPositie = Map.groupBy(keten, ({ positie }) => positie)
  const anders = [...perPositie.values()].filter((groep) => groep.some(({ waarde }) => waarde !== groep[0]?.waarde))
  const reeks = [...perPositie.values()].flatMap(([eerste]) => eerste ?? []).toSorted((a, b) => a.positie - b.positie)
  const gaten = reeks.filter(({ vorige }, i) => vorige !== (reeks[i - 1]?.positie ?? 0))
  return [
    ...anders.map(([eerste]): Schending => {
      return { soort: 'dubbel', tekst: `topic ${waar}: ${eerste?.positie} was shipped with different contents` }
    }),
    ...gaten.map(({ positie, vorige }): Schending => {
      return { soort: 'verloren', tekst: `topic ${waar}: ${positie} follows ${vorige}, which is not there` }
    }),
  ]
}

function keurStand(stand: Leesstand, ketens: ReadonlyMap<string, readonly Topicbericht[]>): Schending[] {
  const { lezer, topic, partitie, bron, positie } = stand
  const keten = ketens.get(`${topic} ${partitie} ${bron}`) ?? []
  const laatste = keten.reduce((hoogste, bericht) => Math.max(hoogste, bericht.positie), 0)
  if (laatste === positie) return []
  const tekst = `topic ${topic} ${partitie}: ${lezer} is at ${positie}, the last message is ${laatste}`
  return [{ soort: 'verloren', tekst }]
}

/** A text as JSON has it, without what needs an escape. */
const TEKST = /"([^"\\]+)"/g

/** Whole texts only: a part of what is encrypted may look like anything. */
function keurPrive(berichten: readonly Topicbericht[], persoonlijk: ReadonlySet<string>): Schending[] {
  return berichten.flatMap(({ topic, partitie, positie, waarde }): Schending[] => {
    const gevonden = waarde.matchAll(TEKST).some(([, tekst = '']) => persoonlijk.has(tekst))
    if (!gevonden) return []
    return [{ soort: 'verkeerde-partij', tekst: `topic ${topic} ${partitie}: ${positie} names a person in the clear` }]
  })
}
