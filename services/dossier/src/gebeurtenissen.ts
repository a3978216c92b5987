import type { EventVan, TopicEvent } from '@warmknooppunt/platform/events'
import type { Publiek } from '@warmknooppunt/regels/openbaarmaking'
import { magOntvangen } from '@warmknooppunt/regels/openbaarmaking'
import type { Gebeurtenis, Partij } from './gebeurtenis-store.ts'

const PARTIJEN = ['schuldeiser', 'gemeente'] as const satisfies readonly Publiek[]

type Basis = Pick<Gebeurtenis, 'eventId' | 'dossierId' | 'tijd'>

function basis(event: { id: string; time: string }, dossierId: string): Basis {
  return { eventId: event.id, dossierId, tijd: event.time }
}

/** What intake accepted, for timelines. Nothing of the gemeente's own messages is for a creditor. */
export function uitIngediend(event: EventVan<'ingediend'>): Gebeurtenis[] {
  const { data } = event
  switch (data.bericht) {
    case 'doorverwijzing':
      return [
        { ...basis(event, event.subject), soort: 'aangenomen', partijen: PARTIJEN, deelnemer: null, gegevens: {} },
      ]
    case 'contactregistratie':
      return [
        {
          ...basis(event, event.subject),
          soort: 'contactregistratie',
          partijen: ['gemeente'],
          deelnemer: null,
          gegevens: {},
        },
      ]
    case 'routeeropdracht':
      return [
        {
          ...basis(event, data.dossierId),
          soort: 'routeeropdracht',
          partijen: [],
          deelnemer: null,
          gegevens: { keuze: data.keuze.kind },
        },
      ]
    case 'herbezorgopdracht':
    case 'herstelopdracht':
      return [{ ...basis(event, data.dossierId), soort: data.bericht, partijen: [], deelnemer: null, gegevens: {} }]
  }
}

/** What routing made of it. */
export function uitRoutering(event: TopicEvent<'routeringen'>): Gebeurtenis[] {
  switch (event.schema) {
    case 'gerouteerd':
      if (event.data.bericht !== 'doorverwijzing') return []
      return [
        {
          ...basis(event, event.subject),
          soort: 'gerouteerd',
          partijen: PARTIJEN,
          deelnemer: null,
          gegevens: { gemeentecode: event.data.toewijzing.gemeentecode },
        },
      ]
    case 'onrouteerbaar':
      return [
        {
          ...basis(event, event.subject),
          soort: 'wacht-op-routering',
          partijen: ['schuldeiser'],
          deelnemer: null,
          gegevens: {},
        },
      ]
    case 'niet-bezorgbaar':
      return [
        {
          ...basis(event, event.subject),
          soort: 'niet-bezorgbaar',
          partijen: ['schuldeiser'],
          deelnemer: null,
          gegevens: { reden: event.data.reden },
        },
      ]
    case 'ingediend':
      return []
  }
}

/** What the clocks said; who sees it is who received it, by the disclosure policy. */
export function uitTermijn(event: TopicEvent<'termijnen'>): Gebeurtenis[] {
  if (event.schema !== 'termijnbericht') return []
  const { soort, termijn, dag, ontvangers } = event.data
  const ontvangen = new Set(ontvangers.map(({ publiek }) => publiek))
  const partijen = PARTIJEN.filter(
    (partij): partij is Partij => ontvangen.has(partij) && magOntvangen({ bericht: 'termijnbericht', soort }, partij),
  )
  return [{ ...basis(event, event.subject), soort, partijen, deelnemer: null, gegevens: { termijn, dag } }]
}

/** What became of a delivery: for the party whose postvak or endpoint it is, and nobody else. */
export function uitBezorging(event: TopicEvent<'bezorgingen'>): Gebeurtenis[] {
  const { bericht, gebeurtenis, deelnemer, rol, dossierId } = event.data
  const partij: Partij = rol === 'gemeente' ? 'gemeente' : 'schuldeiser'
  return [
    {
      ...basis(event, dossierId),
      soort: `bezorging-${gebeurtenis}`,
      partijen: [partij],
      deelnemer,
      gegevens: { bericht, deelnemer },
    },
  ]
}
