// Generated from doorverwijzing-gerouteerd/v1.schema.json by npm run genereer; do not edit.
import type { Doorverwijzing } from './doorverwijzing.v1.ts'

/**
 * Wat een gemeente ontvangt: de doorverwijzing zoals de schuldeiser haar stuurde, met wie stuurde, waarom u haar krijgt en tot wanneer u contact opneemt. Bevestig ontvangst in het postvak en meld uw contact met POST /v1/doorverwijzingen/{dossierId}/contactregistraties.
 */
export type DoorverwijzingGerouteerd = {
  /**
   * Verplicht, UUID: kenmerk van het dossier; gebruik het in de paden van uw berichten hierover.
   */
  dossierId: string
  /**
   * Verplicht: de organisatie met de vordering.
   */
  schuldeiser: {
    /**
     * Verplicht: code van de deelnemer.
     */
    deelnemer: string
    /**
     * Verplicht: naam van de organisatie.
     */
    naam: string
    /**
     * Optioneel: 20 cijfers.
     */
    oin?: string
    /**
     * Optioneel: 8 cijfers.
     */
    kvk?: string
  }
  /**
   * Verplicht: wie stuurde; gelijk aan de schuldeiser, of zijn intermediair.
   */
  afzender: {
    /**
     * Verplicht: code van de deelnemer.
     */
    deelnemer: string
    /**
     * Verplicht: naam van de organisatie.
     */
    naam: string
  }
  /**
   * Verplicht: de gemeente van het woonadres, wie het bericht ook uitvoert.
   */
  verantwoordelijkeGemeente: {
    /**
     * Verplicht: vier cijfers (CBS).
     */
    code: string
    /**
     * Verplicht: naam van de gemeente.
     */
    naam: string
  }
  /**
   * Verplicht: code van de organisatie die de hulp uitvoert.
   */
  uitvoerder: string
  /**
   * Verplicht: code van het loket waarvoor het bericht bestemd is.
   */
  loket: string
  /**
   * Verplicht, jjjj-mm-dd: de laatste dag waarop u contact opneemt, Amsterdamse kalender.
   */
  contactUiterlijkOp: string
  /**
   * Verplicht: de dagen van de stop, Amsterdamse kalender.
   */
  incassostop: {
    /**
     * Verplicht: de dag van aannemen.
     */
    van: string
    /**
     * Verplicht: de laatste dag van de stop, al doorgeschoven naar een werkdag.
     */
    totEnMet: string
    /**
     * Verplicht: de eerste werkdag na de laatste dag; eerder mag de incasso niet verder.
     */
    hervatbaarVanaf: string
  }
  doorverwijzing: Doorverwijzing
}
