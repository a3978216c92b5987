import type { EventVan, TopicEvent } from '@warmknooppunt/platform/events'
import { magOntvangen } from '@warmknooppunt/regels/openbaarmaking'
import type { Gebeurtenis, Partij } from './gebeurtenis-store.ts'

const IEDEREEN = ['schuldeiser', 'gemeente'] as const satisfies readonly Partij[]
const SCHULDEISER = ['schuldeiser'] as const
const GEMEENTE = ['gemeente'] as const
/** For operators only. */
const NIEMAND = [] as const

type Deel = Pick<Gebeurtenis, 'soort' | 'dossierId' | 'partijen'> & Partial<Pick<Gebeurtenis, 'deelnemer' | 'gegevens'>>

function regel(event: { readonly id: string; readonly time: string }, deel: Deel): Gebeurtenis {
  return { eventId: event.id, tijd: event.time, deelnemer: null, gegevens: {}, ...deel }
}

/** What intake accepted, for timelines. Nothing of the gemeente's own messages is for a creditor. */
export function uitIngediend(event: EventVan<'ingediend'>): Gebeurtenis {
  const { data, subject } = event
  switch (data.bericht) {
    case 'doorverwijzing':
      return regel(event, { dossierId: subject, soort: 'aangenomen', partijen: IEDEREEN })
    case 'contactregistratie':
      return regel(event, { dossierId: subject, soort: data.bericht, partijen: GEMEENTE })
    case 'routeeropdracht': {
      const gegevens = { keuze: data.keuze.kind }
      return regel(event, { dossierId: data.dossierId, soort: data.bericht, partijen: NIEMAND, gegevens })
    }
    case 'herbezorgopdracht':
    case 'herstelopdracht':
      return regel(event, { dossierId: data.dossierId, soort: data.bericht, partijen: NIEMAND })
  }
}

/** What routing made of it. A creditor sees what its answer or the operator's decision told it anyway. */
export function uitRoutering(event: TopicEvent<'routeringen'>): Gebeurtenis[] {
  const { subject: dossierId } = event
  switch (event.schema) {
    case 'gerouteerd': {
      if (event.data.bericht !== 'doorverwijzing') return []
      const gegevens = { gemeentecode: event.data.toewijzing.gemeentecode }
      return [regel(event, { dossierId, soort: 'gerouteerd', partijen: IEDEREEN, gegevens })]
    }
    case 'onrouteerbaar':
      return [regel(event, { dossierId, soort: 'wacht-op-routering', partijen: SCHULDEISER })]
    case 'niet-bezorgbaar': {
      const gegevens = { reden: event.data.reden }
      return [regel(event, { dossierId, soort: 'niet-bezorgbaar', partijen: SCHULDEISER, gegevens })]
    }
    case 'ingediend':
      return []
  }
}

/** What the clocks said; who sees it is who received it, by the disclosure policy. */
export function uitTermijn(event: TopicEvent<'termijnen'>): Gebeurtenis[] {
  if (event.schema !== 'termijnbericht') return []
  const { soort, termijn, dag, ontvangers } = event.data
  const ontvangen = new Set(ontvangers.map(({ publiek }) => publiek))
  const mag = (partij: Partij) => ontvangen.has(partij) && magOntvangen({ bericht: 'termijnbericht', soort }, partij)
  const gegevens = { termijn, dag }
  return [regel(event, { dossierId: event.subject, soort, partijen: IEDEREEN.filter(mag), gegevens })]
}

/** What became of a delivery: for the party whose postvak or endpoint it is, and nobody else. */
export function uitBezorging(event: TopicEvent<'bezorgingen'>): Gebeurtenis {
  const { bericht, gebeurtenis, deelnemer, rol, dossierId } = event.data
  const partijen = rol === 'gemeente' ? GEMEENTE : SCHULDEISER
  const gegevens = { bericht, deelnemer }
  return regel(event, { dossierId, soort: `bezorging-${gebeurtenis}`, partijen, deelnemer, gegevens })
}
