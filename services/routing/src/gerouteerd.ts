import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import { versleutel } from '@warmknooppunt/platform/kluis'
import { vasteId } from '@warmknooppunt/platform/vaste-id'
import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { ontvangersVan } from '@warmknooppunt/regels/openbaarmaking'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { DoorverwijzingGerouteerd } from '@warmknooppunt/schemas/types/doorverwijzing-gerouteerd.v1'
import type {
  GerouteerdeContactregistratie,
  GerouteerdeDoorverwijzing,
} from '@warmknooppunt/schemas/types/gerouteerd.v1'
import type { Plaats } from './herhaal-besluit.ts'
import type { Ingekomen } from './ingekomen.ts'
import type { Geopend } from './inhoud.ts'
import { partijenVan } from './partijen.ts'
import type { Toewijzing } from './toewijzing-store.ts'

/** A doorverwijzing of which is decided where it goes. */
export type Zaak = {
  readonly event: Ingekomen<'doorverwijzing'>
  readonly plaats: Plaats
  /** the register as pinned by who decided */
  readonly stand: RegisterStand
  readonly postcodeversie: number
  /** the order by which an operator chose; null when the hub routes by itself */
  readonly opdracht: Ingekomen<'routeeropdracht'> | null
  /** null: the keys are destroyed; the message goes on without content, so that the clocks run on */
  readonly geopend: Geopend | null
}

export type Gerouteerd = { readonly event: BusEvent<GerouteerdeDoorverwijzing>; readonly toewijzing: Toewijzing }

/**
 * What goes on to sla, and what is kept of it. `time` stays that of what was registered: sla's timers wait for what lies before theirs. Day 0 is the day of acceptance, or of the operator's decision (design section 10).
 */
export function routeer(zaak: Zaak): Gerouteerd {
  const { event, plaats, stand, postcodeversie, opdracht, geopend } = zaak
  const { gemeentecode, uitvoerder, loket, ontvanger, overeenkomst } = plaats
  const aanleiding = opdracht ?? event
  const besloten = Temporal.Instant.from(aanleiding.time)
  const aangenomen = Temporal.Instant.from(event.time)
  const toewijzing: Toewijzing = {
    berichtId: event.id,
    // They follow from the message: what is routed again after a restore is the same event to whoever had it.
    toewijzingId: vasteId(aangenomen, `${event.id}|toewijzing`),
    eventId: vasteId(aangenomen, `${event.id}|gerouteerd`),
    dossierId: event.subject,
    opdrachtId: opdracht?.id ?? null,
    gemeentecode,
    uitvoerder,
    loket,
    ontvanger,
    overeenkomst: overeenkomst.overeenkomst,
    registerversie: stand.versie,
    postcodeversie,
    dagNul: amsterdamseDag(besloten),
    aangenomenOp: event.time,
    uitkomst: geopend ? 'gerouteerd' : 'inhoud-vernietigd',
  }
  const uit = maakEvent({
    id: toewijzing.eventId,
    source: event.source,
    type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
    subject: event.subject,
    time: besloten,
    dataschema: dataschemaVan('gerouteerd'),
    traceparent: aanleiding.traceparent,
    data: gegevens(zaak, toewijzing),
  })
  return { event: uit, toewijzing }
}

function gegevens(zaak: Zaak, toewijzing: Toewijzing): GerouteerdeDoorverwijzing {
  const { event, plaats, geopend } = zaak
  const { berichtId, dossierId, eventId, toewijzingId, dagNul, aangenomenOp } = toewijzing
  const { gemeentecode, uitvoerder, loket, ontvanger, overeenkomst } = toewijzing
  const { afzender, schuldeiser } = event.data
  const partijen = [{ deelnemer: ontvanger, rol: 'gemeente', publiek: 'gemeente' } as const, ...partijenVan(event.data)]
  return {
    versie: 1,
    bericht: 'doorverwijzing',
    afzender,
    berichtId,
    dossierId,
    schuldeiser,
    registerversie: toewijzing.registerversie,
    toewijzing: { toewijzingId, gemeentecode, uitvoerder, loket, overeenkomst, ontvanger, dagNul, aangenomenOp },
    afspraken: afsprakenVan(plaats.overeenkomst.afspraken),
    ontvangers: ontvangersVan({ bericht: 'doorverwijzing' }, partijen),
    inhoud: geopend
      ? {
          gemeente: versleutel(geopend.sleutelGemeente, inhoudVoorGemeente(zaak, geopend), {
            inhoudId: eventId,
            publiek: 'gemeente',
          }),
          hub: event.data.inhoud.hub,
        }
      : {},
  }
}

/** The terms as they travel: copied, because a message is its own. */
function afsprakenVan(a: Afspraken): GerouteerdeDoorverwijzing['afspraken'] {
  const { contact, gesprek, stop, terugkoppelniveau, toegestaneWijzen, toestemmingMaxDagen } = a
  return {
    contact: { ...contact, kanalenPoging: [...contact.kanalenPoging] },
    gesprek,
    stop,
    terugkoppelniveau,
    toegestaneWijzen: [...toegestaneWijzen],
    toestemmingMaxDagen,
  }
}

/** What the gemeente reads; names as in the register version the decision was made on. */
function inhoudVoorGemeente({ event, plaats, stand }: Zaak, { body }: Geopend): DoorverwijzingGerouteerd {
  const schuldeiser = partij(stand, event.data.schuldeiser)
  const afzender = partij(stand, event.data.afzender.deelnemer)
  return {
    dossierId: event.subject,
    schuldeiser: {
      deelnemer: schuldeiser.deelnemer,
      naam: schuldeiser.naam,
      ...(schuldeiser.oin === null ? {} : { oin: schuldeiser.oin }),
      ...(schuldeiser.kvk === null ? {} : { kvk: schuldeiser.kvk }),
    },
    afzender: { deelnemer: afzender.deelnemer, naam: afzender.naam },
    verantwoordelijkeGemeente: {
      code: plaats.gemeentecode,
      naam: stand.gemeente(plaats.gemeentecode)?.naam ?? plaats.gemeentecode,
    },
    uitvoerder: plaats.uitvoerder,
    loket: plaats.loket,
    contactUiterlijkOp: plaats.contactUiterlijkOp,
    incassostop: event.data.incassostop,
    doorverwijzing: body,
  }
}

function partij(stand: RegisterStand, code: string): Deelnemer {
  const deelnemer = stand.deelnemer(code)
  if (!deelnemer) throw new Error(`register version ${stand.versie} lacks deelnemer ${code} of a message pinned on it`)
  return deelnemer
}

/** A contactregistratie goes on as it is, for the clocks only: nobody outside the hub receives it. */
export function geefContactDoor(
  event: Ingekomen<'contactregistratie'>,
  nu: Temporal.Instant,
): BusEvent<GerouteerdeContactregistratie> {
  const { afzender, schuldeiser, inhoud } = event.data
  const wat = { versie: 1, bericht: 'contactregistratie' } as const
  return maakEvent({
    id: nieuwId(nu),
    source: event.source,
    type: 'nl.warmknooppunt.contactregistratie.gerouteerd',
    subject: event.subject,
    time: Temporal.Instant.from(event.time),
    dataschema: dataschemaVan('gerouteerd'),
    traceparent: event.traceparent,
    data: { ...wat, afzender, berichtId: event.id, dossierId: event.subject, schuldeiser, ontvangers: [], inhoud },
  })
}
