import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import type { Versleuteld } from '@warmknooppunt/platform/kluis'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Bericht } from '@warmknooppunt/schemas/berichten'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type {
  Afspraken,
  GerouteerdeContactregistratie,
  GerouteerdeDoorverwijzing,
} from '@warmknooppunt/schemas/types/gerouteerd.v1'
import type { Afzender } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { NietBezorgbaar } from '@warmknooppunt/schemas/types/niet-bezorgbaar.v1'
import type { Onrouteerbaar } from '@warmknooppunt/schemas/types/onrouteerbaar.v1'

/** Messages as routing hands them on, for tests. */
export const OIN = '00000099900000012000'
export const op = (tekst: string) => Temporal.Instant.from(tekst)

const BRON = `urn:nld:oin:${OIN}:systeem:knooppunt`

export const AFSPRAKEN: Afspraken = {
  ...STANDAARD_AFSPRAKEN,
  contact: { ...STANDAARD_AFSPRAKEN.contact, kanalenPoging: [...STANDAARD_AFSPRAKEN.contact.kanalenPoging] },
  gesprek: { ...STANDAARD_AFSPRAKEN.gesprek },
  stop: { ...STANDAARD_AFSPRAKEN.stop },
  toegestaneWijzen: [...STANDAARD_AFSPRAKEN.toegestaneWijzen],
}

export type Dossier = {
  readonly dossierId: string
  /** id of the accepted doorverwijzing */
  readonly berichtId: string
  readonly toewijzingId: string
  readonly schuldeiser: string
  readonly afzender: Afzender
  readonly aangenomenOp: Temporal.Instant
}

export function maakDossier(aangenomenOp: Temporal.Instant, o: Partial<Dossier> = {}): Dossier {
  const schuldeiser = o.schuldeiser ?? 'waterbedrijf-maasdal'
  return {
    dossierId: nieuwId(aangenomenOp),
    berichtId: nieuwId(aangenomenOp),
    toewijzingId: nieuwId(aangenomenOp),
    schuldeiser,
    afzender: { deelnemer: schuldeiser, rol: 'schuldeiser' },
    aangenomenOp,
    ...o,
  }
}

function event<D>(schema: Bericht, o: { type: string; subject: string; time: Temporal.Instant; data: D }): BusEvent<D> {
  const { type, subject, time, data } = o
  const dataschema = dataschemaVan(schema)
  return maakEvent({ id: nieuwId(time), source: BRON, type, subject, time, dataschema, data })
}

export type Doorverwijzingkeuze = {
  readonly afspraken?: Afspraken
  /** the operator's decision; absent = routed at acceptance */
  readonly besloten?: Temporal.Instant
  readonly hub?: Versleuteld
}

/** The version that the demo register has after its first load. */
const REGISTERVERSIE = 1

export function doorverwijzing(d: Dossier, o: Doorverwijzingkeuze = {}): BusEvent<GerouteerdeDoorverwijzing> {
  const time = o.besloten ?? d.aangenomenOp
  const data: GerouteerdeDoorverwijzing = {
    versie: 1,
    bericht: 'doorverwijzing',
    afzender: d.afzender,
    berichtId: d.berichtId,
    dossierId: d.dossierId,
    schuldeiser: d.schuldeiser,
    registerversie: REGISTERVERSIE,
    toewijzing: {
      toewijzingId: d.toewijzingId,
      gemeentecode: '0988',
      uitvoerder: 'land-van-weert',
      loket: 'weert-schuldhulp',
      overeenkomst: 'maasdal-weert',
      ontvanger: 'schulddienst-land-van-weert',
      dagNul: amsterdamseDag(time),
      aangenomenOp: d.aangenomenOp.toString(),
    },
    afspraken: o.afspraken ?? AFSPRAKEN,
    ontvangers: [{ deelnemer: 'schulddienst-land-van-weert', rol: 'gemeente', publiek: 'gemeente' }],
    inhoud: o.hub ? { hub: o.hub } : {},
  }
  return event('gerouteerd', {
    type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
    subject: d.dossierId,
    time,
    data,
  })
}

export function onrouteerbaar(d: Dossier): BusEvent<Onrouteerbaar> {
  const data: Onrouteerbaar = {
    versie: 1,
    berichtId: d.berichtId,
    dossierId: d.dossierId,
    schuldeiser: d.schuldeiser,
    registerversie: REGISTERVERSIE,
    afzender: d.afzender,
    reden: 'onbekend',
    aangenomenOp: d.aangenomenOp.toString(),
    stopDagen: 30,
  }
  const type = 'nl.warmknooppunt.doorverwijzing.onrouteerbaar'
  return event('onrouteerbaar', { type, subject: d.dossierId, time: d.aangenomenOp, data })
}

export function nietBezorgbaar(d: Dossier, time: Temporal.Instant): BusEvent<NietBezorgbaar> {
  const data: NietBezorgbaar = {
    versie: 1,
    bericht: 'niet-bezorgbaar',
    berichtId: d.berichtId,
    dossierId: d.dossierId,
    schuldeiser: d.schuldeiser,
    reden: 'adres-niet-te-herleiden',
    ontvangers: [{ deelnemer: d.schuldeiser, rol: 'schuldeiser', publiek: 'schuldeiser' }],
  }
  const type = 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd'
  return event('niet-bezorgbaar', { type, subject: d.dossierId, time, data })
}

export function contactregistratie(
  d: Dossier,
  o: { readonly time: Temporal.Instant; readonly hub: Versleuteld },
): BusEvent<GerouteerdeContactregistratie> {
  const data: GerouteerdeContactregistratie = {
    versie: 1,
    bericht: 'contactregistratie',
    afzender: { deelnemer: 'schulddienst-land-van-weert', rol: 'gemeente' },
    berichtId: nieuwId(o.time),
    dossierId: d.dossierId,
    schuldeiser: d.schuldeiser,
    ontvangers: [],
    inhoud: { hub: o.hub },
  }
  const type = 'nl.warmknooppunt.contactregistratie.gerouteerd'
  return event('gerouteerd', { type, subject: d.dossierId, time: o.time, data })
}

/** An operator's order: its subject is its own id. */
export function opdracht(d: Dossier, time: Temporal.Instant): BusEvent {
  const data = {
    versie: 1,
    bericht: 'herbezorgopdracht',
    afzender: { deelnemer: 'beheer-warmknooppunt', rol: 'operator' },
    dossierId: d.dossierId,
    bezorgingId: nieuwId(time),
  }
  const type = 'nl.warmknooppunt.herbezorgopdracht.ingediend'
  return event('ingediend', { type, subject: nieuwId(time), time, data })
}
