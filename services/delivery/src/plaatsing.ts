import type { TopicEvent } from '@warmknooppunt/platform/events'
import { magOntvangen, publiekVan } from '@warmknooppunt/regels/openbaarmaking'
import type { Toegekend } from '@warmknooppunt/register/opvolging'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'

type Termijnevent = TopicEvent<'termijnen'>
type Bezorgd = Extract<Termijnevent, { schema: 'niet-bezorgbaar' | 'termijnbericht' | 'gerouteerd' }>
type Ontvanger = Bezorgd['data']['ontvangers'][number]

/** A message for one postvak: its envelope as that receiver gets it, open data inside, encrypted content beside. */
export type Plaatsing = {
  readonly deelnemer: string
  readonly rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  readonly publiek: 'gemeente' | 'schuldeiser'
  readonly berichtId: string
  readonly dossierId: string
  readonly bericht: 'doorverwijzing' | 'niet-bezorgbaar' | 'termijnbericht'
  /** for whom it is about; of a termijnbericht known only where the schuldeiser receives it too */
  readonly schuldeiser: string | null
  readonly loket: string | null
  /** to whom its dossier was given; null: the message does not say */
  readonly toegekend: Toegekend | null
  /** whose it was, when another took over that gemeente; else null */
  readonly overgenomenVan: string | null
  readonly event: string
  readonly inhoud: string | null
}

/** The postvakken in which an event belongs; none for what stays inside the hub. `bron` = the hub's own `source`. */
export function plaatsingenVan(event: Termijnevent, bron: string): Plaatsing[] {
  switch (event.schema) {
    case 'gerouteerd':
    case 'niet-bezorgbaar':
    case 'termijnbericht':
      return uniek(event.data.ontvangers).map((ontvanger) => plaats(event, ontvanger, bron))
    case 'onrouteerbaar':
    case 'ingediend':
      return []
  }
}

function uniek(ontvangers: readonly Ontvanger[]): readonly Ontvanger[] {
  return [...new Map(ontvangers.map((o) => [o.deelnemer, o])).values()]
}

function plaats(event: Bezorgd, ontvanger: Ontvanger, bron: string): Plaatsing {
  const { deelnemer, rol } = ontvanger
  const publiek = controleer(event, ontvanger)
  const schuldeiser = schuldeiserVan(event)
  if (rol === 'intermediair' && schuldeiser === null)
    throw geweigerd('a message for an intermediair must name its schuldeiser')
  const basis = {
    deelnemer,
    rol,
    publiek,
    berichtId: event.id,
    dossierId: event.data.dossierId,
    schuldeiser,
    overgenomenVan: null,
  }
  if (event.schema !== 'gerouteerd') {
    const open = { event: envelop(event, { rol, bron }), inhoud: null }
    return { ...basis, bericht: event.data.bericht, loket: null, toegekend: null, ...open }
  }
  if (event.data.bericht !== 'doorverwijzing') throw geweigerd('a contactregistratie stays inside the hub')
  const { inhoud, toewijzing } = event.data
  const dicht = publiek === 'gemeente' && inhoud.gemeente ? JSON.stringify(inhoud.gemeente) : null
  return {
    ...basis,
    bericht: 'doorverwijzing',
    loket: toewijzing.loket,
    toegekend: { gemeentecode: toewijzing.gemeentecode, uitvoerder: toewijzing.uitvoerder },
    event: envelop(event, { rol, bron }),
    inhoud: dicht,
  }
}

/** Routing and sla apply the disclosure policy; this holds it a second time, at the door. */
function controleer(event: Bezorgd, { rol, publiek }: Ontvanger): 'gemeente' | 'schuldeiser' {
  const wat =
    event.schema === 'termijnbericht'
      ? ({ bericht: 'termijnbericht', soort: event.data.soort } as const)
      : ({ bericht: event.data.bericht } as const)
  if (publiek === 'hub' || publiekVan(rol) !== publiek || !magOntvangen(wat, publiek)) {
    throw geweigerd('this receiver may not have this message')
  }
  return publiek
}

function geweigerd(tekst: string): Error {
  return Object.assign(new Error(tekst), { code: 'openbaarmaking' })
}

function schuldeiserVan(event: Bezorgd): string | null {
  if (event.schema !== 'termijnbericht') return event.data.schuldeiser
  return event.data.ontvangers.find(({ rol }) => rol === 'schuldeiser')?.deelnemer ?? null
}

/** The attributes a receiver gets; towards a creditor the source is always the hub. Encrypted content is described by its own schema. */
function envelop(event: Bezorgd, o: { rol: Ontvanger['rol']; bron: string }): string {
  const open = event.schema !== 'gerouteerd'
  return JSON.stringify({
    specversion: event.specversion,
    id: event.id,
    source: o.rol === 'gemeente' ? event.source : o.bron,
    type: event.type,
    subject: event.subject,
    time: event.time,
    datacontenttype: event.datacontenttype,
    dataschema: open ? event.dataschema : dataschemaVan('doorverwijzing-gerouteerd'),
    traceparent: event.traceparent,
    data: open ? event.data : undefined,
  })
}
