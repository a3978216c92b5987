// Generated from deelnamecontrole/v1.schema.json by npm run genereer; do not edit.

/**
 * Vraagt of de gemeente bij een adres meedoet, onder welke afspraken, en welk loket u kunt doorverbinden. Sturen met POST /v1/deelnamecontroles, bijvoorbeeld terwijl u de klant spreekt. Er wordt niets bewaard.
 */
export type Deelnamecontrole = {
  /**
   * Het OIN (20 cijfers) of KvK-nummer (8 cijfers) van de schuldeiser voor wie u stuurt. Alleen vullen als u intermediair bent; dan is het verplicht en moet uw mandaat in het register staan. Stuurt u voor uzelf, laat het veld dan weg.
   */
  namens?: string
  /**
   * Verplicht, vier cijfers en twee letters; een spatie ertussen en kleine letters mogen.
   */
  postcode: string
  /**
   * Verplicht, een geheel getal van 1 tot 99999, als getal en niet als tekst.
   */
  huisnummer: number
}
