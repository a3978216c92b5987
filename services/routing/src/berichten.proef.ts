import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type {
  Afzender,
  Gevonden,
  Ingediend,
  IngediendeDoorverwijzing,
  Keuze,
  KeuzeGemeente,
} from '@warmknooppunt/schemas/types/ingediend.v1'

/** Messages as intake hands them on, for tests. */
export const op = (tekst: string) => Temporal.Instant.from(tekst)

export const HUB = '00000099900000012000'
export const BRON = 'urn:nld:oin:00000099900000001000:systeem:waterbedrijf-maasdal'
export const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
/** A monday in Amsterdam: contact by thursday, the stop until wednesday 1 April. */
export const AANGENOMEN = op('2026-03-02T09:15:30.125Z')
export const STOP = { van: '2026-03-02', totEnMet: '2026-04-01', hervatbaarVanaf: '2026-04-02' }

const WATERBEDRIJF: Afzender = { deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' }
const OPERATOR: Afzender = { deelnemer: 'beheer-warmknooppunt', rol: 'operator' }

/** What the demo decides for a resident of Weert. */
export const WEERT: Gevonden = {
  status: 'gevonden',
  gemeentecode: '0988',
  uitvoerder: 'schulddienst-land-van-weert',
  loket: 'weert',
  overeenkomst: 'waterbedrijf-maasdal-0988',
  contactUiterlijkOp: '2026-03-05',
}

type Event<D extends Ingediend> = BusEvent<D>

function event<D extends Ingediend>(data: D, o: { id?: string; subject: string; time: Temporal.Instant }): Event<D> {
  return maakEvent({
    id: o.id ?? nieuwId(o.time),
    source: BRON,
    type: `nl.warmknooppunt.${data.bericht}.ingediend`,
    subject: o.subject,
    time: o.time,
    dataschema: dataschemaVan('ingediend'),
    traceparent: TRACE,
    data,
  })
}

export type Doorverwijzingkeuze = {
  readonly hub: Versleuteld
  readonly dossierId: string
  readonly besluit?: IngediendeDoorverwijzing['besluit']
  readonly registerversie?: number
  readonly schuldeiser?: string
  readonly afzender?: Afzender
  readonly time?: Temporal.Instant
}

export function ingediendeDoorverwijzing(o: Doorverwijzingkeuze): Event<IngediendeDoorverwijzing> {
  return event(
    {
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: o.afzender ?? WATERBEDRIJF,
      schuldeiser: o.schuldeiser ?? 'waterbedrijf-maasdal',
      registerversie: o.registerversie ?? 1,
      postcodeversie: 1,
      besluit: o.besluit ?? WEERT,
      incassostop: STOP,
      inhoud: { hub: o.hub },
    },
    { subject: o.dossierId, time: o.time ?? AANGENOMEN },
  )
}

export function ingediendeContactregistratie(dossierId: string, hub: Versleuteld, time: Temporal.Instant) {
  return event(
    {
      versie: 1,
      bericht: 'contactregistratie',
      afzender: { deelnemer: 'schulddienst-land-van-weert', rol: 'gemeente' },
      schuldeiser: 'waterbedrijf-maasdal',
      gemeentecode: '0988',
      inhoud: { hub },
    },
    { subject: dossierId, time },
  )
}

/** Wednesday, two days later: the operator's day 0. */
export const BESLOTEN = op('2026-03-04T13:00:00Z')
export const NAAR_WEERT: KeuzeGemeente = {
  kind: 'gemeente',
  gemeentecode: '0988',
  uitvoerder: 'schulddienst-land-van-weert',
  loket: 'weert',
  overeenkomst: 'waterbedrijf-maasdal-0988',
  contactUiterlijkOp: '2026-03-09',
  registerversie: 1,
  postcodeversie: 1,
}

/** An order about a message; its id is its key. */
export function routeeropdracht(over: BusEvent, keuze: Keuze = NAAR_WEERT, time = BESLOTEN) {
  const id = nieuwId(time)
  const basis = { versie: 1, bericht: 'routeeropdracht', afzender: OPERATOR } as const
  return event({ ...basis, dossierId: over.subject, berichtId: over.id, keuze }, { id, subject: id, time })
}

export function andereOpdrachten(dossierId: string, time: Temporal.Instant) {
  const [a, b] = [nieuwId(time), nieuwId(time)]
  const basis = { versie: 1, afzender: OPERATOR, dossierId } as const
  return [
    event({ ...basis, bericht: 'herbezorgopdracht', bezorgingId: nieuwId(time) }, { id: a, subject: a, time }),
    event(
      {
        ...basis,
        bericht: 'herstelopdracht',
        stage: 'sla',
        sleutel: dossierId,
        volgnummer: 1,
        keuze: { kind: 'vrijgeven' },
      },
      { id: b, subject: b, time },
    ),
  ]
}
