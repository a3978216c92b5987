import type { BusEvent } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import { foutcode } from './log.ts'
import type { Lezer } from './positie-store.ts'
import type { Span, Spoor } from './spoor.ts'
import { isBemonsterd } from './spoor.ts'

/**
 * The handling of messages, followed: a span for each message, child of what made the message, and one for the batch when more were handled
 * together. What the handling makes of a message carries that message's own span on, so that the next stage is its child.
 */
export function metSpoor<E extends BusEvent>(spoor: Spoor, lezer: Lezer, verwerk: Verwerk<E>): Verwerk<E> {
  if (!spoor.aan) return verwerk
  return async (tx, events) => {
    const batch = beginBatch(spoor, lezer, events)
    const spans = events.map((event) => beginBericht(spoor, lezer, { event, batch, aantal: events.length }))
    const eindig = (code?: string) => {
      for (const span of spans) span.eindig(code)
      batch?.eindig(code)
    }
    tx.na(() => eindig())
    tx.bijFalen(() => eindig('rolled-back'))
    try {
      await verwerk(
        tx,
        events.map((event, i) => metTrace(event, spans[i])),
      )
    } catch (fout) {
      eindig(foutcode(fout))
      throw fout
    }
  }
}

function metTrace<E extends BusEvent>(event: E, span: Span | undefined): E {
  return span?.traceparent === undefined ? event : { ...event, traceparent: span.traceparent }
}

function beginBatch(spoor: Spoor, lezer: Lezer, events: readonly BusEvent[]): Span | null {
  const verwijst = events.flatMap(({ traceparent }) => (traceparent && isBemonsterd(traceparent) ? [traceparent] : []))
  if (events.length < 2 || verwijst.length === 0) return null
  const kenmerken = { ...plek(lezer), 'messaging.batch.message_count': events.length }
  return spoor.begin({ naam: `process batch ${lezer.topic}`, soort: 'consument', verwijst, kenmerken })
}

type Een = { readonly event: BusEvent; readonly batch: Span | null; readonly aantal: number }

function beginBericht(spoor: Spoor, lezer: Lezer, { event, batch, aantal }: Een): Span {
  return spoor.begin({
    naam: `process ${lezer.topic}`,
    soort: 'consument',
    ouder: event.traceparent,
    ...(batch?.traceparent === undefined ? {} : { verwijst: [batch.traceparent] }),
    kenmerken: {
      ...plek(lezer),
      'cloudevents.event_id': event.id,
      'cloudevents.event_type': event.type,
      'cloudevents.event_subject': event.subject,
      'messaging.batch.message_count': aantal,
    },
  })
}

function plek({ stage, consument, topic }: Lezer) {
  return {
    'warmknooppunt.stage': stage,
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': consument,
  }
}
