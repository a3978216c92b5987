import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { hubBron, maakEvent, nieuwId } from '@warmknooppunt/platform/bericht'
import { vasteId } from '@warmknooppunt/platform/vaste-id'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { ontvangersVan } from '@warmknooppunt/regels/openbaarmaking'
import { controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { KeuzeWeiger } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { NietBezorgbaar } from '@warmknooppunt/schemas/types/niet-bezorgbaar.v1'
import type { Onrouteerbaar } from '@warmknooppunt/schemas/types/onrouteerbaar.v1'
import type { Ingekomen } from './ingekomen.ts'
import type { Partij } from './partijen.ts'
import { partijenVan } from './partijen.ts'

/** Who says it, and when: the hub itself. */
export type Zegt = { readonly oin: string; readonly nu: Temporal.Instant }

const bron = ({ oin }: Zegt): string => hubBron(oin)

/** No gemeente, or more than one: sla starts the stop (without overeenkomst: the default length) and the operator's term. */
export function meldOnrouteerbaar(
  zegt: Zegt,
  event: Ingekomen<'doorverwijzing'>,
  reden: Onrouteerbaar['reden'],
): BusEvent<Onrouteerbaar> {
  const { schuldeiser, afzender, registerversie } = event.data
  return maakEvent({
    id: nieuwId(zegt.nu),
    source: bron(zegt),
    type: 'nl.warmknooppunt.doorverwijzing.onrouteerbaar',
    subject: event.subject,
    time: Temporal.Instant.from(event.time),
    dataschema: dataschemaVan('onrouteerbaar'),
    traceparent: event.traceparent,
    data: {
      versie: 1,
      berichtId: event.id,
      dossierId: event.subject,
      schuldeiser,
      registerversie,
      afzender,
      reden,
      aangenomenOp: event.time,
      stopDagen: STANDAARD_AFSPRAKEN.stop.dagen,
    },
  })
}

export type Weigering = {
  readonly event: Ingekomen<'doorverwijzing'>
  readonly opdracht: Ingekomen<'routeeropdracht'>
  readonly keuze: KeuzeWeiger
  /** the register as it is now: the end of a mandate closes everything for the intermediair */
  readonly stand: RegisterStand
}

/** By an operator's order only: no gemeente takes it. The creditor and its intermediair are told; the stop runs on. */
export function meldNietBezorgbaar(zegt: Zegt, { event, opdracht, keuze, stand }: Weigering): BusEvent<NietBezorgbaar> {
  const { schuldeiser } = event.data
  const partijen = partijenVan(event.data).filter((partij) => magNog(stand, partij, schuldeiser, zegt.nu))
  return maakEvent({
    id: vasteId(Temporal.Instant.from(event.time), `${event.id}|niet-bezorgbaar`),
    source: bron(zegt),
    type: 'nl.warmknooppunt.niet-bezorgbaar.gerouteerd',
    subject: event.subject,
    time: Temporal.Instant.from(opdracht.time),
    dataschema: dataschemaVan('niet-bezorgbaar'),
    traceparent: opdracht.traceparent,
    data: {
      versie: 1,
      bericht: 'niet-bezorgbaar',
      berichtId: event.id,
      dossierId: event.subject,
      schuldeiser,
      reden: keuze.reden,
      ontvangers: ontvangersVan({ bericht: 'niet-bezorgbaar' }, partijen),
    },
  })
}

function magNog(stand: RegisterStand, { deelnemer, rol }: Partij, schuldeiser: string, nu: Temporal.Instant): boolean {
  if (rol === 'schuldeiser') return true
  const mandaten = stand.mandaten(deelnemer, schuldeiser)
  return controleerMandaat(mandaten, { intermediair: deelnemer, schuldeiser, nu }).kind === 'ok'
}
