// Generated from bezorging/v1.schema.json by npm run genereer; do not edit.

/**
 * Gegevens op topic bezorgingen: wat er met een bericht aan een ontvanger gebeurde. Geen inhoud, geen adressen.
 */
export type Bezorging = InPostvak | NaarEindpunt

/**
 * Het bericht ligt klaar, of de inhoud is uitgereikt.
 */
export type InPostvak = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht: de soort van het bezorgde bericht.
   */
  bericht: string
  /**
   * Verplicht, UUID: id van het bezorgde event, gelijk bij elke poging.
   */
  berichtId: string
  /**
   * Verplicht, UUID.
   */
  dossierId: string
  /**
   * Verplicht: code van de ontvanger, tevens van het postvak.
   */
  deelnemer: string
  /**
   * Verplicht: de rol waarin de deelnemer het bericht krijgt.
   */
  rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  /**
   * Verplicht. beschikbaar: ligt in het postvak; opgehaald: de inhoud is uitgereikt, bij ophalen of bij een aangenomen volledige push.
   */
  gebeurtenis: 'beschikbaar' | 'opgehaald'
  /**
   * Verplicht: het volgnummer in het postvak, zonder gaten; na een herstel van het knooppunt kan het vooruit springen.
   */
  nummer: number
}
/**
 * Wat er met het sturen naar een eindpunt gebeurde.
 */
export type NaarEindpunt = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht: de soort van het bezorgde bericht.
   */
  bericht: string
  /**
   * Verplicht, UUID: id van het bezorgde event, gelijk bij elke poging.
   */
  berichtId: string
  /**
   * Verplicht, UUID.
   */
  dossierId: string
  /**
   * Verplicht: code van de ontvanger, tevens van het postvak.
   */
  deelnemer: string
  /**
   * Verplicht: de rol waarin de deelnemer het bericht krijgt.
   */
  rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  /**
   * Verplicht. gepusht: aangenomen; mislukt: wordt opnieuw geprobeerd; geparkeerd: wacht op herstel van het eindpunt of op een operator; vrijgegeven: niet meer geparkeerd.
   */
  gebeurtenis: 'gepusht' | 'mislukt' | 'geparkeerd' | 'vrijgegeven'
  /**
   * Verplicht, UUID: deze bezorging; noem haar in een herbezorgopdracht.
   */
  bezorgingId: string
  /**
   * Verplicht: id van het eindpunt; nooit zijn adres.
   */
  eindpunt: string
  /**
   * Verplicht: hoeveel pogingen er zijn gedaan.
   */
  poging: number
  /**
   * Optioneel: hoe de laatste poging afliep; ontbreekt zolang er geen was.
   */
  afloop?: 'afgeleverd' | 'geweigerd' | 'onbereikbaar' | 'inhoud-vernietigd'
  /**
   * Optioneel: de statuscode van het antwoord, als er een kwam.
   */
  statuscode?: number
  /**
   * Alleen bij mislukt: wanneer het opnieuw wordt geprobeerd.
   */
  volgendePogingOp?: string
}
