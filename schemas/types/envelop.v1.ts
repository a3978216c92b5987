// Generated from envelop/v1.schema.json by npm run genereer; do not edit.

/**
 * CloudEvents 1.0 volgens het NL GOV-profiel: de envelop om elk event. Attributen bevatten nooit persoonsgegevens.
 */
export type Envelop = {
  /**
   * Verplicht, altijd 1.0.
   */
  specversion: '1.0'
  /**
   * Verplicht, UUID versie 7: eigen id van dit event, gelijk bij elke herhaling. Gebruik het om dubbele ontvangst te herkennen.
   */
  id: string
  /**
   * Verplicht: organisatie en systeem waar het event vandaan komt. Richting een schuldeiser altijd het knooppunt zelf.
   */
  source: string
  /**
   * Verplicht: nl.warmknooppunt, dan het bericht, dan wat ermee gebeurde.
   */
  type: string
  /**
   * Verplicht, UUID: de dossierId; van een opdracht haar eigen id.
   */
  subject: string
  /**
   * Verplicht: het moment van registratie bij het knooppunt.
   */
  time: string
  /**
   * Verplicht, altijd application/json.
   */
  datacontenttype: 'application/json'
  /**
   * Verplicht: URI van het schema, met versie, waaraan data voldoet.
   */
  dataschema: string
  /**
   * Optioneel: W3C Trace Context.
   */
  traceparent?: string
  /**
   * Alleen in een postvak: het volgnummer als tekst, zonder gaten; na een herstel van het knooppunt kan het vooruit springen. Bevestig met totEnMet.
   */
  sequence?: string
  /**
   * Alleen samen met sequence, altijd Integer.
   */
  sequencetype?: 'Integer'
  /**
   * Verplicht: de gegevens, volgens dataschema.
   */
  data: {
    [k: string]: unknown
  }
}
