/** Days that an outbox keeps what was shipped: as long as a database may be put back (promise 8 of the bus). */
export const VENSTER_DAGEN = 35
/** Of what one partition is sent at once: many messages, or one with everything a message may hold. */
const MAX_BYTES = 8 * 1_024 * 1_024
/** A day more than the outboxes, for what is shipped late. */
const BEWARING = { partities: 12, bewaarDagen: VENSTER_DAGEN + 1, maxBytes: MAX_BYTES } as const

/**
 * Topics: who writes them, who reads them, and how Kafka keeps them where it is the transport. Partition = hash(dossierId) mod `partities`, the
 * same in both transports.
 */
export const topics = {
  berichten: { ...BEWARING, schrijver: 'intake', lezers: ['routing', 'dossier'] },
  routeringen: { ...BEWARING, schrijver: 'routing', lezers: ['sla', 'dossier'] },
  termijnen: { ...BEWARING, schrijver: 'sla', lezers: ['delivery', 'dossier'] },
  bezorgingen: { ...BEWARING, schrijver: 'delivery', lezers: ['dossier'] },
} as const satisfies Readonly<Record<string, TopicGegevens>>

/** On how many brokers a topic lies (KAFKA_REPLICATIE) when nothing else is set. */
export const REPLICATIE = 3

/** How many of its brokers must have a message before it counts as sent: one may be gone without harm. */
export const minInsync = (replicatie: number): number => Math.max(1, replicatie - 1)

export type Stage = 'intake' | 'routing' | 'sla' | 'delivery' | 'dossier'
type TopicGegevens = {
  readonly partities: number
  readonly bewaarDagen: number
  /** max.message.bytes */
  readonly maxBytes: number
  readonly schrijver: Stage
  readonly lezers: readonly Stage[]
}

export type Topic = keyof typeof topics

export function isTopic(naam: string): naam is Topic {
  return Object.hasOwn(topics, naam)
}
