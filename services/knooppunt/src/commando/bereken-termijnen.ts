import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { GRONDSLAGEN, STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Dag } from '@warmknooppunt/regels/dag'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import { isBekend } from '@warmknooppunt/regels/kalender'
import type { Overeenkomst } from '@warmknooppunt/regels/overeenkomst'
import { contactTermijn, gesprekTermijn, incassostop } from '@warmknooppunt/regels/termijnen'

/** The dates that follow from an acceptance, as the 201 tells them and the clocks hold them. */
export type Termijnen = {
  readonly contactUiterlijkOp: Dag
  /** exclusive end of that day, or of the last hour */
  readonly contactUiterlijkTijdstip: string
  readonly gesprekUiterlijkOp: Dag
  readonly stopTotEnMet: Dag
  readonly hervatbaarVanaf: Dag
}

export function berekenTermijnen(aangenomenOp: Temporal.Instant, afspraken: Afspraken, kalender: Kalender): Termijnen {
  const dagNul = amsterdamseDag(aangenomenOp)
  const contact = contactTermijn({ aangenomenOp, dagNul, afspraken, kalender })
  const gesprek = gesprekTermijn({ dagNul, afspraken, bedreigendVanaf: null, kalender })
  const stop = incassostop({ aangenomenOp, dagen: afspraken.stop.dagen, kalender })
  return {
    contactUiterlijkOp: contact.uiterlijkOp,
    contactUiterlijkTijdstip: contact.tijdstip.toString(),
    gesprekUiterlijkOp: gesprek.uiterlijkOp,
    stopTotEnMet: stop.totEnMet,
    hervatbaarVanaf: stop.hervatbaarVanaf,
  }
}

/** False when some day between acceptance and the last date lies outside the years whose holidays are known. */
export function zijnBekend(aangenomenOp: Temporal.Instant, termijnen: Termijnen, kalender: Kalender): boolean {
  const { contactUiterlijkOp, gesprekUiterlijkOp, hervatbaarVanaf } = termijnen
  return [amsterdamseDag(aangenomenOp), contactUiterlijkOp, gesprekUiterlijkOp, hervatbaarVanaf].every((dag) =>
    isBekend(dag, kalender),
  )
}

/** Terms and where they come from: `overeenkomsten` empty means the standard terms. */
export type Grond = { readonly afspraken: Afspraken; readonly overeenkomsten: readonly string[] }

/**
 * The terms of the overeenkomsten under which a doorverwijzing may come on a day, those with the same dates together. Without any, the standard
 * terms, by which consent and stop are judged where no overeenkomst was found.
 */
export function groepeerAfspraken(overeenkomsten: readonly Overeenkomst[], dag: Dag): readonly Grond[] {
  const geldend = overeenkomsten.filter((o) => laatDoorverwijzen(o, dag))
  const perTermijn = Map.groupBy(geldend, ({ afspraken: { contact, gesprek, stop } }) =>
    JSON.stringify([contact.aantal, contact.eenheid, gesprek.uiterlijkDagen, stop.dagen]),
  )
  const gronden = [...perTermijn.values()].flatMap((groep) => {
    const [eerste] = groep
    return eerste ? [{ afspraken: eerste.afspraken, overeenkomsten: groep.map((o) => o.overeenkomst) }] : []
  })
  return gronden.length > 0 ? gronden : [{ afspraken: STANDAARD_AFSPRAKEN, overeenkomsten: [] }]
}

function laatDoorverwijzen({ grondslag, ondertekendOp, van, totEnMet }: Overeenkomst, dag: Dag): boolean {
  const inWerking = van <= dag && (totEnMet === null || dag <= totEnMet)
  const ondertekend = ondertekendOp !== null && ondertekendOp <= dag
  return inWerking && ondertekend && GRONDSLAGEN[grondslag].berichten.includes('doorverwijzing')
}
