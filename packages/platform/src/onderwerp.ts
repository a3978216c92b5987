import { topics } from '@warmknooppunt/schemas/topics'
import type { Lezende } from './positie-store.ts'

/** The stages that produce, each with its outbox `<stage>.uit`. */
export type Producent = 'intake' | 'routing' | 'sla' | 'delivery'

/** All of them, in the order of the line. */
export const PRODUCENTEN: readonly Producent[] = ['intake', 'routing', 'sla', 'delivery']

/** The one topic that each producing stage writes. */
export const TOPIC_VAN = {
  intake: 'berichten',
  routing: 'routeringen',
  sla: 'termijnen',
  delivery: 'bezorgingen',
} as const satisfies Readonly<Record<Producent, string>>

/** A stage by its name when it writes a topic; null for one that only reads. */
export function naarProducent(naam: string): Producent | null {
  return naam === 'intake' || naam === 'routing' || naam === 'sla' || naam === 'delivery' ? naam : null
}

/** A stage by its name when it reads the bus; null for intake. */
export function naarLezende(naam: string): Lezende | null {
  return naam === 'routing' || naam === 'sla' || naam === 'delivery' || naam === 'dossier' ? naam : null
}

/** Who writes a topic. Throws for a topic that does not exist. */
export function schrijverVan(topic: string): Producent {
  for (const stage of PRODUCENTEN) if (TOPIC_VAN[stage] === topic) return stage
  throw new Error(`unknown topic ${topic}`)
}

/** Who reads what a stage writes. */
export function lezersVan(stage: Producent): readonly string[] {
  return topics[TOPIC_VAN[stage]].lezers
}
