import { v7 } from 'uuid'
import { willekeurig } from './toeval.ts'

/** A CloudEvent (1.0, NL GOV profile) as it travels on the bus: attributes in the clear, personal data only encrypted inside `data`. */
export type BusEvent<D = unknown> = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly dataschema: string
  readonly traceparent?: string
  readonly data: D
}

/** UUIDv7 of an instant: sortable by time, random otherwise. */
export function nieuwId(nu: Temporal.Instant): string {
  return v7({ msecs: nu.epochMilliseconds, random: willekeurig(16) })
}

export type EventKeuze<D> = {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: Temporal.Instant
  readonly dataschema: string
  readonly traceparent?: string | undefined
  readonly data: D
}

/** Builds an event; `time` in whole milliseconds UTC. */
export function maakEvent<D>(keuze: EventKeuze<D>): BusEvent<D> {
  const { id, source, type, subject, dataschema, data, traceparent } = keuze
  const time = keuze.time
    .round({ smallestUnit: 'millisecond', roundingMode: 'floor' })
    .toString({ fractionalSecondDigits: 3 })
  const basis = {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema,
  } as const
  return traceparent === undefined ? { ...basis, data } : { ...basis, traceparent, data }
}

/** The `source` of a system of a party: by OIN, or by KvK number for a party without one (NL GOV profile for CloudEvents). */
export function bronVan(partij: { oin?: string | null; kvk?: string | null }, systeem: string): string {
  return partij.oin ? `urn:nld:oin:${partij.oin}:systeem:${systeem}` : `urn:nld:kvknr:${partij.kvk}:systeem:${systeem}`
}

/** The JSON of an event: its attributes and data, nothing a reader may have added for itself. */
export function serialiseer(event: BusEvent): string {
  const { specversion, id, source, type, subject, time, datacontenttype, dataschema, traceparent, data } = event
  return JSON.stringify({
    specversion,
    id,
    source,
    type,
    subject,
    time,
    datacontenttype,
    dataschema,
    traceparent,
    data,
  })
}

/** The `source` of what the hub itself says, and the only one a creditor ever sees (design section 6). */
export function hubBron(oin: string): string {
  return bronVan({ oin }, 'warmknooppunt')
}
