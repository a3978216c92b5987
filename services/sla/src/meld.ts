import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { maakEvent } from '@warmknooppunt/platform/bericht'
import { controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Termijnbericht } from '@warmknooppunt/schemas/types/termijnbericht.v1'
import type { Melding, Toewijzing } from './stand.ts'
import { maakTermijnberichten } from './termijnbericht.ts'
import { vasteId } from './vaste-id.ts'

export type Meldkader = {
  /** `source` of the hub itself */
  readonly bron: string
  readonly register: RegisterStand
  readonly nu: Temporal.Instant
  readonly traceparent?: string | undefined
}

/** The events by which a clock speaks. Their ids follow from what made it speak. */
export function maakMeldingen(
  melding: Melding,
  toewijzingen: readonly Toewijzing[],
  { bron, register, nu, traceparent }: Meldkader,
): BusEvent<Termijnbericht>[] {
  const { soort, klok, aanleiding } = melding
  const heeftMandaat = (intermediair: string, schuldeiser: string) =>
    controleerMandaat(register.mandaten(intermediair, schuldeiser), { intermediair, schuldeiser, nu }).kind === 'ok'
  return maakTermijnberichten(melding, toewijzingen, heeftMandaat).map(({ publiek, data }) =>
    maakEvent({
      id: vasteId(aanleiding.op, `${aanleiding.id}|${klok.id}|${soort}|${publiek}`),
      source: bron,
      type: 'nl.warmknooppunt.termijnbericht.gemeld',
      subject: klok.dossierId,
      time: nu,
      dataschema: dataschemaVan('termijnbericht'),
      traceparent,
      data,
    }),
  )
}
