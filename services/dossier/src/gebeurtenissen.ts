import type { EventVan, TopicEvent } from '@warmknooppunt/platform/events'
import type { Openbaar } from '@warmknooppunt/regels/openbaarmaking'
import { magZien } from '@warmknooppunt/regels/openbaarmaking'
import type { Gebeurtenis, Partij } from './gebeurtenis-store.ts'

const PARTIJEN: readonly Partij[] = ['schuldeiser', 'gemeente']

/** By the disclosure policy; nobody: for operators only. */
function wieZiet(wat: Openbaar): Partij[] {
  return PARTIJEN.filter((partij) => magZien(wat, partij))
}

type Deel = Pick<Gebeurtenis, 'soort' | 'dossierId' | 'partijen'> & Partial<Pick<Gebeurtenis, 'deelnemer' | 'gegevens'>>

function regel(event: { readonly id: string; readonly time: string }, deel: Deel): Gebeurtenis {
  return { eventId: event.id, tijd: event.time, deelnemer: null, gegevens: {}, ...deel }
}

/** What intake accepted, for timelines. An order about a message put aside may be about no dossier: then it is in none. */
export function uitIngediend(event: EventVan<'ingediend'>): Gebeurtenis[] {
  const { data, subject } = event
  const partijen = wieZiet(data)
  switch (data.bericht) {
    case 'doorverwijzing':
      return [regel(event, { dossierId: subject, soort: 'aangenomen', partijen })]
    case 'contactregistratie':
      return [regel(event, { dossierId: subject, soort: data.bericht, partijen })]
    case 'routeeropdracht': {
      const gegevens = { keuze: data.keuze.kind }
      return [regel(event, { dossierId: data.dossierId, soort: data.bericht, partijen, gegevens })]
    }
    case 'herbezorgopdracht':
      return [regel(event, { dossierId: data.dossierId, soort: data.bericht, partijen })]
    case 'herstelopdracht': {
      const { stage, dossierId, keuze } = data
      const reden = keuze.kind === 'weigeren' ? { reden: keuze.reden } : {}
      const gegevens = { stage, keuze: keuze.kind, ...reden }
      return dossierId === undefined ? [] : [regel(event, { dossierId, soort: data.bericht, partijen, gegevens })]
    }
  }
}

/** What routing made of it. A creditor sees what its answer or the operator's decision told it anyway. */
export function uitRoutering(event: TopicEvent<'routeringen'>): Gebeurtenis[] {
  const { subject: dossierId } = event
  switch (event.schema) {
    case 'gerouteerd': {
      if (event.data.bericht !== 'doorverwijzing') return []
      const gegevens = { gemeentecode: event.data.toewijzing.gemeentecode }
      return [regel(event, { dossierId, soort: 'gerouteerd', partijen: wieZiet(event.data), gegevens })]
    }
    case 'onrouteerbaar':
      return [regel(event, { dossierId, soort: 'wacht-op-routering', partijen: wieZiet({ bericht: 'onrouteerbaar' }) })]
    case 'niet-bezorgbaar': {
      const gegevens = { reden: event.data.reden }
      return [regel(event, { dossierId, soort: 'niet-bezorgbaar', partijen: wieZiet(event.data), gegevens })]
    }
    case 'ingediend':
      return []
  }
}

/** What the clocks said. Each side is sent a copy of its own, a line for that side; what nobody is sent is a line for all who may see it. */
export function uitTermijn(event: TopicEvent<'termijnen'>): Gebeurtenis[] {
  if (event.schema !== 'termijnbericht') return []
  const { soort, termijn, dag, ontvangers } = event.data
  const gestuurd = new Set(ontvangers.map(({ publiek }) => publiek))
  const partijen = wieZiet(event.data).filter((partij) => gestuurd.size === 0 || gestuurd.has(partij))
  const gegevens = { termijn, dag }
  return [regel(event, { dossierId: event.subject, soort, partijen, gegevens })]
}

/** What became of a delivery: for the party whose postvak or endpoint it is, and nobody else. */
export function uitBezorging(event: TopicEvent<'bezorgingen'>): Gebeurtenis {
  const { bericht, gebeurtenis, deelnemer, rol, dossierId } = event.data
  const partijen: Partij[] = [rol === 'gemeente' ? 'gemeente' : 'schuldeiser']
  const gegevens = { bericht, deelnemer }
  return regel(event, { dossierId, soort: `bezorging-${gebeurtenis}`, partijen, deelnemer, gegevens })
}
