// Generated from niet-bezorgbaar/v1.schema.json by npm run genereer; do not edit.

/**
 * Het knooppunt meldt de schuldeiser (en zijn intermediair) dat geen gemeente de doorverwijzing kan aannemen. Vertel uw klant dat de gemeente niet belt en waar hulp wel te vinden is. De incassostop loopt gewoon tot zijn einde; de persoonsgegevens bij het knooppunt zijn vernietigd. U mag dezelfde klant opnieuw doorverwijzen.
 */
export type NietBezorgbaar = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd niet-bezorgbaar.
   */
  bericht: 'niet-bezorgbaar'
  /**
   * Verplicht, UUID: id van de doorverwijzing zoals aangenomen.
   */
  berichtId: string
  /**
   * Verplicht, UUID: de id uit het antwoord op uw doorverwijzing.
   */
  dossierId: string
  /**
   * Verplicht: code van de schuldeiser om wie het gaat, ook als een intermediair stuurde.
   */
  schuldeiser: string
  /**
   * Verplicht: adres-niet-te-herleiden (bij dit adres is geen gemeente vast te stellen), adres-in-buitenland, gemeente-doet-niet-mee (niet aangesloten), geen-overeenkomst (wel aangesloten, geen overeenkomst met u).
   */
  reden: 'adres-niet-te-herleiden' | 'adres-in-buitenland' | 'gemeente-doet-niet-mee' | 'geen-overeenkomst'
  /**
   * Verplicht: de schuldeiser en, als die stuurde, zijn intermediair; nooit een gemeente.
   */
  ontvangers: Partij[]
}
/**
 * Een partij die het bericht krijgt.
 */
export type Partij = {
  /**
   * Verplicht: code van de deelnemer.
   */
  deelnemer: string
  /**
   * Verplicht.
   */
  rol: 'schuldeiser' | 'intermediair'
  /**
   * Verplicht, altijd schuldeiser.
   */
  publiek: 'schuldeiser'
}
