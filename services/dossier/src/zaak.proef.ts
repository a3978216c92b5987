import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import type { Lezing } from '@warmknooppunt/platform/lezing'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { TermijnberichtSoort } from '@warmknooppunt/regels/openbaarmaking'
import type { Bericht } from '@warmknooppunt/schemas/berichten'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Bezorging } from '@warmknooppunt/schemas/types/bezorging.v1'
import type { Gerouteerd, Ontvanger } from '@warmknooppunt/schemas/types/gerouteerd.v1'
import type {
  Afzender,
  Ingediend,
  IngediendeRouteeropdracht,
  NietGevonden,
} from '@warmknooppunt/schemas/types/ingediend.v1'
import type { NietBezorgbaar } from '@warmknooppunt/schemas/types/niet-bezorgbaar.v1'
import type { Onrouteerbaar } from '@warmknooppunt/schemas/types/onrouteerbaar.v1'
import type { Termijnbericht } from '@warmknooppunt/schemas/types/termijnbericht.v1'

/** Messages about one dossier as the stages put them on the topics, for tests. */
export const WATER = 'waterbedrijf-maasdal'
export const TELECOM = 'telecom-beeklijn'
export const INCASSO = 'incasso-maasoever'
export const WEERT = 'schulddienst-land-van-weert'
export const ROERMOND = 'gemeente-roermond'
export const BEHEER = 'beheer-warmknooppunt'
/** Stands where the encrypted content stands. */
export const INHOUD = 'Z2VoZWltZS1pbmhvdWQtdmFuLWVlbi1taWplbnNjaA=='

const BRON = 'urn:nld:oin:00000099900000012000:systeem:knooppunt'
export const op = (tekst: string) => Temporal.Instant.from(tekst)
/** Dossiers of tests are accepted on a monday at noon in Amsterdam; the stop ends on 1 April. */
export const AANGENOMEN = op('2026-03-02T11:00:00Z')
export const STOP = { van: '2026-03-02', totEnMet: '2026-04-01', hervatbaarVanaf: '2026-04-02' }

export type Zaak = {
  readonly dossierId: string
  readonly berichtId: string
  readonly schuldeiser: string
  readonly afzender: Afzender
  readonly aangenomenOp: Temporal.Instant
  readonly gemeentecode: string
  readonly uitvoerder: string
  readonly loket: string
}

export function maakZaak(o: Partial<Zaak> = {}): Zaak {
  const aangenomenOp = o.aangenomenOp ?? AANGENOMEN
  const schuldeiser = o.schuldeiser ?? WATER
  return {
    dossierId: nieuwId(aangenomenOp),
    berichtId: nieuwId(aangenomenOp),
    schuldeiser,
    afzender: { deelnemer: schuldeiser, rol: 'schuldeiser' },
    aangenomenOp,
    gemeentecode: '0988',
    uitvoerder: WEERT,
    loket: 'weert',
    ...o,
  }
}

type Kop = { readonly id?: string; readonly subject: string; readonly time: Temporal.Instant; readonly type: string }

function event<D>(schema: Bericht, { id, ...kop }: Kop, data: D): BusEvent<D> {
  return maakEvent({ ...kop, id: id ?? nieuwId(kop.time), source: BRON, dataschema: dataschemaVan(schema), data })
}

function dicht(publiek: Versleuteld['publiek']): Versleuteld {
  const inhoudId = '01950000-0000-7000-8000-0000000000c1'
  return { inhoudId, publiek, iv: 'AAAAAAAAAAAAAAAA', tekst: INHOUD, label: 'AAAAAAAAAAAAAAAAAAAAAA==' }
}

const OPERATOR: Afzender = { deelnemer: BEHEER, rol: 'operator' }
const GEMEENTE: Afzender = { deelnemer: WEERT, rol: 'gemeente' }

function ingediend(kop: Omit<Kop, 'type'>, data: Ingediend): BusEvent<Ingediend> {
  return event('ingediend', { ...kop, type: `nl.warmknooppunt.${data.bericht}.ingediend` }, data)
}

/** Accepted; `wacht`: intake found no single gemeente, but these. */
export function aangenomen(z: Zaak, o: { readonly wacht?: boolean | readonly string[] } = {}): BusEvent<Ingediend> {
  const plek = { gemeentecode: z.gemeentecode, uitvoerder: z.uitvoerder, loket: z.loket }
  const afspraak = { overeenkomst: `${z.schuldeiser}-${z.gemeentecode}`, contactUiterlijkOp: '2026-03-05' }
  return ingediend(
    { id: z.berichtId, subject: z.dossierId, time: z.aangenomenOp },
    {
      versie: 1,
      bericht: 'doorverwijzing',
      afzender: z.afzender,
      schuldeiser: z.schuldeiser,
      registerversie: 1,
      postcodeversie: 1,
      besluit: o.wacht ? nietGevonden(o.wacht) : { status: 'gevonden', ...plek, ...afspraak },
      incassostop: STOP,
      inhoud: { hub: dicht('hub') },
    },
  )
}

function nietGevonden(wacht: true | readonly string[]): NietGevonden {
  return wacht === true ? { status: 'onbekend', kandidaten: [] } : { status: 'meerdere', kandidaten: [...wacht] }
}

export function contactregistratie(z: Zaak, time: Temporal.Instant): BusEvent<Ingediend> {
  const { schuldeiser, gemeentecode, dossierId: subject } = z
  const data = { versie: 1, bericht: 'contactregistratie', afzender: GEMEENTE } as const
  return ingediend({ subject, time }, { ...data, schuldeiser, gemeentecode, inhoud: { hub: dicht('hub') } })
}

/** An operator's order about what waits: a gemeente (that of the zaak), or a refusal. */
export function routeeropdracht(z: Zaak, time: Temporal.Instant, kind: 'gemeente' | 'weiger'): BusEvent<Ingediend> {
  const { gemeentecode, uitvoerder, loket, dossierId, berichtId } = z
  const plek = { gemeentecode, uitvoerder, loket, overeenkomst: 'een', registerversie: 1, postcodeversie: 1 }
  const keuze: IngediendeRouteeropdracht['keuze'] =
    kind === 'gemeente' ? { kind, ...plek, contactUiterlijkOp: '2026-03-09' } : { kind, reden: 'adres-in-buitenland' }
  const id = nieuwId(time)
  const data = { versie: 1, bericht: 'routeeropdracht', afzender: OPERATOR, dossierId, berichtId, keuze } as const
  return ingediend({ id, subject: id, time }, data)
}

export function opdracht(
  { dossierId }: Zaak,
  time: Temporal.Instant,
  bericht: 'herbezorgopdracht' | 'herstelopdracht',
): BusEvent<Ingediend> {
  const id = nieuwId(time)
  const basis = { versie: 1, afzender: OPERATOR, dossierId } as const
  const kop = { id, subject: id, time }
  return bericht === 'herbezorgopdracht'
    ? ingediend(kop, { ...basis, bericht, bezorgingId: nieuwId(time) })
    : herstelopdracht(time, { stage: 'sla', sleutel: dossierId, volgnummer: 1, dossierId })
}

type Herstel = Extract<Ingediend, { bericht: 'herstelopdracht' }>
type Over = Pick<Herstel, 'stage' | 'sleutel' | 'volgnummer'> & Partial<Pick<Herstel, 'dossierId' | 'keuze'>>

export function herstelopdracht(time: Temporal.Instant, over: Over): BusEvent<Ingediend> {
  const id = nieuwId(time)
  const keuze = { kind: 'vrijgeven' } as const
  const data = { versie: 1, bericht: 'herstelopdracht', afzender: OPERATOR, keuze, ...over } as const
  return ingediend({ id, subject: id, time }, data)
}

export function gerouteerd(z: Zaak, time: Temporal.Instant = z.aangenomenOp): BusEvent<Gerouteerd> {
  const { gemeentecode, uitvoerder, loket, aangenomenOp, ...over } = z
  const { contact, gesprek, stop, toegestaneWijzen } = STANDAARD_AFSPRAKEN
  const toewijzing = { gemeentecode, uitvoerder, loket, overeenkomst: 'een', ontvanger: uitvoerder, dagNul: STOP.van }
  const type = 'nl.warmknooppunt.doorverwijzing.gerouteerd'
  return event<Gerouteerd>(
    'gerouteerd',
    { subject: z.dossierId, time, type },
    {
      versie: 1,
      bericht: 'doorverwijzing',
      ...over,
      toewijzing: { ...toewijzing, toewijzingId: nieuwId(time), aangenomenOp: aangenomenOp.toString() },
      afspraken: {
        ...STANDAARD_AFSPRAKEN,
        contact: { ...contact, kanalenPoging: [...contact.kanalenPoging] },
        gesprek: { ...gesprek },
        stop: { ...stop },
        toegestaneWijzen: [...toegestaneWijzen],
      },
      ontvangers: [naarGemeente(z)],
      inhoud: { gemeente: dicht('gemeente'), hub: dicht('hub') },
      registerversie: 1,
    },
  )
}

export function gerouteerdContact(z: Zaak, time: Temporal.Instant): BusEvent<Gerouteerd> {
  const { dossierId, schuldeiser } = z
  const data = { versie: 1, bericht: 'contactregistratie', afzender: GEMEENTE, berichtId: nieuwId(time) } as const
  const type = 'nl.warmknooppunt.contactregistratie.gerouteerd'
  return event<Gerouteerd>(
    'gerouteerd',
    { subject: dossierId, time, type },
    { ...data, dossierId, schuldeiser, ontvangers: [], inhoud: { hub: dicht('hub') } },
  )
}

export function onrouteerbaar(z: Zaak): BusEvent<Onrouteerbaar> {
  const { berichtId, dossierId, schuldeiser, afzender, aangenomenOp: time } = z
  const data = {
    versie: 1,
    berichtId,
    dossierId,
    schuldeiser,
    afzender,
    reden: 'onbekend',
    stopDagen: 30,
    registerversie: 1,
  } as const
  const kop = { subject: dossierId, time, type: 'nl.warmknooppunt.doorverwijzing.onrouteerbaar' }
  return event('onrouteerbaar', kop, { ...data, aangenomenOp: time.toString() })
}

export function nietBezorgbaar(z: Zaak, time: Temporal.Instant): BusEvent<NietBezorgbaar> {
  const { berichtId, dossierId, schuldeiser } = z
  const data = { versie: 1, bericht: 'niet-bezorgbaar', berichtId, dossierId, schuldeiser } as const
  const ontvangers: NietBezorgbaar['ontvangers'] = [
    { deelnemer: schuldeiser, rol: 'schuldeiser', publiek: 'schuldeiser' },
  ]
  const kop = { subject: dossierId, time, type: 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd' }
  return event('niet-bezorgbaar', kop, { ...data, reden: 'adres-in-buitenland', ontvangers })
}

export const naarGemeente = (z: Zaak): Ontvanger => {
  return { deelnemer: z.uitvoerder, rol: 'gemeente', publiek: 'gemeente' }
}
export const naarSchuldeiser = (z: Zaak): Ontvanger => {
  return { deelnemer: z.schuldeiser, rol: 'schuldeiser', publiek: 'schuldeiser' }
}

export type Termijnkeuze = { readonly soort: TermijnberichtSoort; readonly ontvangers: Ontvanger[] }

export function termijnbericht(z: Zaak, time: Temporal.Instant, keuze: Termijnkeuze): BusEvent<Termijnbericht> {
  const { dossierId } = z
  const termijn = keuze.soort.startsWith('incassostop') ? 'incassostop' : 'contact'
  const data = { versie: 1, bericht: 'termijnbericht', dossierId, termijn, dag: '2026-03-05', ...keuze } as const
  const kop = { subject: dossierId, time, type: 'nl.warmknooppunt.termijnbericht.gemeld' }
  return event('termijnbericht', kop, { ...data, tijdstip: '2026-03-05T23:00:00.000Z' })
}

export type Bezorgkeuze = { readonly aan: Ontvanger; readonly bericht: string; readonly mislukt?: boolean }

/** It lies in a postvak, or a push of it failed. */
export function bezorging(z: Zaak, time: Temporal.Instant, keuze: Bezorgkeuze): BusEvent<Bezorging> {
  const { deelnemer, rol } = keuze.aan
  const { dossierId, berichtId } = z
  const data = { versie: 1, bericht: keuze.bericht, berichtId, dossierId, deelnemer, rol } as const
  const push = { bezorgingId: nieuwId(time), eindpunt: nieuwId(time), poging: 1, afloop: 'onbereikbaar' } as const
  const wat: Bezorging = keuze.mislukt
    ? { ...data, gebeurtenis: 'mislukt', ...push }
    : { ...data, gebeurtenis: 'beschikbaar', nummer: 1 }
  const kop = { subject: dossierId, time, type: `nl.warmknooppunt.bezorging.${wat.gebeurtenis}` }
  return event('bezorging', kop, wat)
}

/** An event as a stage reads it off the bus; throws when it cannot. */
export function gelezen<E extends BusEvent>(lees: (tekst: string) => Lezing<E>, event: BusEvent): E {
  const lezing = lees(JSON.stringify(event))
  if (lezing.kind !== 'event') throw new Error(`cannot be read: ${JSON.stringify(lezing)}`)
  return lezing.event
}
