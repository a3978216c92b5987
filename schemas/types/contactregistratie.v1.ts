// Generated from contactregistratie/v1.schema.json by npm run genereer; do not edit.

/**
 * De gemeente meldt een contactpoging, een contact of het eerste gesprek. Sturen met POST /v1/doorverwijzingen/{id}/contactregistraties. Stopt de lopende contacttermijn of gesprekstermijn. Blijft binnen het knooppunt: de schuldeiser ziet er niets van.
 */
export type Contactregistratie = {
  /**
   * Verplicht. poging: geprobeerd, niet gesproken (of dit de contacttermijn haalt staat in de overeenkomst); contact: de inwoner gesproken of antwoord gekregen; eerste-gesprek: het eerste hulpgesprek, haalt ook de gesprekstermijn.
   */
  soort: 'poging' | 'contact' | 'eerste-gesprek'
  /**
   * Verplicht: hoe het contact verliep. Een poging per brief telt niet, tenzij de overeenkomst anders zegt.
   */
  kanaal: 'telefoon' | 'sms' | 'whatsapp' | 'e-mail' | 'brief' | 'huisbezoek' | 'balie'
  /**
   * Verplicht; datum en tijd met tijdzone (RFC 3339), niet in de toekomst. Dit moment telt voor de termijn, niet het moment van melden.
   */
  plaatsgevondenOp: string
}
