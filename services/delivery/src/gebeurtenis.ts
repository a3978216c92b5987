import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Bezorging, InPostvak, NaarEindpunt } from '@warmknooppunt/schemas/types/bezorging.v1'

/** Of which message it tells, and to whom that went. */
export type Onderwerp = {
  readonly bericht: string
  readonly berichtId: string
  readonly dossierId: string
  readonly deelnemer: string
  readonly rol: InPostvak['rol']
  readonly traceparent?: string | undefined
}

export type Maker = { readonly bron: string; readonly nu: Temporal.Instant }

type InPostvakKeuze = Pick<InPostvak, 'gebeurtenis' | 'nummer'>
type NaarEindpuntKeuze = Omit<NaarEindpunt, 'versie' | 'bericht' | 'berichtId' | 'dossierId' | 'deelnemer' | 'rol'>

/** The schema's limit; a bezorging that was released again and again stays countable. */
const MAX_POGING = 1_000

/** An event for topic bezorgingen: a message lies ready, or its content was handed out. */
export function inPostvak(maker: Maker, over: Onderwerp, keuze: InPostvakKeuze): BusEvent<Bezorging> {
  return maak(maker, over, { ...gegevens(over), ...keuze })
}

/** An event for topic bezorgingen: what happened with a push. */
export function naarEindpunt(maker: Maker, over: Onderwerp, keuze: NaarEindpuntKeuze): BusEvent<Bezorging> {
  return maak(maker, over, { ...gegevens(over), ...keuze, poging: Math.min(keuze.poging, MAX_POGING) })
}

function gegevens({ bericht, berichtId, dossierId, deelnemer, rol }: Onderwerp) {
  return { versie: 1, bericht, berichtId, dossierId, deelnemer, rol } as const
}

function maak({ bron, nu }: Maker, over: Onderwerp, data: Bezorging): BusEvent<Bezorging> {
  return maakEvent({
    id: nieuwId(nu),
    source: bron,
    type: `nl.warmknooppunt.bezorging.${data.gebeurtenis}`,
    subject: over.dossierId,
    time: nu,
    dataschema: dataschemaVan('bezorging'),
    traceparent: over.traceparent,
    data,
  })
}

const TRACEPARENT = /"traceparent":"([0-9a-f-]{55})"/

/** The trace of a stored envelope, without parsing the whole. */
export function traceVan(envelop: string): string | undefined {
  return TRACEPARENT.exec(envelop)?.[1]
}

const TIJD = /"time":"([^"]{20,40})"/

/** Seconds from the moment of registration in a stored envelope to `nu`; clocks that differ make none negative. */
export function sindsRegistratie(envelop: string, nu: Temporal.Instant): number | null {
  const tijd = TIJD.exec(envelop)?.[1]
  if (tijd === undefined) return null
  return Math.max(0, nu.epochMilliseconds - Temporal.Instant.from(tijd).epochMilliseconds) / 1_000
}
